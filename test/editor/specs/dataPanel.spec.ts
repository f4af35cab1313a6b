import assert from 'node:assert/strict';
import type { Browser, Frame } from 'playwright-core';
import { launchChromium } from '../../../scripts/chromium.mjs';
import { openWindow, type Window } from '../host/window.js';

/** The way of a person: the sample, the lens over a definition, the rows. */
describe('data of the sample in the window', () => {
  let browser: Browser;
  let window: Window;
  let grid: Frame;
  before(async () => {
    browser = await launchChromium();
    window = await openWindow(browser, 'data', { workspace: 'sample' });
  });
  after(async () => {
    await window?.close();
    await browser?.close();
  });

  const text = (row: number, column: number): Promise<string> =>
    grid.locator(`[data-row="${row}"][data-column="${column}"]`).innerText();

  it('shows rows of a definition from its lens', async () => {
    await window.open('features/preprocess.ts');
    await window.page.locator('.view-line').first().click();
    await window.page.keyboard.press('Control+End');
    const lens = window.page.locator('.codelens-decoration a', { hasText: /Data/ }).last();
    await lens.click({ timeout: 60_000 });
    grid = await window.webview('firn-data .grid');
    await grid.locator('[data-row="0"][data-column="0"]:not(.pending)').waitFor();
    const names = await grid.locator('.column .name').allInnerTexts();
    assert.deepEqual(names, ['O_CUSTOMER_SK', 'FREQUENCY', 'RETURN_RATIO', 'LATEST_ORDER_DATE']);
    assert.match(await text(0, 0), /^\d+$/);
    assert.match(await text(0, 3), /^\d{4}-\d\d-\d\d$/);
    assert.match(await grid.locator('.status').innerText(), /\d+ rows/);
    await window.shot('data-in-vscode-dark');
  });

  it('reads with another limit', async () => {
    await grid.getByLabel('Limit').fill('25');
    await grid.getByLabel('Limit').press('Enter');
    await grid.getByText('First 25 rows').first().waitFor();
    assert.equal(await grid.getByRole('grid').getAttribute('aria-rowcount'), '26');
  });

  it('keeps its rows and its place when it was hidden', async () => {
    await grid.locator('[data-row="3"][data-column="1"]').click();
    const value = await text(3, 1);
    await window.open('features/customer.ts');
    await window.run('View: Open Previous Recently Used Editor in Group');
    grid = await window.webview('firn-data .grid');
    await grid.getByText('First 25 rows').first().waitFor();
    await grid.locator('[data-row="3"][data-column="1"].active:not(.pending)').waitFor();
    assert.equal(await text(3, 1), value);
  });

  it('wears the theme of the window', async () => {
    const background = (): Promise<string> =>
      grid.evaluate('getComputedStyle(document.body).backgroundColor') as Promise<string>;
    const dark = await background();
    await window.setTheme('light');
    grid = await window.webview('firn-data .grid');
    await window.page.waitForTimeout(500);
    assert.notEqual(await background(), dark);
    await window.shot('data-in-vscode-light');
    await window.setTheme('high-contrast');
    await window.page.waitForTimeout(500);
    await window.shot('data-in-vscode-high-contrast');
  });

  it('breaks no rule of its content security policy', () => {
    assert.deepEqual(
      window.complaints.filter((line) => /Content.Security.Policy.*firn|data\.(js|css)/i.test(line)),
      [],
    );
  });
});
