import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../../scripts/chromium.mjs';
import { openWindow, type Window } from '../host/window.js';

/** The first minute of somebody who has no project yet. */
describe('Open Sample Project in a window without a folder', () => {
  let browser: Browser;
  let window: Window;
  before(async () => {
    browser = await launchChromium();
    window = await openWindow(browser, 'openSample', { workspace: 'none', width: 1600, height: 1000 });
  });
  after(async () => {
    await window?.close();
    await browser?.close();
  });

  it('is what the empty Stores view leads to', async () => {
    await window.page.locator('.activitybar a[aria-label^="Firn"]').click();
    await window.page.locator('.welcome-view-content', { hasText: 'Open a folder' }).waitFor();
    await window.shot('welcome-no-folder');
  });

  it('asks for a folder', async () => {
    await window.run('Firn: Open Sample Project');
    const input = window.page.locator('.quick-input-widget input[type="text"]').first();
    await window.page.locator('.quick-input-title', { hasText: 'Folder for the sample project' }).waitFor();
    // The dialog writes its own path once it has listed a folder, and follows what is typed after that.
    await window.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await input.press('Control+A');
    await window.page.keyboard.type(`${window.folder}/`);
    await window.page.locator('.quick-input-list .monaco-list-row', { hasText: '..' }).waitFor();
    await window.shot('sample-folder');
    const button = window.page.locator('.quick-input-widget .monaco-button', {
      hasText: 'Create the Sample Here',
    });
    // While the dialog still looks up what was typed it takes no answer.
    for (let attempt = 0; attempt < 20 && (await button.isVisible()); attempt++) {
      await button.click({ timeout: 1000 }).catch(() => undefined);
      await button.waitFor({ state: 'hidden', timeout: 2000 }).catch(() => undefined);
    }
  });

  it('opens the project with its definitions and its store', async () => {
    await window.page.locator('.tab[data-resource-name="preprocess.ts"]').waitFor({ timeout: 90_000 });
    assert.ok(existsSync(path.join(window.folder, 'firn-sample/firn.json')));
    await window.treeItem('_TRAINING_FEATURE_STORE').waitFor();
    await window.treeItem('CUSTOMER').first().waitFor();
    for (const version of [/^V_1/, /^V_2/]) await window.treeItem(version).waitFor();
    await window.page.locator('.codelens-decoration a', { hasText: 'Register' }).first().waitFor();
    assert.ok(existsSync(path.join(window.folder, 'firn-sample/.firn/types/index.d.ts')));
    await window.shot('sample-opened');
  });
});
