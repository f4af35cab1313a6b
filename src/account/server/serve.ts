import { openAccount } from '../engine/open.js';
import type { AccountServerOptions, RunningServer } from './accountServer.js';
import { startAccountServer } from './accountServer.js';

export type { RunningServer } from './accountServer.js';
export type ServeOptions = Omit<AccountServerOptions, 'open'>;

/** Opens the local account of `home` and serves it over Snowflake's REST protocol on 127.0.0.1. */
export function serve(options: ServeOptions): Promise<RunningServer> {
  return startAccountServer({ ...options, open: openAccount });
}
