import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { launchChromium } from '../../../scripts/chromium.mjs';
import { openWindow, type Window } from '../host/window.js';

const definitions = `import { featureView, percentile, query } from 'firn';
import { ORDERS } from '../firn/sources';
import { customer } from './customer';

const typical = ORDERS.groupBy('O_CUSTOMER_SK').agg((o) => ({ STORE: percentile(o.STORE, 0.5) }));
export const stores = featureView('FV_STORES', {
  version: 'V_1',
  entities: [customer],
  from: typical,
  refresh: '1 day',
});

const counted = query\`
  SELECT c.O_CUSTOMER_SK, c.N, c.LAST_DAYX
  FROM (SELECT O_CUSTOMER_SK, COUNT(*) AS N, MAX(ORDER_DATE) AS LAST_DAY FROM ORDERS GROUP BY O_CUSTOMER_SK) c\`;
export const counts = featureView('FV_COUNTS', {
  version: 'V_1',
  entities: [customer],
  from: counted,
  refresh: '1 day',
});
`;

/** What the editor says about a definition beyond its errors, and what it offers to do. */
describe('advice in the window', () => {
  let browser: Browser;
  let window: Window;
  before(async () => {
    browser = await launchChromium();
    window = await openWindow(browser, 'advice', { workspace: 'sample', width: 1600, height: 1000 });
    await writeFile(path.join(window.folder, 'features/advice.ts'), definitions);
    await window.open('features/advice.ts');
  });
  after(async () => {
    await window?.close();
    await browser?.close();
  });

  const lens = (title: string): Locator => window.page.locator('.codelens-decoration', { hasText: title });
  const goTo = async (line: number, column: number): Promise<void> => {
    const input = window.page.locator('.quick-input-widget input[type="text"]').first();
    await window.page.keyboard.press('Control+G');
    await input.waitFor();
    await input.fill(`:${line}:${column}`);
    await input.press('Enter');
    await window.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  };
  /** The place of a text's nth character in the file as it was written. */
  const goToText = async (text: string, into = 2): Promise<void> => {
    const before = definitions.slice(0, definitions.indexOf(text)).split('\n');
    await goTo(before.length, (before.at(-1) as string).length + 1 + into);
  };
  const choose = async (title: string, picture: string): Promise<void> => {
    const entry = window.page.locator('.action-widget .monaco-list-row', { hasText: title });
    // The list holds what was known when it was opened; it is opened again until the server has said all.
    for (let attempt = 0; attempt < 8; attempt++) {
      await window.page.keyboard.press('Control+.');
      const shown = await entry.waitFor({ timeout: 4000 }).then(
        () => true,
        () => false,
      );
      if (shown) break;
      await window.page.keyboard.press('Escape');
    }
    await window.shot(picture);
    await entry.click();
    await entry.waitFor({ state: 'hidden' });
  };
  const line = (text: string | RegExp): Locator =>
    window.page.locator('.editor-instance .view-line', { hasText: text });

  it('says above a definition how it will be refreshed, and why', async () => {
    await lens('FULL because of exact percentile at line 5').waitFor({ timeout: 60_000 });
    await window.shot('verdict');
  });

  it('marks what is wrong in a query where it stands in the template', async () => {
    const mark = window.page.locator('.squiggly-error');
    await mark.first().waitFor({ timeout: 60_000 });
    assert.equal(await mark.count(), 1);
    await goToText('LAST_DAYX');
    await window.run('Show or Focus Hover');
    await window.page
      .locator('.monaco-hover', { hasText: 'There is no column LAST_DAYX in C. Did you mean LAST_DAY?' })
      .first()
      .waitFor();
    await window.shot('query-error');
    await window.page.keyboard.press('Escape');
    await choose('Change to `LAST_DAY`', 'query-fix');
    await mark.first().waitFor({ state: 'detached' });
    await lens('INCREMENTAL').waitFor();
  });

  it('moves the sub-queries of a query into WITH', async () => {
    await goToText('COUNT(*)');
    await choose('Move the sub-queries into WITH', 'subqueries');
    await line(/WITH\sORDERS_GROUPED\sAS\s\(/).waitFor();
    await lens('INCREMENTAL').waitFor();
    assert.equal(await window.page.locator('.squiggly-error').count(), 0);
    await window.shot('subqueries-moved');
  });

  it('silences a rule at its place once a reason is written', async () => {
    const mark = window.page.locator('.squiggly-info');
    await goToText('percentile(o');
    await mark.first().waitFor();
    await choose('Silence `full-refresh` here, with a reason', 'silence');
    await line(/\/\/\sfirn-ignore\sfull-refresh:/).waitFor();
    // Without a reason the comment is itself a problem.
    await window.page.locator('.squiggly-warning').first().waitFor();
    await goTo(5, 1);
    await window.page.keyboard.press('End');
    await window.page.keyboard.type('stores are few');
    for (const kind of ['info', 'warning'])
      await window.page.locator(`.squiggly-${kind}`).first().waitFor({ state: 'detached' });
    await lens('FULL because of exact percentile at line 6').waitFor();
    await window.shot('silenced');
  });

  it('does the same for a SQL file that has not been saved yet', async () => {
    const file = path.join(window.folder, 'late.sql');
    await writeFile(file, 'select O_CUSTOMER_SK from ORDERS where O_ORDER_ID > 5;\n');
    await window.open('late.sql');
    await goTo(1, 'select O_CUSTOMER_SK'.length + 1);
    await window.page.keyboard.type('X');
    const mark = window.page.locator('.squiggly-error');
    await mark.first().waitFor();
    await window.shot('sql-file');
    await choose('Change to `O_CUSTOMER_SK`', 'sql-file-fix');
    await mark.first().waitFor({ state: 'detached' });
    await choose('Format this SQL', 'sql-file-format');
    await line(/^select$/).waitFor();
    await line(/^\s+O_ORDER_ID\s>\s5;$/).waitFor();
  });
});
