/** Literals with their Snowflake types. Source: "Numeric data types" (constants), "Date & time data types" (literals). */
import type { SnowflakeType } from '../../account.js';
import { BOOLEAN, DATE, FLOAT, number, TEXT, TIME, timestampType } from '../../../sql/read/types.js';
import type { TimestampMapping } from '../../../sql/read/types.js';
import { duckdbType } from '../duckdbTypes.js';
import type { Literal } from '../../../sql/read/syntax/tree.js';
import { bound, quote } from './bound.js';
import type { Bound } from './bound.js';
import { convert } from './coerce.js';
import { unsupportedFeature } from './errors.js';

/** @param timestamp what TIMESTAMP means */
export function bindLiteral(e: Literal, timestamp: TimestampMapping | undefined): Bound {
  switch (e.type) {
    case 'number':
      return numberLiteral(e.value);
    case 'string':
      return {
        ...bound(quote(e.value), { kind: 'TEXT', length: e.value.length }, false),
        constant: e.value,
      };
    case 'boolean':
      return bound(e.value, BOOLEAN, false);
    case 'null':
      return bound('NULL', { kind: 'NULL' });
    case 'date':
      return typedLiteral(e.value, DATE);
    case 'time':
      return typedLiteral(e.value, TIME);
    case 'timestamp':
      return typedLiteral(e.value, timestampType(timestamp));
    case 'interval':
      throw unsupportedFeature('INTERVAL outside date arithmetic');
    case 'binary':
      return convert(bound(quote(e.value), TEXT, false), { kind: 'BINARY', length: e.value.length });
  }
}

function typedLiteral(text: string, type: SnowflakeType): Bound {
  return { ...convert(bound(quote(text), TEXT, false), type), nullable: false };
}

/** `12.50` is NUMBER(4,2); `1e3` is FLOAT. */
function numberLiteral(text: string): Bound {
  if (/e/i.test(text)) return { ...bound(`CAST('${text}' AS DOUBLE)`, FLOAT, false), constant: text };
  const [whole = '', fraction = ''] = text.split('.');
  const digits = whole.replace(/^0+/, '');
  const type = number(Math.max(1, digits.length + fraction.length), fraction.length);
  if (type.kind === 'NUMBER' && type.precision > 38)
    return { ...bound(`CAST('${text}' AS DOUBLE)`, FLOAT, false), constant: text };
  return { ...bound(`CAST('${text}' AS ${duckdbType(type)})`, type, false), constant: text };
}
