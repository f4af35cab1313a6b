/** Text being written, and which call each part of it came from. */
export class Writer {
  #text = '';
  readonly map: { start: number; end: number; call: number }[] = [];

  write(text: string): void {
    this.#text += text;
  }

  /** Writes what `write` writes and notes it as the call's. */
  from(call: number | undefined, write: () => void): void {
    const start = this.#text.length;
    write();
    if (call !== undefined && this.#text.length > start)
      this.map.push({ start, end: this.#text.length, call });
  }

  list<T>(items: readonly T[], separator: string, write: (item: T) => void): void {
    items.forEach((item, i) => {
      if (i > 0) this.write(separator);
      write(item);
    });
  }

  get text(): string {
    return this.#text;
  }
}
