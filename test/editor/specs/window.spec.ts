import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../../scripts/chromium.mjs';
import { openWindow, type Window } from '../host/window.js';

describe('Snowflake SQL in the window', () => {
  let browser: Browser;
  let window: Window;
  before(async () => {
    browser = await launchChromium();
    window = await openWindow(browser, 'sql', { workspace: 'fixture:sql' });
  });
  after(async () => {
    await window?.close();
    await browser?.close();
  });

  it('is coloured in its own documents', async () => {
    await window.open('query.snowflake.sql');
    await window.page.getByRole('button', { name: 'Snowflake SQL' }).waitFor();
    await window.page.waitForFunction(
      `new Set([...document.querySelectorAll('.view-line span span')].map((s) => getComputedStyle(s).color)).size >= 5`,
    );
    await window.shot('sql-document');
  });

  it('is coloured inside sql templates', async () => {
    await window.open('template.ts');
    const colour = async (text: string): Promise<string> =>
      await window.page
        .locator('.view-line span span', { hasText: new RegExp(`^\\s*${text}\\s*$`) })
        .first()
        .evaluate((element) => element.ownerDocument.defaultView?.getComputedStyle(element).color ?? '');
    await window.page
      .locator('.view-line span span', { hasText: /^SELECT$/ })
      .first()
      .waitFor();
    assert.notEqual(await colour('SELECT'), await colour('COUNT'));
    await window.shot('sql-template');
  });
});
