import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Data goes to stdout, words to stderr. Colour only where a person looks, and NO_COLOR is honoured. */
export class Output {
  readonly #stdout: NodeJS.WriteStream;
  readonly #stderr: NodeJS.WriteStream;
  readonly #noColor: boolean;

  constructor(
    streams: { readonly stdout: NodeJS.WriteStream; readonly stderr: NodeJS.WriteStream } = process,
  ) {
    this.#stdout = streams.stdout;
    this.#stderr = streams.stderr;
    this.#noColor = (process.env['NO_COLOR'] ?? '') !== '' || process.env['TERM'] === 'dumb';
    // A reader that has seen enough (`firn list … | head`) is no failure.
    this.#stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }

  /** Columns of the terminal that data goes to; null where it goes into a file or a pipe. */
  get terminalWidth(): number | null {
    return this.#stdout.isTTY ? this.#stdout.columns : null;
  }

  /** Writes data, waiting when the reader is slower. */
  async data(text: string): Promise<void> {
    if (this.#stdout.write(text)) return;
    await new Promise((resolve) => this.#stdout.once('drain', resolve));
  }

  async line(text = ''): Promise<void> {
    await this.data(`${text}\n`);
  }

  async json(value: unknown): Promise<void> {
    await this.data(`${JSON.stringify(value, null, 2)}\n`);
  }

  /** One line of words. */
  say(text: string): void {
    this.#stderr.write(`${text}\n`);
  }

  warn(text: string): void {
    this.say(`${this.styleWords('yellow', 'warning:')} ${text}`);
  }

  /** A style for words. */
  styleWords(style: Style, text: string): string {
    return this.#styled(this.#stderr, style, text);
  }

  /** A style for data. */
  styleData(style: Style, text: string): string {
    return this.#styled(this.#stdout, style, text);
  }

  #styled(stream: NodeJS.WriteStream, style: Style, text: string): string {
    return stream.isTTY && !this.#noColor ? styleText(style, text) : text;
  }
}
