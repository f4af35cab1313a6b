import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LocalAccount } from '../account.js';
import type { Clock } from '../clock.js';
import { FileLinks } from '../fileLinks.js';
import { AccountLockedError } from '../engine/errors.js';
import type { OpenOptions } from '../engine/open.js';
import { openAccount } from '../engine/open.js';
import type { AccountServerOptions, RunningServer } from './accountServer.js';
import { startAccountServer } from './accountServer.js';
import { endpointPath } from './endpointFile.js';

export type { RunningServer } from './accountServer.js';
export interface ServeOptions extends Omit<AccountServerOptions, 'open' | 'links'> {
  /** What the account's schedules go by; wall time when absent. */
  readonly clock?: Clock;
  /** The Python that may run models' methods; absent: none may. */
  readonly python?: string;
}

/** How long a process that is about to end may still hold the account. */
const handOver = 5000;

/**
 * Opens the account. One that is held by a process without an endpoint is being closed (or opened) there, so it is
 * tried again for a moment; one that is served is refused at once.
 */
async function openWhenFree(folder: string, home: string, options: OpenOptions): Promise<LocalAccount> {
  const end = Date.now() + handOver;
  for (;;) {
    try {
      return await openAccount(folder, options);
    } catch (error) {
      const held = error instanceof AccountLockedError && error.pid !== process.pid;
      if (!held || existsSync(endpointPath(home)) || Date.now() > end) throw error;
    }
    await delay(50);
  }
}

/**
 * Opens the local account of `home` and serves it over Snowflake's REST protocol on 127.0.0.1.
 *
 * @throws AccountLockedError when another process serves it
 * @throws AccountDamagedError when its file cannot be read
 */
export function serve(options: ServeOptions): Promise<RunningServer> {
  const { clock, log, python } = options;
  const home = path.resolve(options.home);
  const links = new FileLinks();
  const opening = {
    schedule: true,
    links,
    ...(clock && { clock }),
    ...(log && { log }),
    ...(python !== undefined && { python }),
  };
  return startAccountServer({
    ...options,
    home,
    links,
    open: (folder) => openWhenFree(folder, home, opening),
  });
}
