import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Locator } from 'playwright-core';
import { launchChromium } from '../../../scripts/chromium.mjs';
import { dist } from '../host/places.js';
import { colorThemes, openWindow, type Window } from '../host/window.js';

const STORE = 'TPCXAI_SF0001_QUICKSTART_INC._TRAINING_FEATURE_STORE';
const SPINE =
  'SELECT O_CUSTOMER_SK, ORDER_DATE::TIMESTAMP_NTZ AS AT FROM TPCXAI_SF0001_QUICKSTART_INC.TRAINING.ORDERS';

/** The workbench's own word for each kind of theme. */
const WORKBENCH = {
  dark: 'vs-dark',
  light: 'vs',
  'high-contrast': 'hc-black',
  'high-contrast-light': 'hc-light',
};

/** From definitions to a store by way of a plan: what would change, why, who reads it, and the questions before it. */
describe('the plan in the window', () => {
  let browser: Browser;
  let window: Window;
  before(async () => {
    browser = await launchChromium();
    window = await openWindow(browser, 'plan', { workspace: 'sample', width: 1600, height: 1000 });
    await window.page.locator('.activitybar a[aria-label^="Firn"]').click();
    await window.treeItem(/^V_2.*new/).waitFor({ timeout: 60_000 });
  });
  after(async () => {
    await window?.close();
    await browser?.close();
  });

  const dialog = (): Locator => window.page.locator('.monaco-dialog-box');
  const press = (button: string): Promise<void> =>
    dialog().locator('.monaco-button', { hasText: button }).first().click();
  const message = (text: string | RegExp): Locator =>
    window.page.locator('.pane .message', { hasText: text });
  const firn = (...args: readonly string[]) =>
    promisify(execFile)(process.execPath, [path.join(dist, 'cli.cjs'), '--project', window.folder, ...args], {
      env: { ...process.env, FIRN_HOME: window.home },
    });
  const type = async (before: string, text: string): Promise<void> => {
    const source = await readFile(path.join(window.folder, 'features/preprocess.ts'), 'utf8');
    const line = source.split('\n').findIndex((l) => l.includes(before)) + 1;
    await window.open('features/preprocess.ts');
    await window.page.keyboard.press('Control+G');
    await window.page.locator('.quick-input-widget input[type="text"]').first().waitFor();
    await window.page.keyboard.type(String(line));
    await window.page.keyboard.press('Enter');
    await window.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await window.page.keyboard.press('Home');
    await window.page.keyboard.type(text);
  };

  it('shows what is new, by kind', async () => {
    await window.run('Firn: Plan Changes');
    await message(/3 to create.*The store does not exist yet/).waitFor({ timeout: 60_000 });
    await window.treeItem(/^Create.*3/).waitFor();
    await window.treeItem(/^FV_UC01_PREPROCESS V_2.*computes all its rows/).waitFor();
    await window.shot('plan-create');
  });

  it('applies after a question, and says what became of each operation', async () => {
    await window.run('Firn: Apply Plan');
    await dialog().getByText(`Apply 3 changes to dev (${STORE})?`).waitFor();
    await dialog().getByText('• Create CUSTOMER').waitFor();
    await press('Apply');
    await message(/^Applied 3\./).waitFor({ timeout: 120_000 });
    await window.treeItem(/^CUSTOMER.*applied/).waitFor();
    await window.notification('Applied 3 changes to dev.');
    await window.treeItem(/^V_2.*1 hour · incremental/).waitFor({ timeout: 60_000 });
  });

  it('says that the definitions have changed since, and plans again', async () => {
    const views = ['--views', 'FV_UC01_PREPROCESS@V_2', '--timestamp', 'AT'];
    await firn('dataset', 'create', 'TRAIN@V1', '--spine', SPINE, ...views);
    await window.run('Firn: Plan Again');
    await message(/3 unchanged/).waitFor({ timeout: 60_000 });
    await type('RETURN_RATIO: avg(', 'N_RETURNS: count(),');
    await message(/The definitions have changed since: plan again/).waitFor();
    await window.run('Firn: Plan Again');
    await window.treeItem(/^Replace.*[12]/).waitFor({ timeout: 60_000 });
    await window
      .treeItem(/^N_RETURNS.*added/)
      .first()
      .waitFor();
    await window
      .treeItem(/^TRAIN V1.*dataset/)
      .first()
      .waitFor();
  });

  it('compares the queries, in every theme', async () => {
    await window
      .treeItem(/^query.*show what differs/)
      .first()
      .click();
    await window.page.locator('.monaco-diff-editor .view-line', { hasText: 'N_RETURNS' }).first().waitFor();
    for (const theme of Object.keys(colorThemes) as (keyof typeof colorThemes)[]) {
      await window.setTheme(theme);
      await window.page.locator(`.monaco-workbench.${WORKBENCH[theme]}`).waitFor();
      await window.page.mouse.move(900, 985);
      await window.shot(`plan-${theme}`);
    }
    await window.setTheme('dark');
  });

  it('shows the statements', async () => {
    await window
      .treeItem(/^Statements/)
      .first()
      .click();
    await window.page.locator('.view-line', { hasText: 'CREATE OR REPLACE DYNAMIC TABLE' }).first().waitFor();
    await window.shot('plan-statements');
  });

  it('asks before rows are lost, and changes nothing without the answer', async () => {
    await window.run('Firn: Apply Plan');
    await dialog().getByText('loses its rows and its history').waitFor();
    await dialog().getByText('read by dataset TRAIN V1').first().waitFor();
    await window.shot('plan-destructive');
    await press('Cancel');
    await dialog().waitFor({ state: 'detached' });
    assert.equal(await message(/^Applied/).count(), 0);
    await window.run('Firn: Apply Plan');
    await press('Replace and Apply');
    await message(/^Applied [12]\./).waitFor({ timeout: 120_000 });
    await window.shot('plan-applied');
    await window.notification(/Applied [12] changes to dev/);
    const { stdout } = await firn('list', 'applies', '--json');
    const statuses = (JSON.parse(stdout) as { status: string }[]).map(({ status }) => status);
    assert.deepEqual(statuses, ['applied', 'applied']);
  });

  it('refuses a plan of source tables that have changed, at the place of the definition', async () => {
    await type('RETURN_RATIO: avg(', 'N_MORE: count(),');
    await firn(
      'exec',
      'ALTER TABLE TPCXAI_SF0001_QUICKSTART_INC.TRAINING.ORDERS RENAME COLUMN ORDER_DATE TO AT',
    );
    await window.run('Firn: Plan Again');
    await window.treeItem(/^Source tables differ/).waitFor({ timeout: 60_000 });
    await window.shot('plan-sources');
    await window
      .treeItem(/^ORDERS.ORDER_DATE.*is missing/)
      .first()
      .click();
    await window.page.locator('.tab.active[data-resource-name="preprocess.ts"]').waitFor();
    await window.run('Firn: Apply Plan');
    await window.notification(/The plan cannot be applied/);
  });

  it('has the name of a protected target typed, and is closed', async () => {
    await firn(
      'exec',
      'ALTER TABLE TPCXAI_SF0001_QUICKSTART_INC.TRAINING.ORDERS RENAME COLUMN AT TO ORDER_DATE',
    );
    await window.run('Firn: Select Target');
    await window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'prod' }).click();
    await window.page.locator('.statusbar-item', { hasText: 'prod' }).first().waitFor({ timeout: 60_000 });
    await window.run('Firn: Plan Changes');
    await message(/^3 to create/).waitFor({ timeout: 60_000 });
    await window.page.locator('.pane-header', { hasText: /Plan.*prod/ }).waitFor();
    await window.run('Firn: Apply Plan');
    await press('Apply');
    const title = window.page.locator('.quick-input-title', { hasText: 'to the protected target prod' });
    await title.waitFor();
    const input = window.page.locator('.quick-input-widget input[type="text"]').first();
    await input.fill('dev');
    await input.press('Enter');
    await window.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    assert.equal(await message(/^Applied/).count(), 0);
    await window.run('Firn: Close Plan');
    await window.treeItem(/^Create/).waitFor({ state: 'detached' });
  });
});
