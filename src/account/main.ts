import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AccountError } from './account.js';
import { Clock } from './clock.js';
import { setClock } from './commands/clock.js';
import { AccountDamagedError, AccountLockedError } from './engine/errors.js';
import type { RunningServer } from './server/serve.js';
import { serve } from './server/serve.js';

/**
 * The local account as a process: `account.cjs --home DIR [--port N] [--idle-minutes N] [--clock SETTING]…`,
 * with settings as ALTER ACCOUNT SET FIRN_CLOCK takes them.
 *
 * One JSON line on stdout says that it is ready, or why it is not: `{"account","user","password","host","port",
 * "protocol"}` or `{"error":{"code","message"}}` with exit code 1. Everything else goes to stderr. With
 * `--idle-minutes` it ends by itself when nobody has been logged in for so long.
 */
interface Arguments {
  readonly home: string;
  readonly port: number | null;
  readonly idleMinutes: number | null;
  readonly clock: Clock;
}

class UsageError extends Error {}

function number(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new UsageError(`--${name} takes a number, not '${text}'.`);
  return value;
}

function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      home: { type: 'string' },
      port: { type: 'string' },
      'idle-minutes': { type: 'string' },
      clock: { type: 'string', multiple: true },
    },
  });
  const clock = new Clock();
  for (const setting of values.clock ?? []) setClock(clock, setting);
  if (values.home === undefined) throw new UsageError('--home DIR is required: the folder of the account.');
  return {
    home: values.home,
    port: number('port', values.port),
    idleMinutes: number('idle-minutes', values['idle-minutes']),
    clock,
  };
}

const log = (line: string): void => {
  process.stderr.write(`${new Date().toISOString()} ${process.pid} ${line}\n`);
};

const print = (value: unknown): Promise<void> =>
  new Promise((resolve) => process.stdout.write(`${JSON.stringify(value)}\n`, () => resolve()));

/** Calls `end` when there has been no session for `minutes`, or there is none and nobody can find the account. */
function watchIdle(server: RunningServer, minutes: number, end: (why: string) => void): void {
  const limit = minutes * 60_000;
  let idleSince = Date.now();
  const look = async () => {
    if (server.sessionCount() > 0) idleSince = Date.now();
    else if (Date.now() - idleSince >= limit) end(`no session for ${minutes} minutes`);
    else if (!(await server.canBeFound())) end('its folder was removed or taken over');
  };
  setInterval(() => void look(), Math.max(50, Math.min(5000, limit / 4)));
}

/** Tells this build of the program from another: clients replace an account that an older one left running. */
async function ownBuild(): Promise<string> {
  const { mtimeMs } = await stat(fileURLToPath(import.meta.url));
  return String(mtimeMs);
}

function errorCode(error: unknown): string {
  if (error instanceof AccountError) return error.code;
  if (error instanceof AccountLockedError) return 'ACCOUNT_LOCKED';
  if (error instanceof AccountDamagedError) return 'ACCOUNT_DAMAGED';
  if (error instanceof UsageError) return 'USAGE';
  return (error as NodeJS.ErrnoException | null)?.code ?? '000603';
}

async function main(): Promise<void> {
  const { home, port, idleMinutes, clock } = readArguments();
  const server = await serve({
    home,
    clock,
    log,
    ...(port === null ? {} : { port }),
    ...(idleMinutes === null ? {} : { build: await ownBuild() }),
  });
  const end = (why: string) => {
    log(`stopping: ${why}`);
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log(`could not stop cleanly: ${error instanceof Error ? error.stack : String(error)}`);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', () => end('SIGTERM'));
  process.once('SIGINT', () => end('SIGINT'));
  // The starter closes its end after the ready line; that must not take the account down.
  process.stdout.on('error', () => undefined);
  if (idleMinutes !== null) watchIdle(server, idleMinutes, end);
  await print(server.endpoint);
}

main().catch(async (error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  log(error instanceof Error ? (error.stack ?? message) : message);
  await print({ error: { code: errorCode(error), message } });
  process.exit(1);
});
