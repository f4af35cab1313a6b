import { launchChromium } from '../../../scripts/chromium.mjs';
import type { Browser } from 'playwright-core';
import { openWindow, type Window } from '../host/window.js';

describe('Register in the tree beside an open definition', () => {
  let browser: Browser;
  let window: Window;
  before(async () => {
    browser = await launchChromium();
    window = await openWindow(browser, 'registerFromTree', { workspace: 'sample' });
  });
  after(async () => {
    await window?.close();
    await browser?.close();
  });

  it('registers although the file has only just been opened', async () => {
    await window.page.locator('.activitybar a[aria-label^="Firn"]').click();
    await window.treeItem(/^V_2.*new/).waitFor({ timeout: 60_000 });
    await window.open('features/preprocess.ts');
    await window.choose(/^V_2.*new/, 'Register');
    await window.treeItem(/^V_2.*1 hour · incremental/).waitFor({ timeout: 60_000 });
  });
});
