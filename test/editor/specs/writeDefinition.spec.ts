import assert from 'node:assert/strict';
import { readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../../scripts/chromium.mjs';
import { openWindow, type Window } from '../host/window.js';

describe('Write Definition in the tree', () => {
  let browser: Browser;
  let window: Window;
  before(async () => {
    browser = await launchChromium();
    window = await openWindow(browser, 'writeDefinition', { workspace: 'sample' });
  });
  after(async () => {
    await window?.close();
    await browser?.close();
  });

  it('opens the file of a feature view that the project does not define', async () => {
    await window.page.locator('.activitybar a[aria-label^="Firn"]').click();
    await window.choose(/^V_2.*new/, 'Register');
    await window.treeItem(/^V_2.*1 hour/).waitFor({ timeout: 60_000 });
    const features = path.join(window.folder, 'features');
    for (const file of await readdir(features)) await rm(path.join(features, file));
    await window.treeItem(/^V_1.*new/).waitFor({ state: 'detached', timeout: 60_000 });
    await window.choose(/^V_2/, 'Write Definition');
    await window.page.locator('.tab', { hasText: 'fv_uc01_preprocess_v_2.ts' }).waitFor({ timeout: 60_000 });
    await window.page.locator('.view-line', { hasText: 'const orderLines' }).waitFor();
    await window.page.locator('.codelens-decoration a', { hasText: 'in sync' }).first().waitFor();
    await window.shot('write-definition');
    assert.deepEqual((await readdir(features)).sort(), ['customer.ts', 'fv_uc01_preprocess_v_2.ts']);
    const text = await readFile(path.join(features, 'fv_uc01_preprocess_v_2.ts'), 'utf8');
    assert.match(text, /from: frequency\.joinUsing\(returns, 'O_CUSTOMER_SK'\)/);
  });
});
