import { rangeFrame, rowsFrame } from '../expression/frame.js';
import type { WindowFrame } from '../expression/frame.js';
import type { Interval, IntervalUnit } from '../functions/intervals.js';
import type { SqlType, TimeType } from '../type.js';

/** The parts of a window that say which rows it has; at most one of them. */
export interface FrameSpec {
  /**
   * Rows from … to, counted from this one: `[-2, 0]` is the last three rows, `null` is no end. `'toHere'` is all rows
   * up to this one. Default: `'toHere'` with an order, the whole partition without.
   */
  readonly rows?: readonly [number | null, number | null] | 'toHere';
  /** The last so many dates, this one included; for an order by one DATE. */
  readonly lastDays?: number;
  /** The time up to this row's, this row included, the start of the interval not: (t - 24 h, t]. */
  readonly last?: Interval;
  /** The time before this row's, the start of the interval included, this row not: [t - 24 h, t). */
  readonly before?: Interval;
}

/** The parts of `FrameSpec`. */
export const FRAMES = ['rows', 'lastDays', 'last', 'before'] as const;
const SECONDS: Readonly<Record<IntervalUnit, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400 };

/** The frame, or what is wrong with it. `orderBy` is the type of the only column of the order, if there is one. */
export function frameOf(spec: FrameSpec, orderBy: SqlType | null | undefined): WindowFrame | string {
  const [chosen, another] = FRAMES.filter((key) => spec[key] !== undefined);
  if (another) return `A window has ${chosen ?? ''} or ${another}, not both.`;
  if (chosen === undefined || chosen === 'rows') return ofRows(spec.rows);
  if (orderBy === undefined) return `${chosen} needs an order by one date or timestamp, smallest first.`;
  return RANGES[chosen](spec, orderBy);
}

const RANGES: Readonly<
  Record<'lastDays' | 'last' | 'before', (spec: FrameSpec, type: SqlType | null) => WindowFrame | string>
> = {
  lastDays: ({ lastDays = 0 }, type) => {
    if (!Number.isSafeInteger(lastDays) || lastDays < 1)
      return `lastDays takes a number of days from 1, not ${lastDays}.`;
    if (type && type.kind !== 'DATE') return 'lastDays counts dates: order by a DATE, or use last: days(…).';
    return rangeFrame(written(lastDays - 1, 'day'), null);
  },
  last: (spec, type) =>
    ofInterval('last', spec.last, type, ({ amount, unit }, step) =>
      step === 'day'
        ? rangeFrame(written(amount - 1, 'day'), null)
        : rangeFrame(justUnder(amount * SECONDS[unit], step), null),
    ),
  before: (spec, type) =>
    ofInterval('before', spec.before, type, ({ amount, unit }, step) =>
      rangeFrame(written(amount, unit), written(1, step)),
    ),
};

function ofRows(rows: FrameSpec['rows']): WindowFrame {
  if (rows === undefined || rows === 'toHere') return rowsFrame(null, 0);
  return rowsFrame(...rows);
}

type Step = IntervalUnit | 'millisecond' | 'microsecond' | 'nanosecond';

/** The steps that values of a type go in: a frame without one of its ends stops one step before it. */
function stepOf(type: TimeType): Step {
  if (type.scale === 0) return 'second';
  if (type.scale <= 3) return 'millisecond';
  return type.scale <= 6 ? 'microsecond' : 'nanosecond';
}

const PER_SECOND: Readonly<Record<string, number>> = {
  millisecond: 1e3,
  microsecond: 1e6,
  nanosecond: 1e9,
};

function ofInterval(
  what: string,
  interval: Interval | undefined,
  type: SqlType | null,
  frame: (interval: Interval, step: Step) => WindowFrame,
): WindowFrame | string {
  if (!interval || !Number.isSafeInteger(interval.amount) || interval.amount < 1)
    return `${what} takes a whole number of ${interval?.unit ?? 'second'}s above 0.`;
  if (type === null) return frame(interval, 'nanosecond');
  if (type.kind === 'DATE')
    return interval.unit === 'day'
      ? frame(interval, 'day')
      : `${what} counts ${interval.unit}s, but the order is by a DATE: use days(…).`;
  return type.kind.startsWith('TIMESTAMP')
    ? frame(interval, stepOf(type as TimeType))
    : `${what} needs an order by one date or timestamp, smallest first.`;
}

/** One step less than so many seconds. */
function justUnder(seconds: number, step: Step): string {
  const fraction = PER_SECOND[step];
  if (fraction === undefined) return written(seconds - 1, 'second');
  const rest = written(fraction - 1, step);
  return seconds === 1 ? rest : `${written(seconds - 1, 'second')}, ${rest}`;
}

function written(amount: number, unit: Step): string {
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}
