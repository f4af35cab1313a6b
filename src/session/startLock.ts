import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { processLives } from './endpoint.js';

/** A lock older than this belongs to a start that hangs or to a process number that was given away again. */
const staleMilliseconds = 90_000;

async function isStale(file: string): Promise<boolean> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    const pid = Number(text);
    // A lock is created before its number is written; an empty one is fresh.
    const dead = text !== '' && !processLives(pid);
    return dead || Date.now() - mtimeMs > staleMilliseconds;
  } catch {
    return false;
  }
}

/**
 * Takes the right to start the account of `home`: a file that only one process can create. Null when somebody else has
 * it. Two takers could both remove a stale lock; then the database's own lock decides between their accounts.
 *
 * @returns gives the lock back
 */
export async function tryStartLock(home: string): Promise<(() => Promise<void>) | null> {
  const file = path.join(home, 'account', 'starting.lock');
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    const handle = await open(file, 'wx', 0o600);
    await handle.writeFile(String(process.pid));
    await handle.close();
    return () => rm(file, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  if (await isStale(file)) {
    const aside = `${file}.${process.pid}`;
    await rename(file, aside).catch(() => undefined);
    await rm(aside, { force: true });
  }
  return null;
}
