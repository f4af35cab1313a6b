import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, rename, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { childEnvironment, distFile } from './distribution.js';
import type { Endpoint, LiveAccount } from './endpoint.js';
import { liveAccount, liveEndpoint, processLives } from './endpoint.js';
import { SessionError } from './session.js';
import { tryStartLock } from './startLock.js';

export type { Endpoint } from './endpoint.js';

/** The account ends by itself when nobody has been logged in for this long. */
const idleMinutes = 30;
const startTimeout = 60_000;
const stopTimeout = 10_000;
const pollInterval = 100;
/** After a refused start somebody else may be about to serve the same account; that long we look. */
const secondLook = 3000;

const largeLog = 5 * 1024 * 1024;

const logFile = (home: string): string => path.join(home, 'logs', 'account.log');

function notStarted(home: string, what: string): SessionError {
  return new SessionError(`The local account in ${home} did not start: ${what}`, 'ACCOUNT_NOT_STARTED', {
    hint: `The log is in ${logFile(home)}.`,
  });
}

/** The first line the account prints: its endpoint, or why it cannot start. */
async function firstLine(child: ChildProcess, home: string): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<string>((resolve, reject) => {
      const fail = (what: string) => reject(notStarted(home, what));
      timer = setTimeout(() => fail(`no answer within ${startTimeout / 1000} seconds.`), startTimeout);
      child.once('error', (error) => fail(error.message));
      // 'close' comes after the last output, so that a line printed just before the end is not missed.
      child.once('close', (code, signal) => fail(`the process ended with ${signal ?? `code ${code}`}.`));
      if (child.stdout === null) return fail('it has no output.');
      createInterface(child.stdout).once('line', resolve);
    });
  } finally {
    clearTimeout(timer);
  }
}

function refusalOf(line: string): { readonly code: string; readonly message: string } | null {
  const { error } = JSON.parse(line) as { error?: { code: string; message: string } };
  return error ?? null;
}

/** The log of the account's process. It begins anew when it has grown large; the one before is kept. */
async function openLog(home: string): Promise<FileHandle> {
  const file = logFile(home);
  await mkdir(path.dirname(file), { recursive: true });
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > largeLog) await rename(file, `${file}.1`);
  return open(file, 'a', 0o600);
}

/** Starts the account in the background; it outlives this process. */
async function start(home: string): Promise<void> {
  const program = distFile('account.cjs');
  if (!existsSync(program)) throw notStarted(home, `${program} is missing. Build or install Firn again.`);
  const log = await openLog(home);
  const child = spawn(process.execPath, [program, '--home', home, '--idle-minutes', String(idleMinutes)], {
    detached: true,
    stdio: ['ignore', 'pipe', log.fd],
    env: childEnvironment(),
    cwd: home,
    windowsHide: true,
  });
  try {
    const refusal = refusalOf(await firstLine(child, home));
    if (refusal !== null) {
      throw new SessionError(refusal.message, refusal.code, { hint: `The log is in ${logFile(home)}.` });
    }
  } catch (error) {
    child.kill();
    throw error;
  } finally {
    await log.close();
    child.stdout?.destroy();
    child.removeAllListeners();
    child.unref();
  }
}

async function waitForEndpoint(home: string, milliseconds: number): Promise<Endpoint | null> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const endpoint = await liveEndpoint(home);
    if (endpoint !== null || Date.now() >= end) return endpoint;
    await delay(pollInterval);
  }
}

async function startOnce(home: string): Promise<Endpoint> {
  try {
    await start(home);
  } catch (error) {
    const damaged = error instanceof SessionError && error.code === 'ACCOUNT_DAMAGED';
    const other = damaged ? null : await waitForEndpoint(home, secondLook);
    if (other !== null) return other;
    throw error;
  }
  const endpoint = await waitForEndpoint(home, secondLook);
  if (endpoint === null) throw notStarted(home, 'it does not answer.');
  return endpoint;
}

/** True when a build other than the installed one left it running, and nobody uses it. */
async function isOutdated({ build, sessions }: LiveAccount): Promise<boolean> {
  if (build === null || sessions > 0) return false;
  const installed = await stat(distFile('account.cjs')).catch(() => null);
  return installed !== null && build !== String(installed.mtimeMs);
}

async function current(home: string): Promise<Endpoint | null> {
  const live = await liveAccount(home);
  return live === null || (await isOutdated(live)) ? null : live.endpoint;
}

/** Ends an outdated account. Its data is closed before its process ends. */
async function replaceOutdated(home: string): Promise<void> {
  const live = await liveAccount(home);
  if (live === null || !(await isOutdated(live))) return;
  process.kill(live.endpoint.pid, 'SIGTERM');
  const end = Date.now() + stopTimeout;
  while (processLives(live.endpoint.pid) && Date.now() < end) await delay(20);
}

/**
 * The running local account of `home`, started if need be. Any number of processes may call this at once; one of them
 * starts the account and all get the same endpoint. An account that an older build left running is replaced when
 * nobody is logged in to it.
 *
 * @throws SessionError when it cannot be started; a locked or damaged account file is named in the message
 */
export async function ensureLocalAccount(
  home: string,
  onProgress?: (message: string) => void,
): Promise<Endpoint> {
  const end = Date.now() + startTimeout;
  const folder = path.resolve(home);
  for (;;) {
    const running = await current(folder);
    if (running !== null) return running;
    const unlock = await tryStartLock(folder);
    if (unlock !== null) {
      try {
        onProgress?.('Starting the local account');
        await replaceOutdated(folder);
        return (await current(folder)) ?? (await startOnce(folder));
      } finally {
        await unlock();
      }
    }
    if (Date.now() > end) throw notStarted(folder, 'another process has been starting it for too long.');
    await delay(pollInterval);
  }
}
