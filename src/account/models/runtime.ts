import { MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { AccountError } from '../account.js';
import { accountProgram } from '../program.js';
import type { MethodPlace, ModelAnswer, ModelRequest } from './protocol.js';

/** How long one batch of rows may take. */
const PATIENCE = 10 * 60_000;

/**
 * Runs methods of packaged models in a Python that the user has named: each in a process of its own, which loads the
 * model from its files. DuckDB asks for a batch of rows and waits, and so does this thread; the worker does not.
 */
export class ModelRuntime {
  private worker: Worker | null = null;
  private port: MessagePort | null = null;
  private readonly signal = new Int32Array(new SharedArrayBuffer(4));
  private readonly waiting = new Map<number, (answer: ModelAnswer) => void>();
  private next = 0;

  constructor(readonly python: string) {}

  /** @throws AccountError 100357 when the model cannot be loaded */
  async load(method: MethodPlace): Promise<void> {
    const id = this.next++;
    const answer = new Promise<ModelAnswer>((resolve) => this.waiting.set(id, resolve));
    this.send({ id, method, rows: null });
    checked(await answer);
  }

  /** Results of rows, both as JSON texts; waits for them. */
  call(method: MethodPlace, rows: readonly string[]): readonly string[] {
    Atomics.store(this.signal, 0, 0);
    this.send({ id: this.next++, method, rows });
    if (Atomics.wait(this.signal, 0, 0, PATIENCE) === 'timed-out') {
      void this.close();
      throw pythonError('The model has not answered for ten minutes.');
    }
    const received = this.port === null ? undefined : receiveMessageOnPort(this.port);
    if (received === undefined) throw pythonError('The model gave no answer.');
    return checked(received.message as ModelAnswer);
  }

  private send(request: ModelRequest): void {
    this.running().postMessage(request);
  }

  private running(): Worker {
    if (this.worker !== null) return this.worker;
    const { port1, port2 } = new MessageChannel();
    const worker = new Worker(accountProgram('models.cjs'), {
      workerData: { python: this.python, port: port2, signal: this.signal },
      transferList: [port2],
    });
    worker.on('message', (answer: ModelAnswer) => {
      this.waiting.get(answer.id)?.(answer);
      this.waiting.delete(answer.id);
    });
    worker.on('error', (error) => {
      for (const [id, tell] of this.waiting) tell({ id, failure: error.message });
      this.waiting.clear();
      this.worker = null;
    });
    worker.unref();
    this.port = port1;
    this.worker = worker;
    return worker;
  }

  async close(): Promise<void> {
    const { worker } = this;
    this.worker = null;
    this.port?.close();
    this.port = null;
    await worker?.terminate();
  }
}

function checked(answer: ModelAnswer): readonly string[] {
  if ('failure' in answer) throw pythonError(answer.failure);
  return answer.results;
}

function pythonError(why: string): AccountError {
  return new AccountError(`Python Interpreter Error:\n${why}`, '100357', 'P0000');
}
