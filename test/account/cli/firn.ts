import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { distFile } from '../../../src/session/distribution.js';
import { stopLocalAccount } from '../stop.js';

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The `firn` command as people run it, in a folder and with a home of its own. */
export class Firn {
  private constructor(
    private readonly root: string,
    readonly project: string,
    readonly home: string,
  ) {}

  static async create(): Promise<Firn> {
    const root = await mkdtemp(path.join(tmpdir(), 'firn-cli-'));
    return new Firn(root, path.join(root, 'project'), path.join(root, 'home'));
  }

  start(args: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcess {
    const { FIRN_DEBUG: _, ...inherited } = process.env;
    return spawn(process.execPath, [distFile('cli.cjs'), ...args], {
      cwd: this.root,
      env: {
        ...inherited,
        FIRN_HOME: this.home,
        SNOWFLAKE_HOME: path.join(this.root, 'snowflake'),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** Runs a command to its end. */
  async run(...args: readonly string[]): Promise<Outcome> {
    return ended(this.start(args));
  }

  /** The same on the project. */
  async inProject(...args: readonly string[]): Promise<Outcome> {
    return this.run('--project', this.project, ...args);
  }

  /** What a command prints with --json; it must succeed. */
  async json(...args: readonly string[]): Promise<unknown> {
    const { stdout, stderr, exitCode } = await this.inProject(...args, '--json');
    if (exitCode !== 0) throw new Error(`firn ${args.join(' ')} ended with ${exitCode}: ${stderr}`);
    return JSON.parse(stdout);
  }

  async remove(): Promise<void> {
    await stopLocalAccount(this.home);
    await rm(this.root, { recursive: true, force: true });
  }
}

/** What a started command printed, and how it ended. */
export async function ended(child: ChildProcess): Promise<Outcome> {
  const exit = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const [stdout, stderr] = await Promise.all([
    child.stdout === null ? '' : text(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
  ]);
  return { exitCode: await exit, stdout, stderr };
}
