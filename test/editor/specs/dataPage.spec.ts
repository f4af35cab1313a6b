import assert from 'node:assert/strict';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../../scripts/chromium.mjs';
import { dist, screenshots } from '../host/places.js';
import { openDataPage, themeNames, until, type Server, type StandalonePage } from '../host/standalonePage.js';
import { featureTable, wideTable } from '../host/tables.js';

/** A server that answers at once with as many rows as it is asked for. */
const serverOf = (start: Server['start']): Server => ({ start, pages: 0, cancelled: 0 });
const features = (): Server => serverOf(async (limit) => featureTable(limit));

const scrollTop = `document.querySelector('.grid').scrollTop`;

describe('the data page by itself', () => {
  let browser: Browser;
  let opened: StandalonePage | undefined;
  const open = async (
    server: Server,
    options: Parameters<typeof openDataPage>[3] = {},
  ): Promise<StandalonePage> => {
    opened = await openDataPage(browser, dist, server, options);
    return opened;
  };
  const shot = (name: string): Promise<Buffer> =>
    (opened as StandalonePage).page.screenshot({ path: path.join(screenshots, `${name}.png`) });
  const focused = (page: StandalonePage['page']): Promise<unknown> =>
    page.evaluate('[document.activeElement.dataset.row, document.activeElement.dataset.column].join()');

  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());
  afterEach(async () => {
    const complaints = opened?.complaints ?? [];
    await opened?.close();
    opened = undefined;
    assert.deepEqual(complaints, [], 'the browser complained');
  });

  for (const theme of themeNames) {
    it(`shows rows, types and how they were read (${theme})`, async () => {
      const { page, preview } = await open(features(), { theme });
      await preview.run(1000);
      await page.locator('[data-row="3"][data-column="1"]').click();
      await page.keyboard.press('Shift+ArrowDown');
      await page.keyboard.press('Shift+ArrowRight');
      await page.getByText('2 × 2 selected').waitFor();
      const status = await page.locator('.status').innerText();
      for (const part of ['First 1,000 rows', '11 columns', '231 ms', 'SELECT'])
        assert.match(status, new RegExp(part));
      await shot(`data-${theme}`);
    });
  }

  it('tells NULL from text and gives every column its type', async () => {
    const { page, preview } = await open(features());
    await preview.run(50);
    await page.locator('.cell.null').first().waitFor();
    const header = page.getByRole('columnheader', { name: 'O_CUSTOMER_SK, NUMBER(38,0)' });
    assert.match(await header.innerText(), /NUMBER\(38,0\)/);
    assert.equal(await page.locator('[data-row="2"][data-column="0"]').innerText(), '10003');
    assert.equal(await page.locator('[data-row="4"][data-column="3"]').innerText(), '2023-01-05');
    assert.equal(
      await page.locator('[data-row="4"][data-column="4"]').innerText(),
      '2023-01-05 10:04:09.123',
    );
  });

  it('scrolls through 100,000 rows with a few pages and a few elements', async () => {
    const server = features();
    const { page, preview } = await open(server);
    await preview.run(100_000);
    const grid = page.getByRole('grid');
    assert.equal(await grid.getAttribute('aria-rowcount'), '100001');
    await page.locator('[data-row="0"][data-column="0"]').click();
    await page.keyboard.press('Control+End');
    await page.locator('[data-row="99999"]').first().waitFor();
    await page.keyboard.press('Home');
    const last = page.locator('[data-row="99999"][data-column="0"]');
    await until(
      page,
      `document.querySelector('[data-row="99999"][data-column="0"]')?.innerText === '110000'`,
    );
    assert.equal(await last.innerText(), '110000');
    await page.evaluate(
      `(() => { const g = document.querySelector('.grid'); g.scrollTop = g.scrollHeight / 2; })()`,
    );
    await until(
      page,
      `document.querySelectorAll('.row:has(.cell:not(.pending))').length > 15 && document.querySelectorAll('.cell.pending').length === 0`,
    );
    assert.ok((await page.locator('.row').count()) < 80, 'rows out of view are in the document');
    assert.ok(server.pages <= 12, `${server.pages} pages were read`);
    await shot('data-100000-rows');
  });

  it('renders only the columns on view of a wide result', async () => {
    const { page, preview } = await open(serverOf(async () => wideTable(400, 200)));
    await preview.run(200);
    await page.locator('[data-row="0"][data-column="0"]').click();
    assert.ok((await page.locator('.column').count()) < 30);
    await page.keyboard.press('End');
    await page.getByRole('columnheader', { name: 'FEATURE_400, FLOAT' }).waitFor();
    assert.equal(await focused(page), '0,399');
    await shot('data-wide');
  });

  it('is a grid for the keyboard: arrows, pages, ends, header', async () => {
    const { page, preview } = await open(features());
    await preview.run(500);
    await page.locator('[data-row="0"][data-column="0"]').click();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    assert.equal(await focused(page), '1,1');
    await page.keyboard.press('PageDown');
    const [row] = String(await focused(page))
      .split(',')
      .map(Number);
    assert.ok((row ?? 0) > 10, `PageDown went to row ${row}`);
    await page.keyboard.press('Control+Home');
    assert.equal(await focused(page), '0,0');
    await page.keyboard.press('ArrowUp');
    assert.equal(await focused(page), '-1,0');
    assert.equal(await page.locator('.grid [tabindex="0"]').count(), 1);
  });

  it('widens a column with the keyboard and keeps the width', async () => {
    const own = await open(features());
    await own.preview.run(100);
    const name = own.page.getByRole('columnheader', { name: /^O_CUSTOMER_SK/ });
    await name.click();
    const before = (await name.boundingBox())?.width ?? 0;
    await own.page.keyboard.press('Alt+ArrowRight');
    await own.page.keyboard.press('Alt+ArrowRight');
    const after = (await name.boundingBox())?.width ?? 0;
    assert.equal(after, before + 32);
    await own.reopen();
    assert.equal((await name.boundingBox())?.width, after);
  });

  it('copies a selection as tab-separated text, whole values included', async () => {
    const own = await open(features());
    await own.preview.run(100);
    await own.page.locator('[data-row="50"]').first().waitFor({ state: 'detached' });
    await own.page.locator('[data-row="0"][data-column="0"]').click();
    await own.page.keyboard.press('Shift+ArrowRight');
    await own.page.keyboard.press('Control+Shift+c');
    await own.page.getByText('Copied 2 cells').first().waitFor();
    assert.deepEqual(own.sent.at(-1), { type: 'copy', text: 'O_CUSTOMER_SK\tFREQUENCY\n10001\t1' });
    await own.page.keyboard.press('Home');
    for (let i = 0; i < 7; i++) await own.page.keyboard.press('ArrowRight');
    await own.page.keyboard.press('Control+c');
    await own.page.getByText('Copied the cell').first().waitFor();
    const copied = own.sent.at(-1);
    assert.ok(copied?.type === 'copy' && copied.text.length > 3000, 'the copy was cut like the grid');
  });

  it('opens a long value whole and gives the focus back', async () => {
    const { page, preview } = await open(features());
    await preview.run(100);
    await page.locator('[data-row="0"][data-column="8"]').click();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'PROFILE' });
    await dialog.getByText('"channel": "web"').waitFor();
    await shot('data-cell');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(await focused(page), '0,8');
  });

  it('cancels a run, and keeps the rows of the one before', async () => {
    let run = 0;
    const server = serverOf((limit, cancelled) => {
      run += 1;
      if (run === 1) return Promise.resolve(featureTable(limit));
      return new Promise((_, reject) =>
        cancelled.addEventListener('abort', () => reject(new Error('cancelled'))),
      );
    });
    const { page, preview } = await open(server);
    await preview.run(20);
    await page.getByRole('button', { name: 'Run again' }).click();
    const cancel = page.getByRole('button', { name: 'Cancel' });
    await cancel.waitFor();
    await shot('data-running');
    await cancel.focus();
    await page.keyboard.press('Enter');
    await page.getByText('These are the rows of the run before').waitFor();
    assert.equal(server.cancelled, 1);
    assert.equal(await page.locator('[data-row="0"][data-column="0"]').innerText(), '10001');
    await shot('data-cancelled');
  });

  it('shows what runs before there are rows', async () => {
    const { page, preview } = await open(serverOf(() => new Promise(() => undefined)));
    void preview.run(1000);
    await page.getByText('Running the statement').first().waitFor();
    await shot('data-first-run');
  });

  it("shows the account's refusal with a way out", async () => {
    const message =
      "SQL compilation error: error line 3 at position 9\ninvalid identifier 'LI.QUANTITTY'\nDid you mean QUANTITY?";
    let refuse = true;
    const server = serverOf(async (limit) => {
      if (refuse) throw new Error(message);
      return featureTable(limit);
    });
    const { page, preview, sent } = await open(server);
    await preview.run(1000);
    await page.getByText("invalid identifier 'LI.QUANTITTY'").waitFor();
    await shot('data-refused');
    await page.getByRole('button', { name: 'Show Log' }).click();
    assert.equal(sent.at(-1)?.type, 'showLog');
    refuse = false;
    await page.getByRole('button', { name: 'Run Again', exact: true }).click();
    await page.locator('[data-row="0"][data-column="0"]').waitFor();
    refuse = true;
    await page.getByRole('button', { name: 'Run again', exact: true }).click();
    await page.getByRole('alert').getByText('QUANTITTY').waitFor();
    assert.equal(await page.locator('[data-row="0"][data-column="0"]').innerText(), '10001');
    await shot('data-refused-again');
  });

  it('says that there are no rows', async () => {
    const { page, preview } = await open(serverOf(async () => featureTable(0)));
    await preview.run(1000);
    await page.getByText('The statement ran and gave no rows.').waitFor();
    assert.match(await page.locator('.status').innerText(), /0 rows/);
    await shot('data-empty');
  });

  it('runs again with another limit, and refuses what is no limit', async () => {
    const { page, preview, sent } = await open(features());
    await preview.run(1000);
    const limit = page.getByLabel('Limit');
    await limit.fill('lots');
    await limit.press('Enter');
    await page.getByText('A whole number from 1 to 100,000').waitFor();
    assert.equal(await limit.getAttribute('aria-invalid'), 'true');
    await shot('data-limit');
    await limit.fill('2,500');
    await limit.press('Enter');
    await page.getByText('First 2,500 rows').first().waitFor();
    assert.ok(sent.some((message) => message.type === 'run' && message.limit === 2500));
  });

  it('comes back to its place after it was hidden', async () => {
    const own = await open(features());
    await own.preview.run(5000);
    await own.page.locator('[data-row="0"][data-column="0"]').click();
    for (let i = 0; i < 5; i++) await own.page.keyboard.press('PageDown');
    const place = String(await focused(own.page));
    const top = await own.page.evaluate(scrollTop);
    await own.reopen();
    await own.page
      .locator(`[data-row="${place.split(',')[0]}"]`)
      .first()
      .waitFor();
    assert.equal(await own.page.evaluate(scrollTop), top);
    assert.equal(await focused(own.page), place);
  });

  it('waits for its user when the window was restarted', async () => {
    const server = features();
    const { page } = await open(server);
    await page.getByText('No rows yet').waitFor();
    assert.equal(server.pages, 0);
    await shot('data-restored');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.locator('[data-row="0"][data-column="0"]').waitFor();
  });

  it('stays usable at 200 % zoom in a narrow panel', async () => {
    const { page, preview } = await open(features(), { zoom: 2, width: 900, height: 700, theme: 'light' });
    await preview.run(1000);
    await page.locator('[data-row="2"][data-column="0"]').click();
    const overflow = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
    assert.equal(overflow, false);
    await shot('data-zoom-200');
  });
});
