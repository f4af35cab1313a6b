import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { launchChromium } from '../../../scripts/chromium.mjs';
import { openWindow, type Window } from '../host/window.js';

/** What changes a store or a project, with the questions asked before it. */
describe('changes in the window', () => {
  let browser: Browser;
  let window: Window;
  before(async () => {
    browser = await launchChromium();
    window = await openWindow(browser, 'changes', { workspace: 'sample', width: 1600, height: 1000 });
    await window.page.locator('.activitybar a[aria-label^="Firn"]').click();
    await window.treeItem(/^V_2.*new/).waitFor({ timeout: 60_000 });
  });
  after(async () => {
    await window?.close();
    await browser?.close();
  });

  const dialog = (): Locator => window.page.locator('.monaco-dialog-box');
  const goTo = async (text: string): Promise<void> => {
    const source = await readFile(path.join(window.folder, 'features/preprocess.ts'), 'utf8');
    const line = source.split('\n').findIndex((l) => l.includes(text)) + 1;
    await window.page.locator('.tab[data-resource-name="preprocess.ts"]').click();
    await window.page.keyboard.press('Control+G');
    await window.page.locator('.quick-input-widget input[type="text"]').first().waitFor();
    await window.page.keyboard.type(String(line));
    await window.page.keyboard.press('Enter');
    await window.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  };

  it('registers from the tree', async () => {
    await window.choose(/^V_2.*new/, 'Register');
    await window.treeItem(/^V_2.*1 hour · incremental/).waitFor({ timeout: 60_000 });
    await window.notification('Registered FV_UC01_PREPROCESS V_2');
    await window.open('features/preprocess.ts');
  });

  it('shows the SQL inline under its definition', async () => {
    await goTo("version: 'V_2'");
    await window.run('Firn: Peek SQL');
    const peek = window.page.locator('.peekview-widget');
    await peek.locator('.view-line', { hasText: 'ORDER_LINES' }).first().waitFor({ timeout: 60_000 });
    await window.shot('peek-sql');
    await window.page.keyboard.press('Escape');
    await peek.waitFor({ state: 'detached' });
  });

  it('refreshes, suspends and resumes from the tree', async () => {
    await window.choose(/^V_2.*incremental/, 'Suspend');
    await window.treeItem(/^V_2.*suspended/).waitFor({ timeout: 60_000 });
    await window.shot('suspended');
    await window.choose(/^V_2.*suspended/, 'Resume');
    await window.treeItem(/^V_2.*suspended/).waitFor({ state: 'detached', timeout: 60_000 });
    await window.choose(/^V_2.*incremental/, 'Refresh');
    await window.page.locator('.monaco-progress-container.active').first().waitFor({ state: 'hidden' });
  });

  it('compares what is registered with what is defined', async () => {
    await goTo('RETURN_RATIO: avg(');
    await window.page.keyboard.press('Home');
    await window.page.keyboard.type('N_RETURNS: count(),');
    await window.treeItem(/^V_2.*differs/).waitFor({ timeout: 60_000 });
    await window.choose(/^V_2.*differs/, 'Compare with Registered SQL');
    await window.page.locator('.monaco-diff-editor .view-line', { hasText: 'N_RETURNS' }).first().waitFor();
    await window.shot('compare-sql');
    await window.page.keyboard.press('Control+F4');
  });

  it('asks before it overwrites, and is in sync afterwards', async () => {
    await window.choose(/^V_2.*differs/, 'Register');
    await dialog().getByText('Overwrite FV_UC01_PREPROCESS V_2?').waitFor({ timeout: 60_000 });
    await window.shot('overwrite');
    await dialog().locator('.monaco-button', { hasText: 'Overwrite' }).first().click();
    await window.treeItem(/^V_2.*differs/).waitFor({ state: 'detached', timeout: 60_000 });
    await window.notification('Registered FV_UC01_PREPROCESS V_2');
  });

  it('pulls the catalog', async () => {
    await window.run('Firn: Pull Catalog');
    await window.notification(/Pulled \d+ columns of \d+ tables/, 'pulled');
  });

  it('selects another target', async () => {
    await window.run('Firn: Select Target');
    const prod = window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'prod' });
    await prod.waitFor();
    await window.shot('select-target');
    await prod.click();
    await window.page.locator('.statusbar-item', { hasText: 'prod' }).first().waitFor({ timeout: 60_000 });
  });

  it('has the name of a protected target typed before anything changes in it', async () => {
    await goTo("version: 'V_1'");
    await window.run('Firn: Register');
    const input = window.page.locator('.quick-input-widget input[type="text"]').first();
    await window.page
      .locator('.quick-input-title', { hasText: 'in the protected target prod' })
      .waitFor({ timeout: 60_000 });
    await window.shot('protected');
    await input.fill('dev');
    await input.press('Enter');
    await window.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    assert.equal(await window.page.locator('.codelens-decoration a', { hasText: 'in sync' }).count(), 0);
  });
});
