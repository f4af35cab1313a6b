import { storedName } from '../sql/identifiers.js';
import { FeatureStoreError } from './errors.js';
import type { FeatureViewDraft } from './model.js';
import { wantedOnlineLag } from './onlineConfig.js';
import { readRefreshFrequency } from './refreshFrequency.js';

/** Options of a feature view that exclude each other. */
export interface CheckedOptions extends Pick<
  FeatureViewDraft,
  'onlineConfig' | 'refreshFreq' | 'appendOnly' | 'backupSource' | 'timestampCol'
> {
  readonly isTiled: boolean;
  readonly refreshMode?: string;
  readonly entities: readonly unknown[];
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

/**
 * Whether it can keep a history of snapshots: batch, not tiled, refreshed in full on a schedule, with a timestamp and an
 * entity.
 * @throws FeatureStoreError `feature-view-invalid`
 */
export function checkAppendOnly(options: CheckedOptions): void {
  if (options.appendOnly !== true) {
    if (options.backupSource == null) return;
    throw invalid(
      'backup_source is not valid if append_only=False',
      'Say `appendOnly: true`, or take the backup source out.',
    );
  }
  for (const [isSo, refusal, hint] of snapshotRules(options)) if (!isSo) throw invalid(refusal, hint);
}

/** The official client's rules, in its words. */
function snapshotRules(
  options: CheckedOptions,
): readonly (readonly [isSo: boolean, refusal: string, hint: string])[] {
  const { isTiled, refreshMode = 'AUTO', timestampCol, entities, refreshFreq } = options;
  return [
    [
      !isTiled,
      'Snapshot accumulation is not supported for tiled feature views.',
      'Take the aggregations or `appendOnly` out.',
    ],
    [entities.length > 0, 'Snapshot accumulation requires at least one entity.', 'Put it on an entity.'],
    [
      timestampCol !== null,
      'Snapshot accumulation requires timestamp_col to be specified.',
      'The timestamp tells the snapshots of a key apart.',
    ],
    [
      refreshMode === 'FULL',
      `Snapshot accumulation requires refresh_mode='FULL', got '${refreshMode}'.`,
      'A snapshot is all rows, as of the time of its refresh.',
    ],
    [
      isCron(refreshFreq),
      `Snapshot accumulation requires refresh_freq to be a cron expression, got '${refreshFreq ?? 'None'}'.`,
      'A task takes the snapshots: write a schedule such as `0 3 * * * UTC`.',
    ],
  ];
}

/** What is neither lag nor schedule is reported as that. */
function isCron(refreshFreq: string | null): boolean {
  try {
    return refreshFreq !== null && readRefreshFrequency(refreshFreq).kind === 'cron';
  } catch {
    return true;
  }
}
