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
function vocabulary(): readonly string[] {
  const functions = Object.entries(firn)
    .filter(([, value]) => typeof value === 'function')
    .map(([name]) => name);
  return [...new Set([...functions, ...METHODS])].filter((name) => !HELPERS.has(name)).sort();
}

/** A column answers to the methods of every class; the helpers between classes are not for definitions. */
const METHODS = [Frame.prototype, Column.prototype].flatMap((p) => Object.getOwnPropertyNames(p));
const HELPERS = new Set(['constructor', 'part', 'difference', 'truncated', 'shifted', 'shiftedType']);

/** What 2,000 programs must meet. */
export const COVERED = `
  abs add agg and antiJoin approxCountDistinct approxPercentile arrayAgg asc asofJoin at avg avgIf
  between ceil changeCount coalesce concat contains convertTimezone corr count countDistinct countIf covar
  crossJoin date dateAdd dateFromParts dateTrunc day dayName dayOfWeekIso dayOfYear days daysBetween
  denseRank desc distinct div div0 drop dropNull editDistance endsWith eq every except exp fillNull
  filter firstValue flatten floor fullDaysBetween fullJoin fullMonthsBetween ge get greatest groupBy
  groupByComputed gt hash hour hours hoursBetween iff ilike initcap intersect isIn isJsonNull isNull
  jaroWinkler join joinUsing keys lag lastDay lastValue latestBy le lead least left leftJoin
  leftJoinUsing length like limit listAgg lit ln log lower lpad lt matches max maxBy md5 median min
  minBy minute minutes minutesBetween mod mode month monthsBetween mul ne neg not notIn notNull
  ntile nullIf objectConstruct or over parseJson percentRank percentile pick pivot pow prefixed
  quarter rank regexpCount regexpReplace regexpSubstr rename replace replaceColumns reverse right
  rightJoin rolling round rowNumber rpad safeDiv sameAs second seconds secondsBetween select
  semiJoin sha2 shareOf sign size slice some sort split splitPart sqrt startsWith stddev sub substr
  sum sumIf table timeSlice timestampNtz toArray toBoolean toDate toFloat toHex toNumber toObject
  toText toTime toTimestamp trim truncate tryParseJson tryToBoolean tryToDate tryToFloat tryToNumber
  tryToTimestamp typeOf union unionAll unionAllWithNulls unpivot upper variance weekIso when
  widthBucket withColumns withSessionId within year yearsBetween zeroIfNull
`
  .trim()
  .split(/\s+/);
