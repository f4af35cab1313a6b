/** Cells of results as Snowflake shows them with its default output formats. */
import type { SnowflakeType, WireCell } from '../../../src/account/account.js';
import { inText } from '../../../src/account/server/wireText.js';

export function shown(cell: WireCell, type: SnowflakeType): string {
  const text = inText(cell, type);
  if (text === null) return 'NULL';
  switch (type.kind) {
    case 'BOOLEAN':
      return text.toUpperCase();
    case 'TIME':
      return text.slice(0, 8);
    case 'TIMESTAMP_NTZ':
      return text.slice(0, 23);
    case 'TIMESTAMP_LTZ':
      return `${text.slice(0, 23)} +0000`;
    case 'TIMESTAMP_TZ':
      return `${text.slice(0, 23)} ${text.slice(-5)}`;
    case 'VARIANT':
    case 'OBJECT':
    case 'ARRAY':
      return text === 'undefined' ? text : JSON.stringify(JSON.parse(text));
    default:
      return text;
  }
}
