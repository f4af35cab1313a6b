import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { processorTime } from './processorTime.js';
import type { EvaluateMessage, ModuleResult, RunnerMessage } from './protocol.js';

/** The runner died or did not answer. It is gone; a new one has to be started. */
export class RunnerFailure extends Error {
  override readonly name = 'RunnerFailure';
  constructor(
    readonly reason: 'timeout' | 'memory' | 'crash',
    /** The module that was running. */
    readonly module: string | null,
    message: string,
  ) {
    super(message);
  }
}

export interface RunnerLimits {
  /** Without a sign of life for so long, a runner is killed. Milliseconds. */
  readonly silence: number;
  /** The same for the first evaluation of a process, which starts cold. */
  readonly firstSilence: number;
  /** For the process to start. */
  readonly start: number;
  /** JavaScript heap, MiB. */
  readonly heap: number;
}

export const DEFAULT_LIMITS: RunnerLimits = { silence: 1000, firstSilence: 3000, start: 20_000, heap: 256 };

const BAD_OPTION_EXIT = 9;

/** How often a runner that was not given half of its time by the machine is waited for once more. */
const MOST_WAITS = 9;

interface Pending {
  readonly id: number;
  readonly resolve: (modules: readonly ModuleResult[]) => void;
  readonly reject: (failure: RunnerFailure) => void;
}

/** One runner process. It answers one evaluation at a time. */
export class RunnerProcess {
  /** Rejects when the process does not start. */
  readonly ready: Promise<void>;
  /** The names that `firn` exports in it. */
  library: readonly string[] = [];
  readonly #child: ChildProcess;
  readonly #limits: RunnerLimits;
  #pending: Pending | null = null;
  #timer: NodeJS.Timeout | undefined;
  #running: string | null = null;
  #answered = 0;
  #complaint = '';
  #failure: RunnerFailure | null = null;

  private constructor(file: string, limits: RunnerLimits, permissions: readonly string[]) {
    this.#limits = limits;
    this.#child = fork(file, [], {
      execArgv: [
        ...permissions,
        `--max-old-space-size=${limits.heap}`,
        '--disallow-code-generation-from-strings',
        '--no-warnings',
      ],
      // Definitions see neither the user's environment nor time zone.
      env: { ELECTRON_RUN_AS_NODE: '1', TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'json',
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#complaint = (this.#complaint + chunk.toString()).slice(-4000);
    });
    this.ready = new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(this.#fail('timeout', 'The evaluation process did not start.')),
        limits.start,
      );
      this.#child.on('message', (message: RunnerMessage) => {
        if (message.kind !== 'ready') return this.#receive(message);
        clearTimeout(late);
        this.library = message.library;
        resolve();
      });
      this.#child.once('error', (error) => reject(this.#fail('crash', error.message)));
      this.#child.once('close', (code, signal) => {
        clearTimeout(late);
        reject(this.#exited(code, signal));
      });
    });
    this.ready.catch(() => undefined);
  }

  /** Starts a runner: with Node's permission model where this Node has it. */
  static async start(file: string, limits: RunnerLimits): Promise<RunnerProcess> {
    if (!existsSync(file))
      throw new RunnerFailure('crash', null, `The program ${file} is missing: install Firn again.`);
    const permissions = permissionOptions(file);
    const runner = new RunnerProcess(file, limits, permissions);
    try {
      await runner.ready;
      return runner;
    } catch (error) {
      // A Node that is built into an editor may know an option's name and still refuse it.
      if (permissions.length === 0 || runner.#child.exitCode !== BAD_OPTION_EXIT) throw error;
      const plain = new RunnerProcess(file, limits, []);
      await plain.ready;
      return plain;
    }
  }

  get alive(): boolean {
    return this.#failure === null;
  }

  evaluate(message: EvaluateMessage): Promise<readonly ModuleResult[]> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#pending = { id: message.id, resolve, reject };
      this.#running = null;
      this.#watch();
      this.#child.send(message, (error) => {
        if (error) this.#fail('crash', error.message);
      });
    });
  }

  kill(): void {
    this.#fail('crash', 'The evaluation process was stopped.');
  }

  #receive(message: Exclude<RunnerMessage, { kind: 'ready' }>): void {
    if (message.kind === 'running') {
      this.#running = message.path;
      this.#watch();
    } else if (this.#pending?.id === message.id) {
      const { resolve } = this.#pending;
      this.#pending = null;
      clearTimeout(this.#timer);
      this.#answered++;
      resolve(message.modules);
    }
  }

  #watch(waits = MOST_WAITS, before = processorTime(this.#child.pid)): void {
    clearTimeout(this.#timer);
    const { silence, firstSilence } = this.#limits;
    const limit = this.#answered === 0 ? firstSilence : silence;
    this.#timer = setTimeout(() => {
      const used = (processorTime(this.#child.pid) ?? Infinity) - (before ?? 0);
      if (used < limit / 2 && waits > 0) this.#watch(waits - 1, before);
      else void this.#expire();
    }, limit);
  }

  /** The answer may be waiting while this process was the busy one: read what has come before giving up. */
  async #expire(): Promise<void> {
    const { id } = this.#pending ?? {};
    const timer = this.#timer;
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (this.#pending && this.#pending.id === id && this.#timer === timer)
      this.#fail('timeout', 'The evaluation did not end.');
  }

  #exited(code: number | null, signal: NodeJS.Signals | null): RunnerFailure {
    const memory = /heap out of memory|Allocation failed|OOM/i.test(this.#complaint);
    if (memory) return this.#fail('memory', `It used more than ${this.#limits.heap} MB of memory.`);
    const detail = this.#complaint.trim().split('\n').at(-1) ?? '';
    return this.#fail(
      'crash',
      `The evaluation process ended with ${signal ?? `code ${code}`}. ${detail}`.trim(),
    );
  }

  #fail(reason: RunnerFailure['reason'], message: string): RunnerFailure {
    if (this.#failure) return this.#failure;
    this.#failure = new RunnerFailure(reason, this.#running, message);
    clearTimeout(this.#timer);
    this.#child.kill('SIGKILL');
    this.#pending?.reject(this.#failure);
    this.#pending = null;
    return this.#failure;
  }
}

/** Node's permission model: no files but the program itself, no processes, no workers, no add-ons. */
function permissionOptions(file: string): readonly string[] {
  const option = ['--permission', '--experimental-permission'].find((name) =>
    process.allowedNodeEnvironmentFlags.has(name),
  );
  if (option === undefined) return [];
  const files = new Set([file, realpathSync(file)]);
  return [option, ...[...files].map((name) => `--allow-fs-read=${name}`)];
}
