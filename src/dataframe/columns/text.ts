import { binary } from '../expression/binary.js';
import type { ComparisonOperator } from '../expression/binary.js';
import { functionCall } from '../expression/call.js';
import { cast } from '../expression/cast.js';
import { here } from '../trace.js';
import { ARRAY, BOOLEAN, DATE, FLOAT, NUMBER, TEXT, VARIANT, number, timestamp } from '../type.js';
import type { SqlType } from '../type.js';
import type { Bool } from './boolean.js';
import { Comparable } from './comparable.js';
import type { Column } from './column.js';
import { expressionOf } from './expressionOf.js';
import { expectSameFamily } from './family.js';
import type { Decimal, Float, Int, NumberColumn } from './number.js';
import { operand } from './operand.js';
import type { Value } from './operand.js';
import type { DateCol } from './date.js';
import type { ArrayCol, Variant } from './semiStructured.js';
import type { TimestampNtz } from './timestamp.js';
import { wrap } from './wrap.js';

type TextValue = Text | string;
type WholeValue = NumberColumn | number;

/** VARCHAR. Comparisons are case-sensitive. NULL in any operand makes the result NULL. */
export class Text extends Comparable<TextValue> {
  declare protected readonly sqlType: 'TEXT';

  upper(): Text {
    return call(this, 'UPPER', TEXT);
  }

  lower(): Text {
    return call(this, 'LOWER', TEXT);
  }

  /** Without blanks, or without the given characters, at both ends. */
  trim(characters?: string): Text {
    return characters === undefined ? call(this, 'TRIM', TEXT) : call(this, 'TRIM', TEXT, characters);
  }

  /** Characters, not bytes. */
  length(): Int {
    return call(this, 'LENGTH', NUMBER);
  }

  /** From `start`, counted from 1 (negative: from the end), `length` characters or all that follow. */
  substr(start: WholeValue, length?: WholeValue): Text {
    return length === undefined
      ? call(this, 'SUBSTR', TEXT, start)
      : call(this, 'SUBSTR', TEXT, start, length);
  }

  /** The first `length` characters. */
  left(length: WholeValue): Text {
    return call(this, 'LEFT', TEXT, length);
  }

  /** The last `length` characters. */
  right(length: WholeValue): Text {
    return call(this, 'RIGHT', TEXT, length);
  }

  /** This text, then the others (`||`). */
  concat(...others: readonly TextValue[]): Text {
    const parts = others.map((other) => operand(other));
    return wrap(
      parts.reduce((left, right) => {
        expectSameFamily('concat', left, right);
        return binary('||', left, right, TEXT, here());
      }, expressionOf(this)),
    );
  }

  /** Every `search` replaced. */
  replace(search: TextValue, by: TextValue): Text {
    return call(this, 'REPLACE', TEXT, search, by);
  }

  /** The part with this number, counted from 1, between separators; empty text beyond the last (SPLIT_PART). */
  splitPart(separator: TextValue, part: WholeValue): Text {
    return call(this, 'SPLIT_PART', TEXT, separator, part);
  }

  /** Filled at the left to `length` characters. */
  lpad(length: WholeValue, pad: TextValue = ' '): Text {
    return call(this, 'LPAD', TEXT, length, pad);
  }

  /** Filled at the right to `length` characters. */
  rpad(length: WholeValue, pad: TextValue = ' '): Text {
    return call(this, 'RPAD', TEXT, length, pad);
  }

  startsWith(start: TextValue): Bool {
    return call(this, 'STARTSWITH', BOOLEAN, start);
  }

  endsWith(end: TextValue): Bool {
    return call(this, 'ENDSWITH', BOOLEAN, end);
  }

  contains(part: TextValue): Bool {
    return call(this, 'CONTAINS', BOOLEAN, part);
  }

  /** `%` is any text, `_` one character. */
  like(pattern: TextValue): Bool {
    return match(this, 'LIKE', pattern);
  }

  /** `like` without regard to case. */
  ilike(pattern: TextValue): Bool {
    return match(this, 'ILIKE', pattern);
  }

  /** The whole text matches the regular expression (REGEXP_LIKE is anchored at both ends). */
  matches(pattern: TextValue): Bool {
    return call(this, 'REGEXP_LIKE', BOOLEAN, pattern);
  }

  /** Every match of the regular expression replaced. */
  regexpReplace(pattern: TextValue, by: TextValue): Text {
    return call(this, 'REGEXP_REPLACE', TEXT, pattern, by);
  }

  /** The first match of the regular expression, NULL where there is none. */
  regexpSubstr(pattern: TextValue): Text {
    return call(this, 'REGEXP_SUBSTR', TEXT, pattern);
  }

  /** How many matches of the regular expression there are. */
  regexpCount(pattern: TextValue): Int {
    return call(this, 'REGEXP_COUNT', NUMBER, pattern);
  }

  /** The first letter of each word in upper case, the others in lower case. */
  initcap(): Text {
    return call(this, 'INITCAP', TEXT);
  }

  /** The characters from last to first. */
  reverse(): Text {
    return call(this, 'REVERSE', TEXT);
  }

  /** An array of the parts between separators. */
  split(separator: TextValue): ArrayCol {
    return call(this, 'SPLIT', ARRAY, separator);
  }

  /** The number of characters to insert, delete or replace to get the other text (EDITDISTANCE). */
  editDistance(other: TextValue): Int {
    return call(this, 'EDITDISTANCE', NUMBER, other);
  }

  /** Likeness to the other text without regard to case, 0 to 100 (JAROWINKLER_SIMILARITY). */
  jaroWinkler(other: TextValue): Int {
    return call(this, 'JAROWINKLER_SIMILARITY', NUMBER, other);
  }

  /** The MD5 sum as 32 hexadecimal digits. */
  md5(): Text {
    return call(this, 'MD5', TEXT);
  }

  /** The SHA-2 sum of 224, 256, 384 or 512 bits as hexadecimal digits. */
  sha2(bits: 224 | 256 | 384 | 512 = 256): Text {
    return call(this, 'SHA2', TEXT, bits);
  }

  /** The JSON text as VARIANT; an error where it is none. */
  parseJson(): Variant {
    return call(this, 'PARSE_JSON', VARIANT);
  }

  /** The JSON text as VARIANT, NULL where it is none. */
  tryParseJson(): Variant {
    return call(this, 'TRY_PARSE_JSON', VARIANT);
  }

  /** As NUMBER(precision, scale); an error where the text is no number. */
  toNumber(precision = 38, scale = 0): Decimal {
    return castTo(this, number(precision, scale), false);
  }

  /** As NUMBER(precision, scale), NULL where the text is no number. */
  tryToNumber(precision = 38, scale = 0): Decimal {
    return castTo(this, number(precision, scale), true);
  }

  toFloat(): Float {
    return castTo(this, FLOAT, false);
  }

  /** As FLOAT, NULL where the text is no number. */
  tryToFloat(): Float {
    return castTo(this, FLOAT, true);
  }

  /** As DATE; an error where the text is no date. */
  toDate(): DateCol {
    return castTo(this, DATE, false);
  }

  /** As DATE, NULL where the text is no date. */
  tryToDate(): DateCol {
    return castTo(this, DATE, true);
  }

  /** As TIMESTAMP_NTZ; an error where the text is no timestamp. */
  toTimestamp(): TimestampNtz {
    return castTo(this, timestamp('TIMESTAMP_NTZ'), false);
  }

  /** As TIMESTAMP_NTZ, NULL where the text is no timestamp. */
  tryToTimestamp(): TimestampNtz {
    return castTo(this, timestamp('TIMESTAMP_NTZ'), true);
  }
}

function match(column: Text, operator: ComparisonOperator, pattern: TextValue): Bool {
  const left = expressionOf(column);
  const right = operand(pattern);
  expectSameFamily(operator, left, right);
  return wrap(binary(operator, left, right, BOOLEAN, here()));
}

function call<C extends Column>(column: Text, name: string, type: SqlType, ...args: readonly Value[]): C {
  return wrap(functionCall(name, [expressionOf(column), ...args.map((a) => operand(a))], type, here()));
}

function castTo<C extends Column>(column: Text, type: SqlType, attempt: boolean): C {
  return wrap(cast(expressionOf(column), type, attempt, here()));
}
