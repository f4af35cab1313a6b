import { arithmetic } from './arithmetic.js';
import type { Operator } from './arithmetic.js';
import { DAY } from './calendar.js';
import { cast } from './casts.js';
import { choose, CONDITIONAL_FUNCTIONS, NULL } from './functions/conditional.js';
import type { ScalarFunctions } from './functions/definition.js';
import { NUMBER_FUNCTIONS } from './functions/number.js';
import { SEMI_STRUCTURED_FUNCTIONS } from './functions/semiStructured.js';
import { like, TEXT_FUNCTIONS } from './functions/text.js';
import { TIME_FUNCTIONS } from './functions/time.js';
import { both, comparison, negation, nullTest, sameness } from './logic.js';
import type { Test } from './logic.js';
import {
  ARRAY,
  BOOLEAN,
  DATE,
  exact,
  FLOAT,
  INTEGER,
  isSemiStructured,
  MOMENT,
  OBJECT,
  TEXT,
  TIME,
  TIMESTAMP,
  VARIANT,
} from './type.js';
import type { Type } from './type.js';
import { constant, strict } from './typed.js';
import type { Typed } from './typed.js';
import { VECTOR_WORDS } from './vectors.js';
import { literal } from './words.js';
import type { Sentence } from './words.js';

type ScalarWord = (said: Sentence) => Typed;

const FUNCTIONS: ScalarFunctions = {
  ...NUMBER_FUNCTIONS,
  ...CONDITIONAL_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ...TIME_FUNCTIONS,
  ...SEMI_STRUCTURED_FUNCTIONS,
};

function apply(name: string, args: readonly Typed[]): Typed {
  const definition = FUNCTIONS[name];
  if (!definition) throw new Error(`The evaluator has no function ${name}.`);
  return definition(args);
}

/** The function of the same arguments, the method's own column first. */
const plain =
  (name: string): ScalarWord =>
  (s) =>
    apply(name, s.rest(0));

/** The function with its missing last arguments added. */
const completed =
  (name: string, ...more: readonly unknown[]): ScalarWord =>
  (s) => {
    const given = s.rest(0);
    return apply(name, [...given, ...more.slice(given.length - 1).map((v) => literal(v))]);
  };

const calculated =
  (operator: Operator): ScalarWord =>
  (s) =>
    arithmetic(operator, s.typed(0), s.typed(1));

const compared =
  (test: Test): ScalarWord =>
  (s) => {
    const self = s.typed(0);
    return comparison(test, self, s.typed(1, self.type));
  };

/** From the first, included, to the second, included or not. */
const between =
  (upper: 'le' | 'lt'): ScalarWord =>
  (s) => {
    const self = s.typed(0);
    const [low, high] = [s.typed(1, self.type), s.typed(2, self.type)];
    return both(comparison('ge', self, low), comparison(upper, self, high), false);
  };

function oneOf(s: Sentence): Typed {
  const self = s.typed(0);
  return s
    .plain<readonly unknown[]>(1)
    .map((value) => comparison('eq', self, s.value(value, self.type)))
    .reduce((a, b) => both(a, b, true));
}

/** The other value where the condition is true; the column's own elsewhere. */
function replaced(s: Sentence): Typed {
  const self = s.typed(0);
  const isNumber = self.type.kind === 'NUMBER' || self.type.kind === 'FLOAT';
  const branches = Object.entries(s.plain<Readonly<Record<string, unknown>>>(1)).map(([key, value]) => ({
    when: comparison('eq', self, literal(isNumber ? Number(key) : key, self.type)),
    then: s.value(value, self.type),
  }));
  return choose(branches, self);
}

const amongAll =
  (name: string): ScalarWord =>
  (s) => {
    const first = s.typed(0);
    return apply(name, [first, ...s.rest(1, first.type)]);
  };

/** Months and days are counted from the first to the second. */
const boundaries =
  (unit: string): ScalarWord =>
  (s) => {
    const from = s.typed(0);
    return apply('DATEDIFF', [literal(unit), from, s.typed(1, from.type)]);
  };

/** Whole days of 24 hours between the seconds of the two. */
function fullDays(s: Sentence): Typed {
  const seconds = boundaries('second')(s);
  return strict([seconds], INTEGER, (n) => (n as bigint) / (DAY / 1_000_000_000n));
}

function fullMonths(s: Sentence): Typed {
  const from = s.typed(0);
  return apply('TRUNC', [apply('MONTHS_BETWEEN', [s.typed(1, from.type), from])]);
}

const casted =
  (type: (s: Sentence) => Type, attempted = false): ScalarWord =>
  (s) => {
    const self = s.typed(0);
    // Only texts are tried; what a VARIANT holds is read as a text.
    const text = attempted && isSemiStructured(self.type) ? cast(self, TEXT, false) : self;
    return cast(text, type(s), attempted);
  };

const NUMBER_SAID = (s: Sentence) => exact(s.plain(1, 38), s.plain(2, 0));

/** Words that columns of several types have, by the type. */
const byType =
  (words: Partial<Record<Type['kind'], ScalarWord>>, otherwise: ScalarWord): ScalarWord =>
  (s) =>
    (words[s.typed(0).type.kind] ?? otherwise)(s);

const constantAs =
  (type: Type): ScalarWord =>
  (s) =>
    literal(s.plain(0), type);

const branches = (s: Sentence): Typed => {
  const [conditions, otherwise] = [
    s.plain<readonly (readonly [unknown, unknown])[]>(0),
    s.plain<unknown>(1, null),
  ];
  const first = s.value(conditions[0]?.[1]).type;
  return choose(
    conditions.map(([when, then]) => ({ when: s.value(when), then: s.value(then, first) })),
    otherwise === null ? NULL : s.value(otherwise, first),
  );
};

const liking =
  (flags: string): ScalarWord =>
  (s) =>
    strict([s.typed(0), s.typed(1)], BOOLEAN, (a, b) => like(a as string, b as string, flags));

/** The texts of SQL that programs write themselves, with `?` for what they insert, and what each means. */
const TEXTS: Readonly<Record<string, (values: readonly Typed[]) => Typed>> = {
  '? - ?': ([a, b]) => arithmetic('-', a as Typed, b as Typed),
  '? * 2 + ?': ([a, b]) => arithmetic('+', arithmetic('*', a as Typed, literal(2)), b as Typed),
  'IFF(?, ?, 0)': ([test, then]) => choose([{ when: test as Typed, then: then as Typed }], literal(0)),
};

function written(s: Sentence): Typed {
  const texts = s.plain<readonly string[]>(0);
  const meaning = TEXTS[texts.join('?')];
  if (!meaning) throw new Error(`A text that nobody knows: ${texts.join('?')}`);
  return meaning(s.rest(1));
}

/** What each word means, by its documentation. */
export const SCALAR_WORDS: Readonly<Record<string, ScalarWord>> = {
  ...VECTOR_WORDS,
  sql: written,
  // Constants.
  lit: (s) => literal(s.plain(0)),
  date: constantAs(DATE),
  timestampNtz: constantAs(TIMESTAMP),
  timestampLtz: constantAs(MOMENT),
  time: constantAs(TIME),
  // Comparisons.
  eq: compared('eq'),
  ne: compared('ne'),
  lt: compared('lt'),
  le: compared('le'),
  gt: compared('gt'),
  ge: compared('ge'),
  sameAs: (s) => sameness(s.typed(0), s.typed(1, s.typed(0).type)),
  between: between('le'),
  within: between('lt'),
  isIn: oneOf,
  notIn: (s) => negation(oneOf(s)),
  isNull: (s) => nullTest(s.typed(0), true),
  notNull: (s) => nullTest(s.typed(0), false),
  and: (s) => both(s.typed(0), s.typed(1), false),
  or: (s) => both(s.typed(0), s.typed(1), true),
  not: (s) => negation(s.typed(0)),
  // Choices.
  fillNull: amongAll('COALESCE'),
  nullIf: amongAll('NULLIF'),
  replaceValues: replaced,
  coalesce: amongAll('COALESCE'),
  greatest: amongAll('GREATEST'),
  least: amongAll('LEAST'),
  iff: (s) => {
    const then = s.typed(1);
    return choose([{ when: s.typed(0), then }], s.typed(2, then.type));
  },
  when: branches,
  hash: plain('HASH'),
  // Numbers.
  add: calculated('+'),
  sub: calculated('-'),
  mul: calculated('*'),
  div: calculated('/'),
  mod: calculated('%'),
  safeDiv: (s) => arithmetic('/', s.typed(0), apply('NULLIF', [s.typed(1), literal(0)])),
  div0: plain('DIV0'),
  neg: (s) => strict([s.typed(0)], s.typed(0).type, (v) => (typeof v === 'bigint' ? -v : -(v as number))),
  pow: plain('POWER'),
  abs: plain('ABS'),
  round: plain('ROUND'),
  truncate: plain('TRUNC'),
  floor: plain('FLOOR'),
  ceil: plain('CEIL'),
  sign: plain('SIGN'),
  sqrt: plain('SQRT'),
  ln: plain('LN'),
  log: (s) => apply('LOG', [s.typed(1), s.typed(0)]),
  exp: plain('EXP'),
  sin: plain('SIN'),
  cos: plain('COS'),
  widthBucket: plain('WIDTH_BUCKET'),
  zeroIfNull: plain('ZEROIFNULL'),
  isNaN: (s) => strict([s.typed(0)], BOOLEAN, (v) => Number.isNaN(v)),
  // Texts.
  upper: plain('UPPER'),
  lower: plain('LOWER'),
  trim: plain('TRIM'),
  length: plain('LENGTH'),
  substr: plain('SUBSTR'),
  left: plain('LEFT'),
  right: plain('RIGHT'),
  concat: (s) => s.rest(0).reduce((a, b) => strict([a, b], TEXT, (x, y) => `${x as string}${y as string}`)),
  replace: plain('REPLACE'),
  splitPart: plain('SPLIT_PART'),
  lpad: completed('LPAD', undefined, ' '),
  rpad: completed('RPAD', undefined, ' '),
  startsWith: plain('STARTSWITH'),
  endsWith: plain('ENDSWITH'),
  contains: byType(
    { ARRAY: (s) => apply('ARRAY_CONTAINS', [cast(s.typed(1), VARIANT, false), s.typed(0)]) },
    plain('CONTAINS'),
  ),
  like: liking(''),
  ilike: liking('i'),
  matches: plain('REGEXP_LIKE'),
  regexpReplace: plain('REGEXP_REPLACE'),
  regexpSubstr: plain('REGEXP_SUBSTR'),
  regexpCount: plain('REGEXP_COUNT'),
  initcap: plain('INITCAP'),
  translate: plain('TRANSLATE'),
  reverse: plain('REVERSE'),
  split: plain('SPLIT'),
  editDistance: plain('EDITDISTANCE'),
  jaroWinkler: plain('JAROWINKLER_SIMILARITY'),
  md5: plain('MD5'),
  sha2: completed('SHA2', 256),
  toHex: plain('HEX_ENCODE'),
  // Dates and times.
  year: plain('YEAR'),
  quarter: plain('QUARTER'),
  month: plain('MONTH'),
  day: plain('DAY'),
  dayOfWeekIso: plain('DAYOFWEEKISO'),
  weekIso: plain('WEEKISO'),
  yearOfWeekIso: plain('YEAROFWEEKISO'),
  dayOfYear: plain('DAYOFYEAR'),
  hour: plain('HOUR'),
  minute: plain('MINUTE'),
  second: plain('SECOND'),
  dayName: plain('DAYNAME'),
  monthName: plain('MONTHNAME'),
  lastDay: plain('LAST_DAY'),
  nextDay: plain('NEXT_DAY'),
  previousDay: plain('PREVIOUS_DAY'),
  daysBetween: boundaries('day'),
  monthsBetween: boundaries('month'),
  yearsBetween: boundaries('year'),
  hoursBetween: boundaries('hour'),
  minutesBetween: boundaries('minute'),
  secondsBetween: boundaries('second'),
  fullDaysBetween: fullDays,
  fullMonthsBetween: fullMonths,
  dateTrunc: (s) => apply('DATE_TRUNC', [s.typed(1), s.typed(0)]),
  dateAdd: (s) => apply('DATEADD', [s.typed(1), s.typed(2), s.typed(0)]),
  timeSlice: plain('TIME_SLICE'),
  convertTimezone: (s) => apply('CONVERT_TIMEZONE', [s.typed(1), s.typed(2), s.typed(0)]),
  dateFromParts: plain('DATE_FROM_PARTS'),
  // Other types.
  toText: casted(() => TEXT),
  toNumber: casted(NUMBER_SAID),
  tryToNumber: casted(NUMBER_SAID, true),
  toFloat: casted(() => FLOAT),
  tryToFloat: casted(() => FLOAT, true),
  toBoolean: casted(() => BOOLEAN),
  tryToBoolean: casted(() => BOOLEAN, true),
  toDate: casted(() => DATE),
  tryToDate: casted(() => DATE, true),
  toTimestamp: byType(
    { TIMESTAMP_LTZ: plain('WALL_CLOCK') },
    casted(() => TIMESTAMP),
  ),
  tryToTimestamp: casted(() => TIMESTAMP, true),
  toTime: casted(() => TIME),
  tryToTime: casted(() => TIME, true),
  toArray: casted(() => ARRAY),
  toObject: casted(() => OBJECT),
  parseJson: plain('PARSE_JSON'),
  tryParseJson: plain('TRY_PARSE_JSON'),
  // What VARIANTs, arrays and objects hold.
  get: plain('GET_PATH'),
  at: plain('GET'),
  typeOf: plain('TYPEOF'),
  isJsonNull: plain('IS_NULL_VALUE'),
  keys: plain('OBJECT_KEYS'),
  size: plain('ARRAY_SIZE'),
  distinct: plain('ARRAY_DISTINCT'),
  slice: plain('ARRAY_SLICE'),
  overlaps: plain('ARRAYS_OVERLAP'),
  join: plain('ARRAY_TO_STRING'),
  objectConstruct: (s) =>
    apply(
      'OBJECT_CONSTRUCT',
      Object.entries(s.plain<Readonly<Record<string, unknown>>>(0)).flatMap(([key, value]) => [
        constant(TEXT, key),
        s.value(value),
      ]),
    ),
};
