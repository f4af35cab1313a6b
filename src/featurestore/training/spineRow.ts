import { identifier } from '../../sql/identifiers.js';
import { numberLiteral, textLiteral } from '../../sql/literals.js';
import { FeatureStoreError } from '../errors.js';
import { resolveName } from '../names.js';
import type { FeatureChoice } from '../slices.js';
import type { SpineRow } from './explainQueries.js';

type Value = null | boolean | number | string;

/**
 * One row, written as JSON, as a spine: keys have the types that they have in the feature views, the time that of their
 * timestamps (a moment where that is a date, as a spine's column would be).
 */
export function spineRow(
  row: Readonly<Record<string, Value>>,
  features: readonly FeatureChoice[],
  timestampCol: string | null,
): SpineRow {
  const timestamp = timestampCol === null ? null : resolveName(timestampCol);
  const list = Object.entries(row).map(([written, value]) => {
    const name = resolveName(written);
    const type = name === timestamp ? momentType(features) : keyType(name, features);
    return `${type === null ? literal(value) : `CAST(${literal(value)} AS ${type})`} AS ${identifier(name)}`;
  });
  if (list.length === 0)
    throw new FeatureStoreError(
      'training-set-invalid',
      'The row has no column: write the join keys and the time.',
    );
  return { query: `SELECT ${list.join(', ')}`, timestamp };
}

function keyType(name: string, features: readonly FeatureChoice[]): string | null {
  for (const { view } of features)
    for (const column of view.columns)
      if (column.name === name && view.entities.some(({ joinKeys }) => joinKeys.includes(name)))
        return column.type;
  return null;
}

function momentType(features: readonly FeatureChoice[]): string | null {
  for (const { view } of features) {
    const type = view.columns.find(({ name }) => name === view.timestampCol)?.type;
    if (type !== undefined) return type === 'DATE' ? 'TIMESTAMP_NTZ' : type;
  }
  return features.some(({ view }) => view.tiles !== null) ? 'TIMESTAMP_NTZ' : null;
}

function literal(value: Value): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return numberLiteral(value);
  return typeof value === 'string' ? textLiteral(value) : String(value).toUpperCase();
}
