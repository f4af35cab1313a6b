import assert from 'node:assert/strict';
import type { Browser, Locator } from 'playwright-core';
import { launchChromium } from '../../../scripts/chromium.mjs';
import { colorThemes, openWindow, type Window } from '../host/window.js';

/** From the sample to registered features, as a person does it; with pictures of each step. */
describe('the sample in the window', () => {
  let browser: Browser;
  let window: Window;
  before(async () => {
    browser = await launchChromium();
    window = await openWindow(browser, 'story', { workspace: 'sample', width: 1600, height: 1000 });
  });
  after(async () => {
    await window?.close();
    await browser?.close();
  });

  const lens = (title: string): Locator => window.page.locator('.codelens-decoration a', { hasText: title });
  const sqlLines = (): Locator =>
    window.page.locator('.editor-group-container').last().locator('.view-lines');
  const goTo = async (line: number): Promise<void> => {
    await window.page.keyboard.press('Control+G');
    const input = window.page.locator('.quick-input-widget input[type="text"]').first();
    await input.waitFor();
    await window.page.keyboard.type(String(line));
    await window.page.keyboard.press('Enter');
  };
  const lineOf = async (text: string): Promise<number> => {
    const { readFile } = await import('node:fs/promises');
    const source = await readFile(`${window.folder}/features/preprocess.ts`, 'utf8');
    return source.split('\n').findIndex((line) => line.includes(text)) + 1;
  };

  it('shows the store of the target with what is only defined so far', async () => {
    await window.page.locator('.activitybar a[aria-label^="Firn"]').click();
    await window.treeItem('_TRAINING_FEATURE_STORE').waitFor();
    await window.treeItem('CUSTOMER').first().waitFor();
    await window.treeItem(/^V_1.*60 minute · new/).waitFor();
    await window.treeItem(/^V_2.*60 minute · new/).click();
    await window.treeItem(/FREQUENCY.*FLOAT/).waitFor();
    await window.treeItem(/RETURN_RATIO.*FLOAT/).waitFor();
    await window.shot('tree-new');
  });

  it('shows SQL beside a definition', async () => {
    await window.open('features/preprocess.ts');
    await goTo(await lineOf("version: 'V_2'"));
    await lens('SQL').last().click();
    await sqlLines().getByText('ORDER_LINES').first().waitFor();
    await window.shot('sql-beside');
  });

  it('highlights the SQL of the call under the cursor', async () => {
    await window.page.locator('.tab', { hasText: 'preprocess.ts' }).click();
    await goTo(await lineOf('RETURN_RATIO: avg('));
    for (let step = 0; step < 24; step++) await window.page.keyboard.press('ArrowRight');
    // The decoration's class is made up by VS Code; its colour is the theme's.
    await window.page.waitForFunction(
      `[...document.querySelectorAll('.editor-group-container:last-child .view-overlays .cdr')].some((d) => d.className.includes('ced-'))`,
    );
    await window.shot('sql-linked');
  });

  it('marks a misspelt column where it stands and keeps the SQL', async () => {
    await goTo(await lineOf('RETURN_RATIO: avg('));
    await window.page.keyboard.press('End');
    // Before `).toFloat(),`
    for (let step = 0; step < '), '.length - 1 + '.toFloat()'.length; step++) {
      await window.page.keyboard.press('ArrowLeft');
    }
    await window.page.keyboard.type('X');
    await window.page.locator('.squiggly-error').first().waitFor();
    await sqlLines().getByText('RETURNS').first().waitFor();
    await window.shot('typo');
    await window.page.keyboard.press('Escape');
    await window.page.keyboard.press('Backspace');
    await window.page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
  });

  it('registers a definition and says so everywhere', async () => {
    await goTo(await lineOf("version: 'V_2'"));
    // Lenses that VS Code is about to replace, after the typing above, take no click.
    await window.page.waitForTimeout(1500);
    await lens('Register').last().click();
    await lens('in sync').waitFor();
    await window.treeItem(/^V_2.*1 hour · incremental/).waitFor();
    assert.equal(await window.treeItem(/^V_2.*new/).count(), 0);
    await window.shot('registered');
  });

  it('shows the rows of a definition', async () => {
    await lens('Data').last().click();
    const page = await window.webview('[data-row="0"][data-column="1"]');
    await page.locator('.column', { hasText: 'FREQUENCY' }).first().waitFor();
    await window.shot('data');
  });

  it('suspends and resumes what is registered', async () => {
    await window.choose(/^V_2/, 'Suspend');
    await window.treeItem(/^V_2.*suspended/).waitFor();
    await window.choose(/^V_2/, 'Resume');
    await window.treeItem(/^V_2.*suspended/).waitFor({ state: 'detached' });
  });

  it('asks before it drops', async () => {
    await window.choose(/^V_2/, 'Drop');
    const dialog = window.page.locator('.monaco-dialog-box');
    await dialog.getByText('Drop FV_UC01_PREPROCESS V_2?').waitFor();
    await window.shot('drop');
    await dialog.locator('.monaco-button', { hasText: 'Drop' }).first().click();
    await window.treeItem(/^V_2.*60 minute · new/).waitFor();
  });

  for (const theme of Object.keys(colorThemes) as (keyof typeof colorThemes)[]) {
    it(`can be read in every theme (${theme})`, async () => {
      await window.setTheme(theme);
      await window.treeItem('_TRAINING_FEATURE_STORE').waitFor();
      await window.shot(`window-${theme}`);
    });
  }
});

describe('the Stores view without a project', () => {
  let browser: Browser;
  let window: Window;
  before(async () => {
    browser = await launchChromium();
    window = await openWindow(browser, 'empty', { workspace: 'empty', width: 1000, height: 600 });
  });
  after(async () => {
    await window?.close();
    await browser?.close();
  });

  it('says why it is empty and leads to the sample', async () => {
    await window.page.locator('.activitybar a[aria-label^="Firn"]').click();
    await window.page.locator('.welcome-view-content', { hasText: 'no firn.json' }).waitFor();
    await window.page
      .locator('.welcome-view-content .monaco-button', { hasText: 'Open Sample Project' })
      .waitFor();
    await window.shot('welcome');
  });
});
