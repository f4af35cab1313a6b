import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { distFile } from '../../../src/session/distribution.js';
import type { Address } from './outsideClient.js';

/** The account as a process, started the way Firn starts it. */
export interface AccountProcess {
  readonly child: ChildProcess;
  /** The first line it printed. */
  readonly line: Promise<
    Partial<Address> & { readonly error?: { readonly code: string; readonly message: string } }
  >;
  readonly exit: Promise<number | NodeJS.Signals | null>;
}

export function startAccount(...options: string[]): AccountProcess {
  const child = spawn(process.execPath, [distFile('account.cjs'), ...options], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exit = once(child, 'exit').then(
    ([code, signal]) => (code ?? signal) as number | NodeJS.Signals | null,
  );
  const line = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    child.once('close', () => reject(new Error('the account printed nothing')));
  }).then((text) => JSON.parse(text) as Awaited<AccountProcess['line']>);
  return { child, line, exit };
}

export async function stopAccount({ child, exit }: AccountProcess): Promise<number | NodeJS.Signals | null> {
  child.kill('SIGTERM');
  return exit;
}
