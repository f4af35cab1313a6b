import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { distFile } from '../../src/session/distribution.js';
import type { Address } from '../../test/account/server/outsideClient.js';

export interface Served {
  readonly address: Address;
  readonly stop: () => Promise<void>;
}

/** `firn serve` as people start it; resolves with its line of JSON. */
export async function served(home: string): Promise<Served> {
  const child = spawn(process.execPath, [distFile('cli.cjs'), 'serve'], {
    env: { ...process.env, FIRN_HOME: home },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exit = once(child, 'exit');
  const line = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    child.once('close', () => reject(new Error('firn serve ended before it was ready.')));
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exit;
  };
  return { address: JSON.parse(line) as Address, stop };
}
