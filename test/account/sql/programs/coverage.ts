import { Column } from '../../../../src/dataframe/columns/column.js';
import { Frame } from '../../../../src/dataframe/frame.js';
import * as firn from '../../../../src/index.js';

/** How often each method and function was called by the programs. */
export class Coverage {
  readonly #calls = new Map<string, number>();

  add(text: string): void {
    for (const [, name = ''] of text.matchAll(/([A-Za-z]\w*)\(/g))
      this.#calls.set(name, (this.#calls.get(name) ?? 0) + 1);
  }

  of(name: string): number {
    return this.#calls.get(name) ?? 0;
  }

  report(): string {
    const counted = vocabulary().map((name) => [name, this.of(name)] as const);
    const used = counted.filter(([, n]) => n > 0);
    const unused = counted.filter(([, n]) => n === 0).map(([name]) => name);
    return [
      `${used.length} of ${counted.length} methods and functions: ${used.map(([name, n]) => `${name} ${n}`).join(', ')}`,
      `not used: ${unused.join(', ') || 'none'}`,
    ].join('\n');
  }
}

/** The functions that definitions import, and the methods of frames and columns that programs can meet. */
export function vocabulary(): readonly string[] {
  const functions = Object.entries(firn)
    .filter(([, value]) => typeof value === 'function')
    .map(([name]) => name);
  return [...new Set([...functions, ...METHODS])].filter((name) => !HELPERS.has(name)).sort();
}

/** A column answers to the methods of every class; the helpers between classes are not for definitions. */
const METHODS = [Frame.prototype, Column.prototype].flatMap((p) => Object.getOwnPropertyNames(p));
const HELPERS = new Set(['constructor', 'part', 'difference', 'truncated', 'shifted', 'shiftedType']);

/** What no program of this kind can show, and why. */
export const OUTSIDE: Readonly<Record<string, string>> = {
  changeCount: 'the local account refuses CONDITIONAL_CHANGE_EVENT',
  entity: 'no part of a frame',
  featureView: 'no part of a frame',
  query: 'SQL text of the author',
  sample: 'rows at random',
  sql: 'SQL text of the author',
};
