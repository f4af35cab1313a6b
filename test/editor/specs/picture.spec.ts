import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { launchChromium } from '../../../scripts/chromium.mjs';
import { screenshots } from '../host/places.js';
import { openWindow, type Window } from '../host/window.js';

/** Nothing in the picture but what it is about. */
const settings = {
  'editor.minimap.enabled': false,
  'editor.stickyScroll.enabled': false,
  'editor.guides.indentation': false,
  'editor.occurrencesHighlight': 'off',
  'editor.matchBrackets': 'never',
  'breadcrumbs.enabled': false,
  'workbench.layoutControl.enabled': false,
  'window.commandCenter': false,
};

/** The picture of the README: what is registered, a definition, its SQL and its rows. */
describe('the picture of the README', () => {
  let browser: Browser;
  let window: Window;
  before(async () => {
    browser = await launchChromium();
    window = await openWindow(browser, 'picture', {
      workspace: 'sample',
      width: 1600,
      height: 1000,
      settings,
    });
  });
  after(async () => {
    await window?.close();
    await browser?.close();
  });

  const lens = (title: string): Locator => window.page.locator('.codelens-decoration a', { hasText: title });

  it('shows registered views, a definition, its SQL and its rows', async () => {
    await window.page.locator('.activitybar a[aria-label^="Firn"]').click();
    for (const version of ['V_1', 'V_2']) {
      await window.choose(new RegExp(`^${version}.*new`), 'Register');
      await window.treeItem(new RegExp(`^${version}.*1 hour`)).waitFor({ timeout: 60_000 });
    }
    await window.treeItem(/^V_2/).click();
    await window
      .treeItem(/FREQUENCY/)
      .first()
      .waitFor();
    await window.open('features/preprocess.ts');
    await window.page.locator('.view-line').first().click();
    await window.page.keyboard.press('Control+End');
    await lens('in sync').last().waitFor();
    await lens('SQL').last().click();
    await window.page.locator('.view-line', { hasText: 'WITH ORDER_LINES' }).waitFor();
    await lens('Data').last().click();
    await window.webview('[data-row="0"][data-column="1"]:not(.pending)');
    await window.run('View: Move Editor into Group Below');
    await window.webview('[data-row="0"][data-column="1"]:not(.pending)');
    await window.page.locator('.tab[data-resource-name="preprocess.ts"]').click();
    await window.run('Notifications: Clear All Notifications');
    await window.page.mouse.move(700, 985);
    await window.shot('readme');
    const { size } = await stat(path.join(screenshots, 'readme.png'));
    assert.ok(size < 400_000, `${size} bytes are too many for a README`);
  });
});
