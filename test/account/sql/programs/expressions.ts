import type { Choice } from './choice.js';
import type { Readable } from './columns.js';
import { key, quoted } from './names.js';

/** The kinds of columns that expressions are made for. */
export type Kind =
  | 'number'
  | 'text'
  | 'bool'
  | 'date'
  | 'timestamp'
  | 'moment'
  | 'time'
  | 'variant'
  | 'array'
  | 'object'
  | 'binary';

const KINDS: Readonly<Record<Kind, readonly string[]>> = {
  number: ['NUMBER', 'FLOAT'],
  text: ['TEXT'],
  bool: ['BOOLEAN'],
  date: ['DATE'],
  timestamp: ['TIMESTAMP_NTZ'],
  moment: ['TIMESTAMP_LTZ'],
  time: ['TIME'],
  variant: ['VARIANT'],
  array: ['ARRAY'],
  object: ['OBJECT'],
  binary: ['BINARY'],
};
export const COMPUTED_KINDS: readonly Kind[] = [
  ...(['number', 'number', 'number', 'text', 'text', 'bool', 'date', 'timestamp'] as const),
  ...(['time', 'moment', 'variant', 'array', 'object'] as const),
];

const DAY_PARTS = ['day', 'week', 'month', 'quarter', 'year'];
const ALL_PARTS = ['second', 'minute', 'hour', ...DAY_PARTS];
const PATHS = ['a', 'b', 'items', 'items[0].sku', 'b.c[1]', 'when', 'flag', '["odd key"]', 'n', 'sku'];
const PATTERNS = ['[a-z]+', 'a|b', '\\d+', '.*', 'x?', '(a)(b)', '[^,]+'];
const LIKES = ['a%', '%b', '_', 'a_b', '%', '100%', 'A%', '', '%\\%'];

/** One way of writing for each of the words, so that each is as frequent. */
export const each = (words: readonly string[], write: (word: string) => string): readonly (() => string)[] =>
  words.map((word) => () => write(word));

/** Texts of expressions over the columns at hand. Certain ones have the same bits on both sides. */
export class Expressions {
  constructor(
    private readonly choice: Choice,
    private readonly columns: readonly Readable[],
    /** Whether expressions that can fail are wanted: a division by a column, a cast of any text. */
    private readonly risky: boolean,
  ) {}

  any(kind: Kind, depth: number, certain = false): string {
    switch (kind) {
      case 'number':
        return this.number(depth, certain);
      case 'text':
        return this.text(depth, certain);
      case 'bool':
        return this.bool(depth);
      case 'date':
        return this.date(depth, certain);
      case 'timestamp':
        return this.timestamp(depth, certain);
      case 'moment':
        return this.moment(depth, certain);
      case 'time':
        return this.time(depth, certain);
      case 'variant':
        return this.variant(depth);
      case 'array':
        return this.array(depth);
      case 'object':
        return this.object(depth);
      case 'binary':
        return this.#column('binary', certain) ?? this.text(depth, certain);
    }
  }

  number(depth: number, certain = false): string {
    if (depth === 0 || this.choice.chance(0.25)) return this.#leaf('number', certain, () => this.#number());
    const a = () => this.number(depth - 1, certain);
    const t = () => this.text(depth - 1, certain);
    const d = () => this.#temporal(depth - 1, certain);
    const s = () => this.timestamp(depth - 1, certain);
    const c = () => this.any('time', depth - 1, certain);
    const operand = () => this.#operand(depth, certain);
    const one = (items: readonly string[]) => this.choice.of(items);
    const difference = () => this.#difference(depth, certain);
    return this.choice.of<() => string>([
      ...each(['add', 'sub', 'mul', 'safeDiv', 'div0'], (m) => `${a()}.${m}(${operand()})`),
      ...each(['div'], (m) => `${a()}.${m}(${this.risky ? a() : one(['2', '3', '7', '0.25', '-10'])})`),
      ...each(['mod'], (m) => `${a()}.${m}(${this.risky ? a() : one(['2', '7', '1.5', '-3'])})`),
      ...each(['neg', 'abs', 'floor', 'ceil', 'sign', 'zeroIfNull'], (m) => `${a()}.${m}()`),
      ...each(['round', 'truncate'], (m) => `${a()}.${m}(${one(['', '1', '2', '-1', '5'])})`),
      () => `${a()}.replaceValues({ 1: 10, 0: -0.5 })`,
      () => `${a()}.widthBucket(0, ${one(['10', '4'])}, 4)`,
      ...each(['fillNull', 'nullIf'], (m) => `${a()}.${m}(${operand()})`),
      () => this.#chosen('number', depth, certain),
      () => this.#chosen('number', depth, certain),
      () => this.#written(depth, certain),
      ...(certain ? [] : this.#floating(a)),
      ...(this.risky ? this.#failing(a, t, depth) : []),
      () => `${t()}.length()`,
      () => `${t()}.regexpCount(${quoted(one(PATTERNS))})`,
      ...each(['editDistance', 'jaroWinkler'], (m) => `${t()}.${m}(${t()})`),
      () => `${t()}.tryToNumber(${one(['10, 2', ''])})`,
      ...each(
        ['year', 'quarter', 'month', 'day', 'dayOfWeekIso', 'weekIso', 'dayOfYear', 'yearOfWeekIso'],
        (m) => `${d()}.${m}()`,
      ),
      difference,
      difference,
      difference,
      difference,
      ...each(['hour', 'minute', 'second'], (m) => `${this.choice.chance(0.5) ? s() : c()}.${m}()`),
      ...each(['hours', 'minutes', 'seconds', 'fullDays'], (m) => `${s()}.${m}Between(${s()})`),
      () => `${this.bool(depth - 1)}.toNumber()`,
      () => `${this.variant(depth - 1)}.tryToNumber(${one(['10, 2', ''])})`,
      () => `${this.array(depth - 1)}.size()`,
      () => `${this.object(depth - 1)}.keys().size()`,
    ])();
  }

  /** SQL that the program writes itself. */
  #written(depth: number, certain: boolean): string {
    const a = () => this.number(depth - 1, certain);
    return this.choice.of<() => string>([
      () => `sql\`\${${a()}} - \${${a()}}\``,
      () => `sql\`\${${a()}} * 2 + \${${a()}}\``,
      () => `sql\`IFF(\${${this.bool(depth - 1)}}, \${${a()}}, 0)\``,
    ])();
  }

  /** Whose last bits are not certain. */
  #floating(a: () => string): readonly (() => string)[] {
    const near = () => `least(greatest(${a()}, -20), 20)`;
    const above = () => (this.risky ? a() : `${a()}.abs().add(1)`);
    return [
      () => `${a()}.toFloat()`,
      () => `${this.text(1)}.tryToFloat()`,
      ...each(['', '', ''], () => `${this.variant(1)}.tryToFloat()`),
      // As often as other words, though few places take them.
      ...[1, 2, 3, 4].flatMap(() => [
        () => `${a()}.toFloat().isNaN().toNumber()`,
        () => `${near()}.pow(2)`,
        ...each(['exp', 'sin', 'cos'], (m) => `${near()}.${m}()`),
        ...each(['sqrt', 'ln'], (m) => `${above()}.${m}()`),
        ...each(
          ['vectorCosine', 'vectorL2', 'vectorInner'],
          (m) => `${this.#vector()}.${m}(${this.choice.chance(0.3) ? '[0.5, -1, 4]' : this.#vector()})`,
        ),
        ...each(['2', '10'], (base) => `${above()}.log(${base})`),
      ]),
      ...each(
        ['vectorCosine', 'vectorL2', 'vectorInner'],
        (m) => `${this.#vector()}.${m}(${this.#vector()})`,
      ),
    ];
  }

  #vector(): string {
    return this.choice.of([
      'vector([1, 2, 3])',
      'vector([0.5, -2, 0.125])',
      'lit("[1,2.5,3]").tryParseJson().toArray().toVector(3)',
      'lit("[-1,0,1]").tryParseJson().toArray().toVector(3)',
    ]);
  }

  /** Which are errors of the query for some values. */
  #failing(a: () => string, t: () => string, depth: number): readonly (() => string)[] {
    return [
      () => `${a()}.toNumber(${this.choice.of(['10, 2', '5, 1', '38, 0'])})`,
      ...each(['toNumber(12, 3)', 'toFloat()'], (m) => `${t()}.${m}`),
      ...each(['toNumber(10, 2)', 'toFloat()'], (m) => `${this.variant(depth - 1)}.${m}`),
    ];
  }

  text(depth: number, certain = false): string {
    if (depth === 0 || this.choice.chance(0.25)) return this.#leaf('text', certain, () => this.#text());
    const a = () => this.text(depth - 1, certain);
    const n = () => this.choice.of(['1', '2', '3', '-2', '0', '10']);
    const one = (items: readonly string[]) => this.choice.of(items);
    const literal = () => quoted(one(['a', 'b', 'ab', ' ', ',', '-', 'ä', "'", '\\']));
    const bytes = this.#column('binary', certain);
    return this.choice.of<() => string>([
      ...each(['upper', 'lower', 'initcap', 'reverse', 'md5', 'sha2'], (m) => `${a()}.${m}()`),
      () => `${a()}.trim(${this.choice.chance(0.5) ? quoted(one(['a', ' x', 'ab'])) : ''})`,
      () => `${a()}.substr(${n()}${this.choice.chance(0.6) ? `, ${n()}` : ''})`,
      ...each(['left', 'right'], (m) => `${a()}.${m}(${n()})`),
      () => `${a()}.concat(${literal()}, ${a()})`,
      () => `${a()}.replace(${literal()}, ${literal()})`,
      () => `${a()}.translate("abx", ${quoted(one(['', 'Y', 'cde']))})`,
      () => `${a()}.replaceValues({ a: "z", "": ${literal()} })`,
      () => `${a()}.splitPart(${literal()}, ${n()})`,
      ...each(
        ['lpad', 'rpad'],
        (m) => `${a()}.${m}(${one(['0', '3', '6', '4'])}${one(['', ', "x"', ', "ab"'])})`,
      ),
      () =>
        `${a()}.regexpReplace(${quoted(one(['[a-z]', '\\d', 'b+', ',']))}, ${quoted(one(['', '#', 'xy']))})`,
      () => `${a()}.regexpSubstr(${quoted(one(PATTERNS.filter((p) => p !== '.*' && p !== 'x?')))})`,
      () => `${this.#exactNumber(depth - 1)}.toText()`,
      () =>
        `${this.any(this.choice.of(['date', 'timestamp', 'bool', 'time'] as const), depth - 1, certain)}.toText()`,
      ...each(['dayName', 'monthName'], (m) => `${this.#temporal(depth - 1, certain)}.${m}()`),
      ...each(['toText', 'typeOf'], (m) => `${this.variant(depth - 1)}.${m}()`),
      () => `${this.array(depth - 1)}.join(${literal()})`,
      ...(bytes === undefined ? [] : each(['', '', '', '', '', '', '', ''], () => `${bytes}.toHex()`)),
      ...each(['fillNull', 'nullIf'], (m) => `${a()}.${m}(${literal()})`),
      () => this.#chosen('text', depth, certain),
    ])();
  }

  /** Always certain: it decides. */
  bool(depth: number): string {
    if (depth === 0 || this.choice.chance(0.15)) return this.#simpleTest();
    const b = () => this.bool(depth - 1);
    const t = () => this.text(depth - 1, true);
    return this.choice.of<() => string>([
      ...each(['and', 'or'], (m) => `${b()}.${m}(${b()})`),
      () => `${b()}.not()`,
      ...each(['', '', '', '', ''], () => this.#comparison(depth)),
      ...each(
        ['startsWith', 'endsWith', 'contains'],
        (m) => `${t()}.${m}(${quoted(this.choice.of(['a', '', 'x', '%', 'ab']))})`,
      ),
      ...each(['like', 'ilike'], (m) => `${t()}.${m}(${quoted(this.choice.of(LIKES))})`),
      () => `${t()}.matches(${quoted(this.choice.of(PATTERNS))})`,
      () => `${this.variant(depth - 1)}.isJsonNull()`,
      () => `${this.array(depth - 1)}.contains(${this.choice.of(['1', '"a"', '2'])})`,
      () => `hash(${this.number(0, true)}, ${t()}).eq(hash(${this.number(0, true)}, ${t()}))`,
      () => `${this.object(depth - 1)}.keys().contains("a")`,
      () => `${this.array(depth - 1)}.overlaps(${this.array(0)})`,
      () => `${t()}.tryToBoolean()`,
      () => this.#variantTest(),
      ...(this.risky
        ? each(['', '', ''], () => `${this.choice.chance(0.5) ? t() : this.variant(0)}.toBoolean()`)
        : []),
      () => this.#chosen('bool', depth, true),
    ])();
  }

  date(depth: number, certain = false): string {
    const literal = () => `date(${quoted(this.choice.of(['2024-02-29', '2023-12-31', '1969-07-20']))})`;
    if (depth === 0 || this.choice.chance(0.25)) return this.#leaf('date', certain, literal);
    const a = () => this.date(depth - 1, certain);
    return this.choice.of<() => string>([
      () => `${a()}.dateTrunc(${quoted(this.choice.of(DAY_PARTS.slice(1)))})`,
      () => `${a()}.dateAdd(${quoted(this.choice.of(DAY_PARTS))}, ${this.#amount()})`,
      () => `${this.#temporal(depth - 1, certain)}.lastDay(${this.choice.of(['', '"quarter"', '"year"'])})`,
      ...each(
        ['nextDay', 'previousDay'],
        (m) =>
          `${this.#temporal(depth - 1, certain)}.${m}(${quoted(this.choice.of(['monday', 'thursday', 'sunday']))})`,
      ),
      () => `${this.#clock(depth - 1, certain)}.toDate()`,
      () => `${this.text(depth - 1, certain)}.${this.risky ? 'toDate' : 'tryToDate'}()`,
      () => `${this.variant(depth - 1)}.${this.risky ? 'toDate' : 'tryToDate'}()`,
      () =>
        `dateFromParts(${this.choice.of(['2023', '2024'])}, ${this.choice.of(['1', '13', '-1', '2'])}, ${this.#small()})`,
      ...each(['fillNull', 'nullIf'], (m) => `${a()}.${m}(${literal()})`),
      () => this.#chosen('date', depth, certain),
    ])();
  }

  timestamp(depth: number, certain = false): string {
    const literal = () =>
      `timestampNtz(${quoted(this.choice.of(['2024-02-29 09:00:00', '2023-12-31 23:59:59.5']))})`;
    if (depth === 0 || this.choice.chance(0.25)) return this.#leaf('timestamp', certain, literal);
    const a = () => this.timestamp(depth - 1, certain);
    return this.choice.of<() => string>([
      () => `${a()}.dateTrunc(${quoted(this.choice.of(ALL_PARTS))})`,
      () =>
        `${a()}.timeSlice(${this.choice.of(['1', '2', '5', '15'])}, ${quoted(this.choice.of(ALL_PARTS.filter((part) => part !== 'week')))})`,
      () => `${a()}.dateAdd(${quoted(this.choice.of(ALL_PARTS))}, ${this.#amount()})`,
      () => `${this.date(depth - 1, certain)}.toTimestamp()`,
      () =>
        `${this.moment(depth - 1, certain)}.toTimestamp(${quoted(this.choice.of(['Europe/Berlin', 'Asia/Kolkata', 'UTC']))})`,
      () =>
        `${a()}.convertTimezone("UTC", ${quoted(this.choice.of(['Europe/Berlin', 'America/New_York', 'Asia/Kolkata']))})`,
      () => `${this.text(depth - 1, certain)}.${this.risky ? 'toTimestamp' : 'tryToTimestamp'}()`,
      () => `${this.variant(depth - 1)}.${this.risky ? 'toTimestamp' : 'tryToTimestamp'}()`,
      () => this.#chosen('timestamp', depth, certain),
    ])();
  }

  /** TIMESTAMP_LTZ. */
  moment(depth: number, certain = false): string {
    const literal = () =>
      `timestampLtz(${quoted(this.choice.of(['2024-02-29 09:00:00 +01:00', '2023-12-31 23:59:59 -05:30', '2024-03-31 00:30:00Z']))})`;
    if (depth === 0 || this.choice.chance(0.3)) return this.#leaf('moment', certain, literal);
    const a = () => this.moment(depth - 1, certain);
    return this.choice.of<() => string>([
      () => `${a()}.dateTrunc(${quoted(this.choice.of(ALL_PARTS))})`,
      () => `${a()}.dateAdd(${quoted(this.choice.of(ALL_PARTS))}, ${this.#amount()})`,
      () => this.#chosen('moment', depth, certain),
    ])();
  }

  time(depth: number, certain = false): string {
    const literal = () => `time(${quoted(this.choice.of(['09:00:00', '23:59:59', '00:00:00']))})`;
    if (depth === 0 || this.choice.chance(0.3)) return this.#leaf('time', certain, literal);
    return this.choice.of<() => string>([
      () => `${this.#clock(depth - 1, certain)}.toTime()`,
      () => `${this.text(depth - 1, certain)}.${this.risky ? 'toTime' : 'tryToTime'}()`,
      () => `lit("09:30:00").${this.choice.of(['toTime', 'tryToTime'])}()`,
      () => this.#chosen('time', depth, certain),
    ])();
  }

  variant(depth: number): string {
    const source = this.#column('variant', true) ?? this.#column('object', true);
    if (source && (depth === 0 || this.choice.chance(0.6)))
      return `${source}.get(${quoted(this.choice.of(PATHS))})${this.choice.chance(0.2) ? `.at(${this.choice.of(['0', '1'])})` : ''}`;
    if (depth === 0)
      return `lit(${quoted(this.choice.of(['{"a":1,"items":["x"]}', '[1,"2"]', '"a"', 'nothing']))}).tryParseJson()`;
    return this.choice.of<() => string>([
      () => `${this.array(depth - 1)}.at(${this.choice.of(['0', '1', '5'])})`,
      () => `${this.object(depth - 1)}.get(${quoted(this.choice.of(PATHS))})`,
      () => `${this.text(depth - 1, true)}.tryParseJson()`,
      ...(this.risky ? each(['', '', '', '', ''], () => `${this.text(depth - 1, true)}.parseJson()`) : []),
    ])();
  }

  array(depth: number): string {
    const source = this.#column('array', true);
    if (depth === 0 || this.choice.chance(0.3)) return source ?? `lit("a,b,a").split(",")`;
    return this.choice.of<() => string>([
      () => `${this.text(depth - 1, true)}.split(${quoted(this.choice.of([',', ' ', 'a']))})`,
      () => `${this.array(depth - 1)}.distinct()`,
      () =>
        `${this.array(depth - 1)}.slice(${this.choice.of(['0', '1', '-2'])}, ${this.choice.of(['2', '-1', '5'])})`,
      () => `${this.variant(depth - 1)}.toArray()`,
    ])();
  }

  object(depth: number): string {
    const source = this.#column('object', true);
    if (source && (depth === 0 || this.choice.chance(0.4))) return source;
    if (depth > 0 && this.risky && this.choice.chance(0.8)) return `${this.variant(depth - 1)}.toObject()`;
    const entries = this.choice
      .mixed(['a', 'b', 'odd key', 'Z'])
      .slice(0, 1 + this.choice.below(3))
      .map(
        (name) => `${key(name)}: ${this.any(this.choice.of(['number', 'text', 'bool'] as const), 0, true)}`,
      );
    return `objectConstruct({ ${entries.join(', ')} })`;
  }

  /** A column of the kind, if there is one. */
  #column(kind: Kind, certain: boolean): string | undefined {
    const found = this.columns.filter((c) => KINDS[kind].includes(c.kind) && (c.certain || !certain));
    return found.length > 0 ? this.choice.of(found).text : undefined;
  }

  #leaf(kind: Kind, certain: boolean, literal: () => string): string {
    return (this.choice.chance(0.9) ? this.#column(kind, certain) : undefined) ?? literal();
  }

  #number = () => `lit(${this.choice.of(['0', '1', '3', '-2', '0.5', '2.75', '100'])})`;
  #text = () => `lit(${quoted(this.choice.of(['a', '', 'b', 'ab', "it's", '2024-02-29', '12']))})`;
  #small = () => this.choice.of(['0', '1', '15', '31', '40', '-3']);
  #amount = () => this.choice.of(['1', '-1', '3', '13', '0', this.#exactNumber(0) + '.mod(50)']);

  /** Not FLOAT: its text and its rounding are certain. */
  #exactNumber(depth: number): string {
    const exact = this.columns.filter((c) => c.kind === 'NUMBER' && c.certain);
    const column = exact.length > 0 ? this.choice.of(exact).text : this.#number();
    return depth > 0 && this.choice.chance(0.5)
      ? `${column}.${this.choice.of(['add(1)', 'mul(2.5)', 'neg()', 'div(3)', 'round(1)', 'abs()'])}`
      : column;
  }

  #operand(depth: number, certain: boolean): string {
    return this.choice.chance(0.5)
      ? this.number(depth - 1, certain)
      : this.choice.of(['0', '1', '2', '0.5', '10']);
  }

  /** What has a date and a time of day. */
  #clock(depth: number, certain: boolean): string {
    return this.choice.chance(0.3) ? this.moment(depth, certain) : this.timestamp(depth, certain);
  }

  #temporal(depth: number, certain: boolean): string {
    return this.choice.chance(0.45) ? this.date(depth, certain) : this.#clock(depth, certain);
  }

  #difference(depth: number, certain: boolean): string {
    const kind = this.choice.of(['date', 'timestamp', 'date', 'timestamp', 'moment'] as const);
    const [a, b] = [this.any(kind, depth - 1, certain), this.any(kind, depth - 1, certain)];
    return `${a}.${this.choice.of(['days', 'months', 'years', 'fullMonths'])}Between(${b})`;
  }

  /** The same kind from several: COALESCE, IFF, CASE, the largest, the smallest. */
  #chosen(kind: Kind, depth: number, certain: boolean): string {
    const a = () => this.any(kind, depth - 1, certain);
    const b = () => this.bool(depth - 1);
    return this.choice.of<() => string>([
      () => `coalesce(${a()}, ${a()})`,
      () => `iff(${b()}, ${a()}, ${a()})`,
      () => `when(${b()}, ${a()}).when(${b()}, ${a()}).else(${a()})`,
      () => `when(${b()}, ${a()}).end()`,
      () => (kind === 'bool' ? a() : `${this.choice.of(['greatest', 'least'])}(${a()}, ${a()})`),
    ])();
  }

  #simpleTest(): string {
    const column = this.choice.of(this.columns.filter((c) => c.certain).concat(this.columns));
    if (column.kind === 'BOOLEAN' && column.certain && this.choice.chance(0.5)) return column.text;
    return column.certain ? `${column.text}.${this.choice.of(['isNull', 'notNull'])}()` : 'lit(true)';
  }

  #comparison(depth: number): string {
    const kind = this.choice.of([
      'number',
      'number',
      'number',
      'text',
      'text',
      'date',
      'timestamp',
      'moment',
      'time',
      'bool',
    ] as const);
    const d = kind === 'number' ? depth - 1 : Math.max(0, depth - 1);
    const a = () => this.any(kind, d, true);
    const b = () => this.any(kind, 0, true);
    return this.choice.of<() => string>([
      () => `${a()}.${this.choice.of(['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'sameAs'])}(${b()})`,
      () => `${a()}.${this.choice.of(['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'sameAs'])}(${b()})`,
      () => `${a()}.${this.choice.of(['between', 'within'])}(${b()}, ${b()})`,
      () => `${a()}.${this.choice.of(['isIn', 'notIn'])}([${b()}, ${b()}])`,
    ])();
  }

  #variantTest(): string {
    return `${this.variant(0)}.tryToBoolean()`;
  }
}
