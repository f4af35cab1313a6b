import type { Cell } from '../messages.js';

interface Waiting {
  resolve(value: Cell): void;
  reject(error: Error): void;
}

/** Whole values of cells that pages hold cut: asked for one by one, each answer going to whom it was asked for. */
export class WholeCells {
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(private readonly request: (row: number, column: number) => void) {}

  read(row: number, column: number): Promise<Cell> {
    const key = keyOf(row, column);
    return new Promise((resolve, reject) => {
      const others = this.#waiting.get(key) ?? [];
      this.#waiting.set(key, [...others, { resolve, reject }]);
      if (others.length === 0) this.request(row, column);
    });
  }

  accept(row: number, column: number, value: Cell): void {
    for (const { resolve } of this.#take(row, column)) resolve(value);
  }

  fail(row: number, column: number, message: string): void {
    for (const { reject } of this.#take(row, column)) reject(new Error(message));
  }

  #take(row: number, column: number): readonly Waiting[] {
    const waiting = this.#waiting.get(keyOf(row, column)) ?? [];
    this.#waiting.delete(keyOf(row, column));
    return waiting;
  }
}

const keyOf = (row: number, column: number): string => `${row}:${column}`;
