import { splitName } from '../sql/identifiers.js';
import { FeatureStoreError, messageOf } from './errors.js';
import { objectSql } from './names.js';
import type { StorePlace } from './names.js';

/**
 * The object behind a name as a user writes it: `obj`, `schema.obj` or `db.schema.obj`. What is not said is the store's.
 * @returns the name as SQL writes it, with all its parts
 * @throws FeatureStoreError `name-invalid`
 */
export function placedObject(place: StorePlace, written: string): string {
  const parts = partsOf(written);
  const [object = '', schema = place.schema, database = place.database, ...more] = [...parts].reverse();
  if (more.length === 0) return objectSql({ database, schema }, object);
  throw invalid(written, 'It has more than three parts.');
}

function partsOf(written: string): readonly string[] {
  try {
    return splitName(written);
  } catch (error) {
    throw invalid(written, messageOf(error));
  }
}

function invalid(written: string, why: string): FeatureStoreError {
  return new FeatureStoreError(
    'name-invalid',
    `Invalid object name \`${written}\` cannot be parsed as a SQL identifier. ${why}`,
    { hint: 'Write `table`, `schema.table` or `database.schema.table`.' },
  );
}
