import { SessionError } from '../../session/session.js';
import { FeatureStoreError, messageOf } from '../errors.js';
import { placedObject } from '../objectPlace.js';
import { isCancelled } from '../statements.js';
import type { StoreStatements } from '../statements.js';
import { objectTag, objectTagValue } from '../tags.js';

/** Snowflake's number for an object that is there already. */
const alreadyExists = '002002';

/**
 * Keeps the rows of a training set in a table of its own, which is tagged as training data: `CREATE TABLE … AS`, then
 * `ALTER TABLE … SET TAG`.
 * @param name as a user writes it: `table`, `schema.table` or `database.schema.table`; what is not said is the store's
 * @returns the table, as SQL writes its name
 * @throws FeatureStoreError `table-exists`; `table-untagged` when the rows are there and the tag could not be set
 */
export async function saveTrainingSet(store: StoreStatements, sql: string, name: string): Promise<string> {
  const table = placedObject(store.place, name);
  try {
    await store.run(`CREATE TABLE ${table} AS\n${sql}`);
  } catch (error) {
    if (!(error instanceof SessionError) || error.code !== alreadyExists) throw error;
    throw new FeatureStoreError('table-exists', `${table} already exists.`, {
      hint: 'A training set never replaces a table: choose another name, or drop the table.',
      cause: error,
    });
  }
  try {
    await store.run(
      `ALTER TABLE ${table} SET TAG ${store.object(objectTag)}='${objectTagValue('TRAINING_DATA')}'`,
    );
  } catch (error) {
    if (isCancelled(error)) throw error;
    throw new FeatureStoreError(
      'table-untagged',
      `${table} has the training set, but could not be tagged as training data: ${messageOf(error)}`,
      { hint: `The role needs APPLY on the tag ${store.object(objectTag)}.`, cause: error },
    );
  }
  return table;
}
