import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { DRIVER } from './driver.js';
import type { MethodPlace, ModelRequest } from './protocol.js';

/** Models that stay loaded; each is a process. */
const MOST_LOADED = 4;

interface Given {
  readonly python: string;
  /** Answers to requests with rows, and the number that tells that one is there. */
  readonly port: MessagePort;
  readonly signal: Int32Array;
}

const { python, port, signal } = workerData as Given;

interface Reply {
  readonly results?: readonly string[];
  readonly failure?: string;
}

/** One method, loaded in a Python process of its own; requests are answered in turn. */
class Loaded {
  private readonly waiting: ((reply: Reply) => void)[] = [];
  private readonly process: ChildProcessWithoutNullStreams;
  private errors = '';
  private gone = false;
  readonly ready: Promise<Reply>;

  constructor({ folder, handler }: MethodPlace, onGone: () => void) {
    this.ready = this.next();
    this.process = spawn(python, ['-c', DRIVER, folder, handler], { stdio: 'pipe', windowsHide: true });
    this.process.stderr.on('data', (part: Buffer) => {
      this.errors = (this.errors + part.toString()).slice(-2000);
    });
    createInterface(this.process.stdout).on('line', (line) =>
      this.waiting.shift()?.(JSON.parse(line) as Reply),
    );
    const end = (why: string): void => {
      this.gone = true;
      onGone();
      for (const tell of this.waiting.splice(0)) tell({ failure: `${why} ${this.errors}`.trim() });
    };
    this.process.on('error', (error) => end(`${python} cannot be run: ${error.message}`));
    this.process.on('exit', (code) => end(`The model's process ended with code ${code}.`));
    this.process.stdin.on('error', () => undefined);
  }

  private next(): Promise<Reply> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  async answer(rows: readonly string[]): Promise<Reply> {
    const ready = await this.ready;
    if (ready.failure !== undefined) return ready;
    if (this.gone) return { failure: "The model's process has ended." };
    const reply = this.next();
    this.process.stdin.write(`[${rows.join(',')}]\n`);
    return reply;
  }

  end(): void {
    this.process.kill();
  }
}

const loaded = new Map<string, Loaded>();

function load(method: MethodPlace): Loaded {
  const key = JSON.stringify(method);
  const known = loaded.get(key);
  if (known !== undefined) return known;
  const fresh: Loaded = new Loaded(method, () => {
    if (loaded.get(key) === fresh) loaded.delete(key);
  });
  loaded.set(key, fresh);
  const [oldest] = loaded;
  if (loaded.size > MOST_LOADED && oldest !== undefined) {
    loaded.delete(oldest[0]);
    oldest[1].end();
  }
  return fresh;
}

async function serve({ id, method, rows }: ModelRequest): Promise<void> {
  const model = load(method);
  const reply = rows === null ? await model.ready : await model.answer(rows);
  const answer = { id, ...reply };
  if (rows === null) {
    parentPort?.postMessage(answer);
    return;
  }
  port.postMessage(answer);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
}

parentPort?.on('message', (request: ModelRequest) => void serve(request));
process.on('exit', () => {
  for (const model of loaded.values()) model.end();
});
