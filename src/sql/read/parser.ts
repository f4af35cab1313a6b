/** The parsing worker, seen from the threads that ask it. */
import { Worker } from 'node:worker_threads';
import { ReadError } from './readError.js';
import { Recent } from './recent.js';
import type { ParseAnswer, ParseRequest } from './protocol.js';
import type { Statement } from './syntax/tree.js';
import type { TimestampMapping } from './types.js';

const STACK_MB = 32;
/** Statements kept by their text, and the characters of all of them: a tree takes some fifty times the room of its text. */
const KEPT = 500;
const KEPT_CHARACTERS = 500_000;
/**
 * The parser's memory grows with the longest statement and never shrinks: 400 MB for one of 660,000 characters. A worker
 * that has read one of this length is replaced when it has nothing to do.
 */
const LONGEST = 100_000;

interface Waiting {
  readonly resolve: (statement: Statement) => void;
  readonly reject: (error: Error) => void;
}

export class Parser {
  private readonly waiting = new Map<number, Waiting>();
  private readonly cache = new Recent<Promise<Statement>>(KEPT, KEPT_CHARACTERS);
  private longest = 0;
  private next = 0;
  private worker: Worker | null = null;

  /** @param program the built worker, `reader.cjs`; @param recycleAt the length of a statement after which it is replaced. */
  constructor(
    private readonly program: string,
    private readonly recycleAt = LONGEST,
  ) {}

  /** Starts the worker, or a new one after it died. */
  private running(): Worker {
    if (this.worker !== null) return this.worker;
    const worker = new Worker(this.program, {
      resourceLimits: { stackSizeMb: STACK_MB },
    });
    worker.on('message', (answer: ParseAnswer) => this.settle(answer));
    const died = (reason: string): void => {
      if (this.worker !== worker) return;
      this.worker = null;
      this.failAll(`The SQL reader stopped: ${reason}. Try again.`);
    };
    worker.on('error', (error) => died(error.message));
    worker.on('exit', (code) => died(`exit code ${code}`));
    worker.unref();
    this.worker = worker;
    return worker;
  }

  private settle(answer: ParseAnswer): void {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    this.rest();
    if ('statement' in answer) waiting?.resolve(answer.statement);
    else {
      const { message, code, sqlState, position } = answer.refusal;
      waiting?.reject(new ReadError(message, code, sqlState, position));
    }
  }

  /** An idle worker does not keep the process alive, and ends when it has grown. */
  private rest(): void {
    if (this.waiting.size > 0) return;
    const worker = this.worker;
    worker?.unref();
    if (this.longest < this.recycleAt) return;
    this.longest = 0;
    this.worker = null;
    void worker?.terminate();
  }

  private failAll(message: string): void {
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of waiting) reject(new ReadError(message, '000603', 'XX000'));
  }

  /**
   * @param timestamp what TIMESTAMP means
   * @throws ReadError 001003 for a syntax error, 000002 for one that is not read here.
   */
  parse(text: string, timestamp: TimestampMapping = 'TIMESTAMP_NTZ'): Promise<Statement> {
    const key = timestamp === 'TIMESTAMP_NTZ' ? text : `${timestamp}\n${text}`;
    const known = this.cache.get(key);
    if (known !== undefined) return known;
    const parsed = this.ask(text, timestamp);
    this.cache.set(key, parsed);
    // A refusal may be the worker's own trouble; it is not kept.
    parsed.catch(() => this.cache.delete(key));
    return parsed;
  }

  private ask(text: string, timestamp: TimestampMapping): Promise<Statement> {
    return new Promise((resolve, reject) => {
      const request: ParseRequest = { id: this.next++, text, timestamp };
      this.longest = Math.max(this.longest, text.length);
      this.waiting.set(request.id, { resolve, reject });
      const worker = this.running();
      worker.ref();
      worker.postMessage(request);
    });
  }

  async stop(): Promise<void> {
    const worker = this.worker;
    this.worker = null;
    this.failAll('The SQL reader is closing.');
    await worker?.terminate();
  }
}
