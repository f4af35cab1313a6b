import { clientIdentifier } from '../../sql/identifiers.js';
import type { JsonValue } from '../pythonJson.js';

/** A column of a query as the store's metadata describes it, in Snowpark's words. */
export type SourceColumn = { readonly [key: string]: JsonValue };

/**
 * The columns of a source query, as the official client records them so that `snow feature` can recover the definition;
 * null when one has a type that it does not record (dates, times, VARIANT, timestamps with a time zone).
 */
export function sourceColumns(
  columns: readonly { readonly name: string; readonly type: string | null }[],
): readonly SourceColumn[] | null {
  const described = columns.map(({ name, type }) => {
    const words = snowparkType(type ?? '');
    return words === null ? null : { name: clientIdentifier(name), ...words };
  });
  return described.every((column) => column !== null) ? described : null;
}

/** Types by the first word of what DESCRIBE prints. */
const plainTypes: Readonly<Partial<Record<string, SourceColumn>>> = {
  FLOAT: { type: 'DoubleType' },
  BOOLEAN: { type: 'BooleanType' },
  BINARY: { type: 'BinaryType' },
  TIMESTAMP_NTZ: { type: 'TimestampType' },
  ARRAY: { type: 'ArrayType', element_type: 'StringType' },
};

function snowparkType(text: string): SourceColumn | null {
  const [, word = '', first, second] = /^(\w+)(?:\((\d+)(?:,(\d+))?\))?/.exec(text) ?? [];
  if (word === 'NUMBER' && first !== undefined) {
    const scale = Number(second ?? 0);
    return scale === 0 ? { type: 'LongType' } : { type: 'DecimalType', precision: Number(first), scale };
  }
  if (word === 'VARCHAR')
    return { type: 'StringType', ...(first === undefined ? {} : { length: Number(first) }) };
  return plainTypes[word] ?? null;
}
