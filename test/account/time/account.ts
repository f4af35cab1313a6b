import { Clock } from '../../../src/account/clock.js';
import { openAccount } from '../../../src/account/engine/open.js';
import type { OpenedAccount } from '../../../src/account/engine/open.js';
import { connect, temporaryFolder } from '../objects/account.js';
import type { TestConnection } from '../objects/account.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** 2026-03-02 10:00:00 UTC, a Monday. */
export const START = Date.UTC(2026, 2, 2, 10);

/** A clock that stands at START and moves only when it is told to. */
export function stillClock(at = START): Clock {
  const clock = new Clock(() => at);
  clock.pause();
  return clock;
}

export interface TimedAccount {
  readonly account: OpenedAccount;
  readonly clock: Clock;
  readonly folder: string;
  readonly sql: TestConnection;
  /** Moves the clock and lets what is due run. */
  pass(milliseconds: number): Promise<void>;
  /** Closes the account, as the end of its process does. */
  end(): Promise<void>;
}

/** An account whose clock stands still; database DB, warehouse WH. */
export async function timedAccount(folder?: string, at = START): Promise<TimedAccount> {
  const clock = stillClock(at);
  const home = folder ?? (await temporaryFolder());
  const account = await openAccount(home, { clock });
  const sql = await connect(account);
  if (folder === undefined) {
    await sql('CREATE WAREHOUSE WH');
    await sql('CREATE DATABASE DB');
  }
  await sql('USE SCHEMA DB.PUBLIC');
  const pass = async (milliseconds: number): Promise<void> => {
    clock.step(milliseconds);
    await account.runDue();
  };
  return { account, clock, folder: home, sql, pass, end: () => account.close() };
}
