import { storedName } from '../sql/identifiers.js';
import { FeatureStoreError } from './errors.js';
import type { FeatureViewDraft } from './model.js';
import { wantedOnlineLag } from './onlineConfig.js';

/** Options of a feature view that exclude each other. */
export interface CheckedOptions extends Pick<FeatureViewDraft, 'onlineConfig' | 'refreshFreq'> {
  readonly isTiled: boolean;
  readonly storageConfig?: {
    readonly format: string;
    readonly externalVolume: string;
  } | null;
}

function invalid(message: string, hint: string): FeatureStoreError {
  return new FeatureStoreError('feature-view-invalid', message, { hint });
}

/**
 * Whether it can have an online feature table, in the official client's words.
 * @throws FeatureStoreError `feature-view-invalid`
 */
export function checkOnline({ onlineConfig, isTiled, storageConfig }: CheckedOptions): void {
  if (wantedOnlineLag(onlineConfig) === null) return;
  if (isTiled)
    throw invalid(
      'HYBRID_TABLE online store is not supported for aggregation (tiled) feature views.',
      'Take `online` or the aggregations out; the Python client can keep tiled feature views online in Postgres.',
    );
  if (storageConfig != null)
    throw invalid('Online storage is not supported with Iceberg.', 'Take `online` or the storage out.');
}

/**
 * Whether it can be an Iceberg table.
 * @throws FeatureStoreError `feature-view-invalid`; IdentifierError for the volume's name
 */
export function checkStorage({ storageConfig, refreshFreq }: CheckedOptions): void {
  if (storageConfig == null) return;
  if (storageConfig.format !== 'iceberg')
    throw invalid(
      `The storage format \`${storageConfig.format}\` is not known.`,
      'It is `iceberg`; without storage the rows are kept in Snowflake.',
    );
  if (refreshFreq === null)
    throw invalid(
      'Iceberg storage requires refresh_freq.',
      'Give it a refresh frequency, or take the storage out.',
    );
  if (storageConfig.externalVolume === '')
    throw invalid('Iceberg storage requires an external_volume.', 'Name the volume that has the files.');
  storedName(storageConfig.externalVolume);
}
