import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';

interface Message {
  readonly type: 'response' | 'event';
  readonly event?: string;
  readonly request_seq?: number;
  readonly success?: boolean;
  readonly message?: string;
  readonly body?: unknown;
}

export interface Diagnostic {
  readonly text: string;
}

/** TypeScript's server as editors run it, spoken to in its own protocol. */
export class TypeScriptServer {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #diagnostics: Diagnostic[] = [];
  #input = Buffer.alloc(0);
  #seq = 0;

  constructor() {
    this.#process = spawn(
      process.execPath,
      [path.resolve('node_modules/typescript/lib/tsserver.js'), '--disableAutomaticTypingAcquisition'],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    this.#process.stdout?.on('data', (data: Buffer) => this.#read(data));
  }

  /** Messages are a line with the length, an empty line, and JSON. */
  #read(data: Buffer): void {
    this.#input = Buffer.concat([this.#input, data]);
    for (;;) {
      const head = /^Content-Length: (\d+)\r\n\r\n/.exec(this.#input.subarray(0, 64).toString('latin1'));
      if (!head) return;
      const [start, length] = [head[0].length, Number(head[1])];
      if (this.#input.length < start + length) return;
      this.#take(JSON.parse(this.#input.subarray(start, start + length).toString()) as Message);
      this.#input = this.#input.subarray(start + length);
    }
  }

  #take(message: Message): void {
    if (message.event === 'semanticDiag' || message.event === 'syntaxDiag')
      this.#diagnostics.push(...(message.body as { diagnostics: Diagnostic[] }).diagnostics);
    const seq =
      message.event === 'requestCompleted'
        ? (message.body as { request_seq: number }).request_seq
        : message.type === 'response'
          ? message.request_seq
          : undefined;
    if (seq === undefined) return;
    this.#waiting.get(seq)?.(message);
    this.#waiting.delete(seq);
  }

  tell(command: string, args: object): number {
    const seq = ++this.#seq;
    this.#process.stdin?.write(`${JSON.stringify({ seq, type: 'request', command, arguments: args })}\n`);
    return seq;
  }

  async ask(command: string, args: object): Promise<unknown> {
    const answer = await this.#answerTo(this.tell(command, args));
    if (answer.success === false) throw new Error(`tsserver: ${command}: ${answer.message ?? ''}`);
    return answer.body;
  }

  /** The errors of the files, as an editor asks for them. */
  async errors(files: readonly string[]): Promise<readonly Diagnostic[]> {
    this.#diagnostics.length = 0;
    await this.#answerTo(this.tell('geterr', { files, delay: 0 }));
    return [...this.#diagnostics];
  }

  #answerTo(seq: number): Promise<Message> {
    return new Promise((resolve) => this.#waiting.set(seq, resolve));
  }

  stop(): void {
    this.#process.kill();
  }
}
