import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../../..');

const PROGRAM = `
  import { createInterface } from 'node:readline';
  import { openAccount } from './src/account/engine/open.ts';
  const account = await openAccount(process.argv[2], { schedule: process.argv[3] === 'schedule' });
  const connection = await account.connect();
  process.stdout.write('ready\\n');
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      const result = await connection.execute(line);
      for await (const rows of result.batches) void rows;
      process.stdout.write('done\\n');
    } catch (error) {
      process.stdout.write('refused: ' + error.code + ' ' + error.message.replaceAll('\\n', ' ') + '\\n');
    }
  }`;

/** The process was killed before it could answer. */
export class ProcessEnded extends Error {}

export interface OtherProcess {
  readonly pid: number | undefined;
  /** Resolves when the statement is acknowledged. @throws ProcessEnded when the process is killed before. */
  readonly run: (sql: string) => Promise<void>;
  /** Resolves to the error of a statement that is refused: `CODE message`. */
  readonly refusal: (sql: string) => Promise<string>;
  /** Ends it at once, as a power cut would. */
  readonly kill: () => Promise<void>;
}

/** Builds the program that opens an account and runs the lines it is given; its path, until the test is over. */
export async function statementProgram(): Promise<string> {
  // Inside the package, so that it finds its native libraries.
  const program = path.join(ROOT, 'node_modules/.cache', `statements-${process.pid}-${randomUUID()}.mjs`);
  await build({
    stdin: { contents: PROGRAM, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
    packages: 'external',
    logLevel: 'error',
  });
  onTestFinished(() => rm(program, { force: true }));
  return program;
}

/**
 * A process of its own that opens the account in the folder and answers each statement when it is acknowledged.
 *
 * @param schedule whether it runs tasks and refreshes that are due
 * @param largestFile bytes that no file of its may exceed: as on a disk that is full, writing fails
 */
export async function otherProcess(
  folder: string,
  program?: string,
  { schedule = false, largestFile }: { schedule?: boolean; largestFile?: number } = {},
): Promise<OtherProcess> {
  const built = program ?? (await statementProgram());
  const limit = largestFile === undefined ? '' : `ulimit -f ${Math.floor(largestFile / 1024)}; `;
  const args = [
    '-c',
    `${limit}exec "$0" "$@"`,
    process.execPath,
    built,
    folder,
    ...(schedule ? ['schedule'] : []),
  ];
  const child = spawn('bash', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  // Statements that are still being written when the process is killed.
  child.stdin.on('error', () => undefined);
  const exit = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new ProcessEnded();
    return String(value);
  };
  const answer = async (expected: string): Promise<void> => {
    const value = await next();
    if (value !== expected) throw new Error(`The other process answered ${value}`);
  };
  await answer('ready');
  return {
    pid: child.pid,
    run: async (sql) => {
      child.stdin.write(`${sql.replaceAll('\n', ' ')}\n`);
      await answer('done');
    },
    refusal: async (sql) => {
      child.stdin.write(`${sql.replaceAll('\n', ' ')}\n`);
      const value = await next();
      if (!value.startsWith('refused: ')) throw new Error(`The other process answered ${value} to ${sql}`);
      return value.slice('refused: '.length);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
}
