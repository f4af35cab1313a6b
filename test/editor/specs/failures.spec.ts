import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { launchChromium } from '../../../scripts/chromium.mjs';
import { eventually } from '../host/waiting.js';
import { openWindow, type Window } from '../host/window.js';

const slow = `import { featureView, query, type Int } from 'firn';
import { LINEITEM } from '../firn/sources';
import { customer } from './customer';

export const slow = featureView('FV_SLOW', {
  version: 'V_1',
  entities: [customer],
  from: query<{ O_CUSTOMER_SK: Int; N: Int }>({
    O_CUSTOMER_SK: 'NUMBER(38,0)',
    N: 'NUMBER(38,0)',
  })\`SELECT A.LI_PRODUCT_ID AS O_CUSTOMER_SK, SUM(B.QUANTITY * C.QUANTITY * D.QUANTITY) AS N
      FROM \${LINEITEM} AS A, \${LINEITEM} AS B, \${LINEITEM} AS C, \${LINEITEM} AS D
      WHERE A.QUANTITY + B.QUANTITY + C.QUANTITY <> D.QUANTITY
      GROUP BY A.LI_PRODUCT_ID\`,
});
`;

/** Processes fail under the editor; it says so, and goes on with the next. */
describe('when things fail in the window', () => {
  let browser: Browser;
  let window: Window;
  before(async () => {
    browser = await launchChromium();
    window = await openWindow(browser, 'failures', { workspace: 'sample', width: 1600, height: 1000 });
    await window.page.locator('.activitybar a[aria-label^="Firn"]').click();
    await window.treeItem(/^V_2.*new/).waitFor({ timeout: 60_000 });
  });
  after(async () => {
    await window?.close();
    await browser?.close();
  });

  const lens = (title: string): Locator => window.page.locator('.codelens-decoration a', { hasText: title });
  const accountPid = async (): Promise<number> => {
    const text = await readFile(path.join(window.home, 'account/endpoint.json'), 'utf8');
    return (JSON.parse(text) as { pid: number }).pid;
  };
  /** Ends the process, and waits until it has gone. */
  const kill = async (pid: number): Promise<void> => {
    process.kill(pid, 'SIGKILL');
    await eventually(`process ${pid} has ended`, () => (isRunning(pid) ? undefined : true));
  };

  it('cancels a preview that takes long', async () => {
    await writeFile(path.join(window.folder, 'features/slow.ts'), slow);
    await window.treeItem('FV_SLOW').waitFor({ timeout: 60_000 });
    await window.open('features/slow.ts');
    await lens('Data').first().click({ timeout: 60_000 });
    const page = await window.webview('firn-data');
    const cancel = page.getByRole('button', { name: 'Cancel' }).first();
    await cancel.waitFor();
    await window.shot('long-preview');
    await cancel.click();
    await page.locator('.progress.running').waitFor({ state: 'detached', timeout: 60_000 });
    await page
      .getByText(/cancelled/i)
      .first()
      .waitFor();
    await window.shot('long-preview-cancelled');
  });

  it('says that the account has stopped, and goes on with a new one', async () => {
    const before = await accountPid();
    await kill(before);
    await window.run('Firn: Reload Store');
    const recovered = window.treeItem(/^V_2.*new/);
    await recovered.waitFor({ timeout: 60_000 });
    await window.shot('account-stopped');
    await eventually(
      'another account',
      async () => {
        const pid = await accountPid().catch(() => before);
        if (pid !== before && isRunning(pid)) return true;
        await window.run('Firn: Reload Store');
        return undefined;
      },
      60_000,
    );
    await window.choose(/^V_2/, 'Preview Data');
    await window.webview('[data-row="0"][data-column="1"]');
    await window.shot('account-again');
  });

  it('restarts a language server that crashed', async () => {
    for (let crash = 0; crash < 2; crash++) {
      const pid = await eventually('the server', () => serverPid(window.home));
      await kill(pid);
      await eventually('another server', () => {
        const next = serverPid(window.home);
        return next === pid ? undefined : next;
      });
    }
    await window.treeItem(/^V_2/).waitFor({ timeout: 60_000 });
    await window.shot('server-again');
  });

  it('restarts it on demand', async () => {
    const pid = await eventually('the server', () => serverPid(window.home));
    await window.run('Firn: Restart Language Server');
    const next = await eventually('another server', () => {
      const now = serverPid(window.home);
      return now === pid ? undefined : now;
    });
    assert.notEqual(next, pid);
    await window.treeItem(/^V_2/).waitFor({ timeout: 60_000 });
  });
});

function isRunning(pid: number): boolean {
  try {
    // A process that nobody has waited for yet has ended all the same.
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** The language server of the window with this FIRN_HOME. */
function serverPid(home: string): number | undefined {
  return readdirSync('/proc')
    .map(Number)
    .find((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        if (!command.includes('dist/server.cjs')) return false;
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`FIRN_HOME=${home}\0`);
      } catch {
        return false;
      }
    });
}
