import type { Choice } from './choice.js';
import type { Readable } from './columns.js';
import { isOrderable } from './columns.js';
import type { Expressions } from './expressions.js';
import { each } from './expressions.js';
import { quoted } from './names.js';

/** `asc(r.A), desc(r.B, …)` over every column that can be ordered by, so that only equal rows are ties. */
export function totalOrder(choice: Choice, columns: readonly Readable[]): string {
  const usable = choice.mixed(columns.filter(isOrderable));
  // Without any, all rows are ties.
  return usable.length === 0
    ? '[asc(lit("x"))]'
    : `[${usable.map((c) => ordered(choice, c.text)).join(', ')}]`;
}

export function ordered(choice: Choice, text: string): string {
  const nulls = choice.chance(0.3) ? `, { nulls: ${quoted(choice.of(['first', 'last']))} }` : '';
  return choice.chance(0.2) ? text : `${choice.of(['asc', 'desc'])}(${text}${nulls})`;
}

/** An aggregate of the rows that a callback's columns come from. */
export function aggregate(choice: Choice, e: Expressions, columns: readonly Readable[]): string {
  const n = () => e.number(1);
  const exact = () => e.number(1, true);
  const anything = () => e.any(choice.of(['number', 'text', 'bool', 'date', 'timestamp'] as const), 1, true);
  const order = () => totalOrder(choice, columns);
  const share = () => choice.of(['0.5', '0.25', '0.9', '0', '1']);
  return choice.of<() => string>([
    () => 'count()',
    () => `count(${anything()})`,
    ...each(['countDistinct', 'approxCountDistinct'], (f) => `${f}(${anything()})`),
    ...each(['countIf', 'every', 'some'], (f) => `${f}(${e.bool(1)})`),
    ...each(['sum', 'avg', 'sum', 'avg'], (f) => `${f}(${n()})`),
    ...each(['min', 'max', 'min', 'max'], (f) => `${f}(${anything()})`),
    ...each(['sumIf', 'avgIf'], (f) => `${f}(${n()}, ${e.bool(1)})`),
    ...each(['stddev', 'variance', 'median', 'mode', 'skew', 'kurtosis'], (f) => `${f}(${exact()})`),
    ...each(['percentile', 'approxPercentile'], (f) => `${f}(${exact()}, ${share()})`),
    ...each(['corr', 'covar', 'regrSlope', 'regrIntercept', 'regrR2'], (f) => `${f}(${exact()}, ${exact()})`),
    ...each(['minBy', 'maxBy'], (f) => `${f}(${anything()}, ${anything()})`),
    () => `mode(${e.text(1, true)})`,
    () =>
      `listAgg(${e.text(1, true)}, { separator: ${quoted(choice.of([',', '', ' | ']))}, orderBy: ${order()} })`,
    () => `arrayAgg(${anything()}, { orderBy: ${order()} })`,
    // Aggregates computed with.
    () => `sum(${exact()}).safeDiv(count())`,
    () => `max(${exact()}).sub(min(${exact()}))`,
    () => `iff(count().gt(2), sum(${exact()}), lit(0))`,
    () => `coalesce(max(${e.text(1, true)}), 'none')`,
  ])();
}

/** A window function over the rows that a callback's columns come from. */
export function windowed(choice: Choice, e: Expressions, columns: readonly Readable[]): string {
  const by = partition(choice, columns);
  const order = totalOrder(choice, columns);
  const over = (parts: readonly string[]) => `.over({ ${parts.filter((p) => p !== '').join(', ')} })`;
  const orderBy = `orderBy: ${order}`;
  const exact = () => e.number(1, true);
  const anything = () => e.any(choice.of(['number', 'text', 'date', 'timestamp'] as const), 1, true);
  // Plain columns have NULLs to be passed over.
  const seen = () =>
    choice.chance(0.5) ? anything() : e.any(choice.of(['number', 'text', 'date'] as const), 0, true);
  const nulls = () => (choice.chance(0.5) ? ', { ignoreNulls: true }' : '');
  const rows = () =>
    choice.of([
      '',
      'rows: "toHere"',
      'rows: [-2, 0]',
      'rows: [null, null]',
      'rows: [-1, 1]',
      'rows: [0, null]',
      'rows: [1, 2]',
      'rows: [-3, -1]',
    ]);
  const plain = () =>
    choice.of<() => string>([
      () => `${choice.of(['sum', 'avg', 'min', 'max'])}(${exact()})`,
      () => `${choice.of(['sum', 'avg', 'min', 'max'])}(${exact()})`,
      () => `count(${choice.of(['', anything()])})`,
      () => `countIf(${e.bool(1)})`,
      () => `sumIf(${exact()}, ${e.bool(1)})`,
      () => `${choice.of(['min', 'max'])}(${anything()})`,
      () => `${choice.of(['stddev', 'variance'])}(${exact()})`,
    ])();
  const time = columns.filter((c) => c.certain && (c.kind === 'DATE' || c.kind === 'TIMESTAMP_NTZ'));
  const shift = () => choice.of(['', ', 1', ', 2', ', 0']);
  // Every row counts here: of few rows and constants a frame that is a day too long would not show.
  const near = () => {
    const counted = choice.of<() => string>([() => 'count()', plain, () => `sum(${e.number(0, true)})`])();
    const wide = choice.chance(0.6) ? '' : by;
    return `${counted}${over([wide, time.length === 0 ? '' : ranged(choice, choice.of(time))])}`;
  };
  return choice.of<() => string>([
    ...each(['rowNumber', 'rank', 'denseRank', 'percentRank'], (f) => `${f}()${over([by, orderBy])}`),
    ...each(
      ['rank', 'denseRank', 'percentRank', 'cumeDist', 'cumeDist'],
      (f) => `${f}()${over([by, `orderBy: ${ordered(choice, anything())}`])}`,
    ),
    ...each(['', ''], () => `ntile(${choice.of(['1', '2', '3', '5'])})${over([by, orderBy])}`),
    ...each(['lag', 'lead'], (f) => `${f}(${seen()}${shift()})${over([by, orderBy])}`),
    ...each(
      ['lag', 'lead'],
      (f) =>
        `${f}(${e.number(choice.below(2), true)}, ${choice.of(['1', '2'])}, ${choice.of(['0', '1.5', 'undefined'])}${nulls()})${over([by, orderBy])}`,
    ),
    ...each(
      ['firstValue', 'lastValue', 'firstValue', 'lastValue'],
      (f) => `${f}(${seen()}${nulls()})${over([by, orderBy, rows()])}`,
    ),
    ...each(
      ['', ''],
      () => `nthValue(${seen()}, ${choice.of(['1', '2', '3'])}${nulls()})${over([by, orderBy, rows()])}`,
    ),
    ...each(['', ''], () => `changeCount(${anything()})${over([by, orderBy])}`),
    ...each(['', ''], () => `shareOf(${exact()})${over([by])}`),
    ...each(['', '', ''], () => `${plain()}${over([by, orderBy, rows()])}`),
    ...each(['', ''], () => `${plain()}${over([by])}`),
    ...each(['median', 'countDistinct'], (f) => `${f}(${exact()})${over([by])}`),
    ...new Array<() => string>(8).fill(near),
  ])();
}

export function partition(choice: Choice, columns: readonly Readable[]): string {
  const usable = columns.filter(isOrderable);
  const names = choice.mixed(usable).slice(0, choice.below(3));
  if (names.length === 0) return '';
  const [first] = names;
  return names.length === 1 && choice.chance(0.5)
    ? `by: ${first?.text ?? ''}`
    : `by: [${names.map((c) => c.text).join(', ')}]`;
}

const SPANS = ['days(1)', 'days(2)', 'days(3)', 'days(30)', 'days(31)'];
const SHORT_SPANS = ['hours(24)', 'hours(1)', 'minutes(90)', 'seconds(10)', ...SPANS];

/** An order by one time, and a frame that looks back from it. */
export function ranged(choice: Choice, time: Readable): string {
  const spans = time.kind === 'DATE' ? SPANS : SHORT_SPANS;
  const nulls = choice.chance(0.3) ? `asc(${time.text}, { nulls: "first" })` : time.text;
  const frames = [
    `last: ${choice.of(spans)}`,
    `before: ${choice.of(spans)}`,
    ...(time.kind === 'DATE' ? [`lastDays: ${choice.of(['1', '2', '3', '30', '31'])}`] : []),
  ];
  return `orderBy: ${nulls}, ${choice.of(frames)}`;
}
