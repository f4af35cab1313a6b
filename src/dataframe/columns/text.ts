import { binary } from '../expression/binary.js';
import type { ComparisonOperator } from '../expression/binary.js';
import { functionCall } from '../expression/call.js';
import { cast } from '../expression/cast.js';
import { here } from '../trace.js';
import { ARRAY, BOOLEAN, DATE, FLOAT, NUMBER, TEXT, TIME, VARIANT, number, timestamp } from '../type.js';
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
import type { TimeCol } from './time.js';
import type { TimestampNtz } from './timestamp.js';
import { wrap } from './wrap.js';

type TextValue = Text | string;
type WholeValue = NumberColumn | number;

/** VARCHAR. Comparisons are case-sensitive. NULL in any operand makes the result NULL. */
export class Text extends Comparable<TextValue> {
  declare protected readonly sqlType: 'TEXT';

  /** In upper case (UPPER). */
  upper(): Text {
    return call(this, 'UPPER', TEXT);
  }

  /** In lower case (LOWER). */
  lower(): Text {
    return call(this, 'LOWER', TEXT);
  }

  /** Without blanks, or without the given characters, at both ends (TRIM). */
  trim(characters?: string): Text {
    return characters === undefined ? call(this, 'TRIM', TEXT) : call(this, 'TRIM', TEXT, characters);
  }

  /** The number of characters, not of bytes (LENGTH). */
  length(): Int {
    return call(this, 'LENGTH', NUMBER);
  }

  /** From `start`, counted from 1 (negative: from the end), `length` characters or all that follow (SUBSTR). */
  substr(start: WholeValue, length?: WholeValue): Text {
    return length === undefined
      ? call(this, 'SUBSTR', TEXT, start)
      : call(this, 'SUBSTR', TEXT, start, length);
  }

  /** The first `length` characters (LEFT). */
  left(length: WholeValue): Text {
    return call(this, 'LEFT', TEXT, length);
  }

  /** The last `length` characters (RIGHT). */
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

  /** Every `search` replaced by `by` (REPLACE). Whole values are replaced by `replaceValues`. */
  replace(search: TextValue, by: TextValue): Text {
    return call(this, 'REPLACE', TEXT, search, by);
  }

  /** The part with this number, counted from 1, between separators; empty text beyond the last (SPLIT_PART). */
  splitPart(separator: TextValue, part: WholeValue): Text {
    return call(this, 'SPLIT_PART', TEXT, separator, part);
  }

  /** Filled at the left to `length` characters; a longer text is cut off at its end (LPAD). */
  lpad(length: WholeValue, pad: TextValue = ' '): Text {
    return call(this, 'LPAD', TEXT, length, pad);
  }

  /** Filled at the right to `length` characters; a longer text is cut off (RPAD). */
  rpad(length: WholeValue, pad: TextValue = ' '): Text {
    return call(this, 'RPAD', TEXT, length, pad);
  }

  /** Whether the text begins with `start` (STARTSWITH). */
  startsWith(start: TextValue): Bool {
    return call(this, 'STARTSWITH', BOOLEAN, start);
  }

  /** Whether the text ends with `end` (ENDSWITH). */
  endsWith(end: TextValue): Bool {
    return call(this, 'ENDSWITH', BOOLEAN, end);
  }

  /** Whether `part` is somewhere in the text (CONTAINS). */
  contains(part: TextValue): Bool {
    return call(this, 'CONTAINS', BOOLEAN, part);
  }

  /** Whether the whole text is like the pattern: `%` is any text, `_` one character (LIKE). */
  like(pattern: TextValue): Bool {
    return match(this, 'LIKE', pattern);
  }

  /** `like` without regard to case (ILIKE). */
  ilike(pattern: TextValue): Bool {
    return match(this, 'ILIKE', pattern);
  }

  /** The whole text matches the regular expression (REGEXP_LIKE is anchored at both ends). */
  matches(pattern: TextValue): Bool {
    return call(this, 'REGEXP_LIKE', BOOLEAN, pattern);
  }

  /** Every match of the regular expression replaced; `\\1` in `by` is the first group (REGEXP_REPLACE). */
  regexpReplace(pattern: TextValue, by: TextValue): Text {
    return call(this, 'REGEXP_REPLACE', TEXT, pattern, by);
  }

  /** The first match of the regular expression, NULL where there is none (REGEXP_SUBSTR). */
  regexpSubstr(pattern: TextValue): Text {
    return call(this, 'REGEXP_SUBSTR', TEXT, pattern);
  }

  /** How many matches of the regular expression there are (REGEXP_COUNT). */
  regexpCount(pattern: TextValue): Int {
    return call(this, 'REGEXP_COUNT', NUMBER, pattern);
  }

  /** The first letter of each word in upper case, the others in lower case (INITCAP). */
  initcap(): Text {
    return call(this, 'INITCAP', TEXT);
  }

  /** Each character of `from` replaced by the one at its place in `to`, or dropped where there is none (TRANSLATE). */
  translate(from: TextValue, to: TextValue): Text {
    return call(this, 'TRANSLATE', TEXT, from, to);
  }

  /** The characters from last to first (REVERSE). */
  reverse(): Text {
    return call(this, 'REVERSE', TEXT);
  }

  /** An array of the parts between separators (SPLIT). */
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

  /** The MD5 sum as 32 hexadecimal digits (MD5). */
  md5(): Text {
    return call(this, 'MD5', TEXT);
  }

  /** The SHA-2 sum of 224, 256, 384 or 512 bits as hexadecimal digits (SHA2). */
  sha2(bits: 224 | 256 | 384 | 512 = 256): Text {
    return call(this, 'SHA2', TEXT, bits);
  }

  /** The JSON text as VARIANT; an error of the query where it is none (PARSE_JSON). */
  parseJson(): Variant {
    return call(this, 'PARSE_JSON', VARIANT);
  }

  /** The JSON text as VARIANT, NULL where it is none (TRY_PARSE_JSON). */
  tryParseJson(): Variant {
    return call(this, 'TRY_PARSE_JSON', VARIANT);
  }

  /** As NUMBER(precision, scale); an error of the query where the text is no number. */
  toNumber(precision = 38, scale = 0): Decimal {
    return castTo(this, number(precision, scale), false);
  }

  /** As NUMBER(precision, scale), NULL where the text is no number (TRY_CAST). */
  tryToNumber(precision = 38, scale = 0): Decimal {
    return castTo(this, number(precision, scale), true);
  }

  /** As FLOAT; an error of the query where the text is no number. */
  toFloat(): Float {
    return castTo(this, FLOAT, false);
  }

  /** As FLOAT, NULL where the text is no number (TRY_CAST). */
  tryToFloat(): Float {
    return castTo(this, FLOAT, true);
  }

  /** As BOOLEAN (`true`, `t`, `yes`, `y`, `on`, `1` and their opposites); an error of the query for other texts. */
  toBoolean(): Bool {
    return castTo(this, BOOLEAN, false);
  }

  /** As BOOLEAN, NULL where the text is none (TRY_CAST). */
  tryToBoolean(): Bool {
    return castTo(this, BOOLEAN, true);
  }

  /** As TIME; an error of the query where the text is no time of day. */
  toTime(): TimeCol {
    return castTo(this, TIME, false);
  }

  /** As TIME, NULL where the text is no time of day (TRY_CAST). */
  tryToTime(): TimeCol {
    return castTo(this, TIME, true);
  }

  /** As DATE; an error of the query where the text is no date. */
  toDate(): DateCol {
    return castTo(this, DATE, false);
  }

  /** As DATE, NULL where the text is no date (TRY_CAST). */
  tryToDate(): DateCol {
    return castTo(this, DATE, true);
  }

  /** As TIMESTAMP_NTZ; an error of the query where the text is no timestamp. */
  toTimestamp(): TimestampNtz {
    return castTo(this, timestamp('TIMESTAMP_NTZ'), false);
  }

  /** As TIMESTAMP_NTZ, NULL where the text is no timestamp (TRY_CAST). */
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
