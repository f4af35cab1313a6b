import { Column } from '../../../../src/dataframe/columns/column.js';
import { Frame, Group } from '../../../../src/dataframe/frame.js';
import * as firn from '../../../../src/index.js';

/** How often each method and function was called by the programs. */
export class Coverage {
  readonly #calls = new Map<string, number>();

  add(text: string): void {
    for (const [, name = ''] of text.matchAll(/([A-Za-z]\w*)[(`]/g))
      this.#calls.set(name, (this.#calls.get(name) ?? 0) + 1);
  }

  of(name: string): number {
    return this.#calls.get(name) ?? 0;
  }

  /** The words called less often than that, with how often they were. */
  rarerThan(least: number): readonly string[] {
    return vocabulary()
      .filter((name) => !(name in ELSEWHERE) && this.of(name) < least)
      .map((name) => `${name} ${this.of(name)}`);
  }
}

/** The functions that definitions import, and the methods of frames, groups and columns. */
export function vocabulary(): readonly string[] {
  const functions = Object.entries(firn)
    .filter(([name, value]) => typeof value === 'function' && /^[a-z]/.test(name))
    .map(([name]) => name);
  return [...new Set([...functions, ...METHODS])].filter((name) => !HELPERS.has(name)).sort();
}

/** A column answers to the methods of every class; the helpers between classes are not for definitions. */
const METHODS = [Frame.prototype, Group.prototype, Column.prototype].flatMap((p) =>
  Object.getOwnPropertyNames(p),
);
const HELPERS = new Set([
  'constructor',
  'part',
  'difference',
  'truncated',
  'sliced',
  'shifted',
  'shiftedType',
]);

/** Words that no random program has, and why. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  callUdf: 'the local account has no functions of others',
  entity: 'defines an object, no rows',
  featureView: 'defines an object, no rows',
  model: 'calls a model of the account',
  sample: 'gives other rows each time',
  timestampTz: 'the local account keeps no TIMESTAMP_TZ',
};
