import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Ends the local account that a test started in `home`, and waits until its process is gone. */
export async function stopLocalAccount(home: string): Promise<void> {
  let pid: number;
  try {
    ({ pid } = JSON.parse(await readFile(path.join(home, 'account/endpoint.json'), 'utf8')) as {
      pid: number;
    });
  } catch {
    return; // Never started, or stopped already.
  }
  try {
    process.kill(pid, 'SIGTERM');
    for (let waited = 0; waited < 10_000; waited += 50) {
      process.kill(pid, 0);
      await delay(50);
    }
    process.kill(pid, 'SIGKILL');
  } catch {
    // No such process: it has ended.
  }
}
