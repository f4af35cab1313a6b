/** Array binding: many rows of bind values as the columns of a relation. Source: the drivers' "batch inserts". */
import type { AccountBind } from '../../account.js';
import { AccountError } from '../../account.js';
import { number } from '../../../sql/read/types.js';
import { duckdbType } from '../duckdbTypes.js';
import { bindText, notSet, typed } from './binds.js';
import type { BindValues } from './binds.js';
import { bound, quote } from './bound.js';
import type { Bound } from './bound.js';
import type { Place } from './errors.js';

export type BindRows = readonly (readonly AccountBind[])[];

/** Numbers of a list have digits of their own; as a column they need one type. */
interface Digits {
  readonly whole: number;
  readonly fraction: number;
  readonly even: boolean;
}

const MOST_DIGITS = 38;

function digitsOf(texts: readonly string[]): Digits {
  const parts = texts.map((text) => text.replace(/^[+-]/, '').split('.'));
  const fractions = parts.map(([, fraction = '']) => fraction.length);
  return {
    whole: Math.max(1, ...parts.map(([whole = '']) => whole.length)),
    fraction: Math.max(0, ...fractions),
    even: new Set(fractions).size <= 1,
  };
}

export class BindColumns implements BindValues {
  /** A line of cells for each row. */
  private readonly lines: string[][];

  constructor(
    private readonly rows: BindRows,
    private readonly alias: string,
  ) {
    this.lines = rows.map((row) =>
      row.map((bind) => {
        const text = bindText(bind);
        return text === null ? 'NULL' : quote(text);
      }),
    );
  }

  /** The whole list as one column. @throws AccountError where its values have no type in common. */
  value(index: number, where: Place): Bound {
    const list = this.list(index, where);
    const { type } = list[0]!;
    if (type !== 'FIXED') return { ...typed(type, this.text(index)), nullable: hasNull(list) };
    const digits = digitsOf(valuesOf(list));
    if (!digits.even) throw new AccountError('Numbers of several scales are no column.', '000002', '0A000');
    return this.numbers(index, digits, list);
  }

  /** A list of numbers for a numeric place, where trailing zeros do not matter; undefined for other lists. */
  numeric(index: number, where: Place): Bound | undefined {
    const list = this.list(index, where);
    return list[0]?.type === 'FIXED' ? this.numbers(index, digitsOf(valuesOf(list)), list) : undefined;
  }

  /** One more column: DuckDB text of a value for each row. */
  add(cells: readonly string[]): string {
    this.lines.forEach((line, row) => line.push(cells[row]!));
    return this.name(this.lines[0]!.length);
  }

  get sql(): string {
    const names = this.lines[0]!.map((_, i) => `b${i + 1}`);
    return `(VALUES ${this.lines.map((line) => `(${line.join(', ')})`).join(', ')}) AS ${this.alias}(${names.join(', ')})`;
  }

  private numbers(index: number, { whole, fraction }: Digits, list: readonly AccountBind[]): Bound {
    if (whole + fraction > MOST_DIGITS)
      throw new AccountError('The numbers have too many digits for one column.', '000002', '0A000');
    const type = number(whole + fraction, fraction);
    return bound(`CAST(${this.text(index)} AS ${duckdbType(type)})`, type, hasNull(list));
  }

  private list(index: number, where: Place): readonly AccountBind[] {
    if ((this.rows[0]?.length ?? 0) < index) throw notSet(index, where);
    return this.rows.map((row) => row[index - 1]!);
  }

  /** A list of nulls alone has no type of its own. */
  private text(index: number): string {
    return `CAST(${this.name(index)} AS VARCHAR)`;
  }

  private name(index: number): string {
    return `${this.alias}.b${index}`;
  }
}

const hasNull = (list: readonly AccountBind[]): boolean => list.some(({ value }) => value === null);

const valuesOf = (list: readonly AccountBind[]): string[] =>
  list.flatMap(({ value }) => (value === null ? [] : [value]));
