import { CLASSES } from '../../../../src/dataframe/columns/classes.js';
import { Column } from '../../../../src/dataframe/columns/column.js';
import { expressionOf, isColumn } from '../../../../src/dataframe/columns/expressionOf.js';
import * as firn from '../../../../src/index.js';
import type { Bool, RollingSpec } from '../../../../src/index.js';
import type { Span } from '../evaluator/frames.js';
import { said } from '../evaluator/words.js';

/**
 * The vocabulary as programs are given it: the library's own, with a note for each column of the words that it came
 * from. What the library calls inside is not said by anybody.
 */

type Call = (...args: unknown[]) => unknown;

let depth = 0;

/** The call's result, noted where the program itself makes it. */
function noted(word: string, args: readonly unknown[], call: () => unknown): unknown {
  depth++;
  let result: unknown;
  try {
    result = call();
  } finally {
    depth--;
  }
  if (depth === 0) note(result, word, args);
  return result;
}

function note(result: unknown, word: string, args: readonly unknown[]): void {
  if (typeof result !== 'object' || result === null) return;
  const thing = isColumn(result) ? expressionOf(result) : result;
  // A call that gives back its own column says nothing of it.
  if (!said.has(thing)) said.set(thing, { word, args });
}

let listening = false;

/** From now on methods of columns are noted. */
function listen(): void {
  if (listening) return;
  listening = true;
  const owners = new Set<object>([Column.prototype]);
  for (const { prototype } of Object.values(CLASSES))
    for (
      let owner: object = prototype;
      owner !== Column.prototype;
      owner = Object.getPrototypeOf(owner) as object
    )
      owners.add(owner);
  for (const owner of owners)
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner)))
      if (name !== 'constructor' && typeof value === 'function') {
        const method = value as Call;
        Object.defineProperty(owner, name, {
          configurable: true,
          value(this: unknown, ...args: unknown[]) {
            return noted(name, [this, ...args], () => method.apply(this, args));
          },
        });
      }
}

/** The functions by name, to run a program with. */
export function vocabulary(): Record<string, unknown> {
  listen();
  const functions = Object.entries(firn).map(([name, value]) =>
    typeof value === 'function' && /^[a-z]/.test(name)
      ? [name, (...args: unknown[]) => noted(name, args, () => (value as Call)(...args))]
      : [name, value],
  );
  return { ...(Object.fromEntries(functions) as object), when, rolling, pivot };
}

type Branches = readonly (readonly [Bool, unknown])[];

/** A CASE being said. */
class Choosing {
  constructor(
    private readonly made: ReturnType<typeof firn.when>,
    private readonly branches: Branches,
  ) {}

  when(condition: Bool, then: never): Choosing {
    return new Choosing(this.made.when(condition, then), [...this.branches, [condition, then]]);
  }

  else(otherwise: never): unknown {
    return noted('when', [this.branches, otherwise], () => this.made.else(otherwise));
  }

  end(): unknown {
    return noted('when', [this.branches], () => this.made.end());
  }
}

const when = (condition: Bool, then: never) => new Choosing(firn.when(condition, then), [[condition, then]]);

/** Each column means what the words say of it; there are no others. */
function meaning(make: () => Record<string, Column>, words: Readonly<Record<string, Column>>) {
  const columns = noted('several', [], make) as Record<string, Column>;
  if (Object.keys(columns).sort().join() !== Object.keys(words).sort().join())
    throw new Error(`There are ${Object.keys(columns).join()} instead of ${Object.keys(words).join()}.`);
  for (const [name, column] of Object.entries(columns)) note(column, 'same', [words[name]]);
  return columns;
}

const LETTERS: Readonly<Record<Span['unit'], string>> = { second: 'S', minute: 'MIN', hour: 'H', day: 'D' };

/** The aggregate over each window, under the window's name. */
function rolling(name: string, aggregate: Column, windows: RollingSpec) {
  const { days = [], rows = [], last = [], before = [], ...window } = windows;
  const span = ({ amount, unit }: Span) => `${name}_${amount}${LETTERS[unit]}`;
  const words = Object.fromEntries([
    ...days.map((n) => [`${name}_${n}D`, aggregate.over({ ...window, lastDays: n })] as const),
    ...rows.map((n) => [`${name}_${n}_ROWS`, aggregate.over({ ...window, rows: [-(n - 1), 0] })] as const),
    ...last.map((s) => [span(s), aggregate.over({ ...window, last: s })] as const),
    ...before.map((s) => [`${span(s)}_BEFORE`, aggregate.over({ ...window, before: s })] as const),
  ]);
  return meaning(() => firn.rolling(name, aggregate, windows), words);
}

type Values = readonly (string | number)[] | Readonly<Record<string, string | number>>;

/** Each aggregate for each value, of the rows where the column has it. */
function pivot(column: Column, values: Values, aggregates: Readonly<Record<string, (is: Bool) => Column>>) {
  const named = Array.isArray(values)
    ? (values as (string | number)[]).map((v) => [String(v), v] as const)
    : Object.entries(values as Record<string, string | number>);
  const words = Object.fromEntries(
    Object.entries(aggregates).flatMap(([aggregate, of]) =>
      named.map(([name, value]) => [
        `${aggregate}_${name.toUpperCase()}`,
        of((column as firn.Text).eq(value as string)),
      ]),
    ),
  );
  return meaning(() => firn.pivot(column as firn.Text, values, aggregates), words);
}
