/** Literals with their types. Source: "Numeric data types" (constants), "Date & time data types" (literals). */
import { BOOLEAN, DATE, FLOAT, number, TEXT, TIME, TIMESTAMP_NTZ } from '../types.js';
import type { Literal } from '../syntax/tree.js';
import type { Value } from './model.js';
import { NONE } from './uses.js';

export function literalValue(e: Literal): Value {
  const given = (type: Value['type']): Value => ({ type, nullable: false, uses: NONE });
  switch (e.type) {
    case 'number':
      return { ...given(numberType(e.value)), constant: e.value };
    case 'string':
      return { ...given({ kind: 'TEXT', length: e.value.length }), constant: e.value };
    case 'boolean':
      return { ...given(BOOLEAN), constant: e.value };
    case 'null':
      return { type: TEXT, untyped: true, nullable: true, uses: NONE };
    case 'date':
      return given(DATE);
    case 'time':
      return given(TIME);
    case 'timestamp':
      return given(TIMESTAMP_NTZ);
    case 'binary':
      return given({ kind: 'BINARY', length: e.value.length });
    case 'interval':
      return given(null);
  }
}

/** `12.50` is NUMBER(4,2); `1e3` is FLOAT. */
function numberType(text: string): NonNullable<Value['type']> {
  if (/e/i.test(text)) return FLOAT;
  const [whole = '', fraction = ''] = text.split('.');
  const digits = whole.replace(/^0+/, '').length + fraction.length;
  return digits > 38 ? FLOAT : number(Math.max(1, digits), fraction.length);
}
