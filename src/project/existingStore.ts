import { FeatureStoreError } from '../featurestore/errors.js';
import type { FeatureStore } from '../featurestore/store.js';
import type { TargetConnection } from './connection.js';

/**
 * A target's store; null where there is none.
 * @throws FeatureStoreError and SessionError when it cannot be reached.
 */
export async function existingStore(
  connection: Pick<TargetConnection, 'store'>,
): Promise<FeatureStore | null> {
  try {
    return await connection.store('connect');
  } catch (error) {
    if (error instanceof FeatureStoreError && error.code === 'store-not-found') return null;
    throw error;
  }
}
