import { identifier, quoted } from '../sql/identifiers.js';
import { textLiteral } from '../sql/literals.js';
import { FeatureStoreError } from './errors.js';
import type { OnlineConfig } from './model.js';
import { objectSql } from './names.js';
import type { StorePlace } from './names.js';
import { onlineSuffix } from './readOnline.js';
import { lagSeconds } from './refreshFrequency.js';
import { objectTag, objectTagValue } from './tags.js';

/** How old online rows may become where nothing is said. */
export const defaultOnlineLag = '10 seconds';
/** Target lags of online feature tables, in seconds (CREATE ONLINE FEATURE TABLE, TARGET_LAG). */
const [shortest, longest] = [10, 8 * 86_400];

/**
 * The target lag of an online feature table, as it was written.
 * @throws FeatureStoreError `feature-view-invalid` for what is no duration between 10 seconds and 8 days.
 */
export function onlineLag(written: string): string {
  const lag = written.trim();
  const seconds = lagSeconds(lag);
  if (seconds !== null && seconds >= shortest && seconds <= longest) return lag;
  throw new FeatureStoreError(
    'feature-view-invalid',
    `The online target lag \`${written}\` is no duration between 10 seconds and 8 days.`,
    { hint: 'Write a duration such as `30 seconds` or `1 minute`.' },
  );
}

/** The target lag of a feature view that is to be online; null when it is not. */
export function wantedOnlineLag(config: OnlineConfig | null | undefined): string | null {
  if (config?.enable !== true) return null;
  return onlineLag(config.targetLag ?? defaultOnlineLag);
}

/** An online feature table over a feature view. Names are stored names. */
export interface OnlinePlan {
  readonly physicalName: string;
  readonly joinKeys: readonly string[];
  readonly timestampCol: string | null;
  /** null: Snowflake's default. */
  readonly refreshMode: string | null;
  readonly warehouse: string;
  readonly targetLag: string;
}

/** `CREATE ONLINE FEATURE TABLE … FROM …`, and its tag: a hybrid table with the newest row of every key. */
export function createOnlineStatements(
  place: StorePlace,
  plan: OnlinePlan,
  options: { readonly orReplace?: boolean } = {},
): readonly string[] {
  const online = onlineObject(place, plan.physicalName);
  const keys = plan.joinKeys.map(quoted).join(', ');
  const clauses = [
    `PRIMARY KEY (${keys})`,
    ...(plan.refreshMode === null ? [] : [`REFRESH_MODE=${textLiteral(plan.refreshMode)}`]),
    ...(plan.timestampCol === null ? [] : [`TIMESTAMP_COLUMN=${textLiteral(plan.timestampCol)}`]),
    `WAREHOUSE=${identifier(plan.warehouse)}`,
    `TARGET_LAG=${textLiteral(plan.targetLag)}`,
    `FROM ${objectSql(place, plan.physicalName)}`,
  ];
  return [
    `CREATE ${options.orReplace === true ? 'OR REPLACE ' : ''}ONLINE FEATURE TABLE ${online} ${clauses.join(' ')}`,
    `ALTER ONLINE FEATURE TABLE ${online} SET TAG ${objectSql(place, objectTag)} = '${objectTagValue('ONLINE_FEATURE_TABLE')}'`,
  ];
}

export function dropOnlineStatement(place: StorePlace, physicalName: string): string {
  return `DROP ONLINE FEATURE TABLE IF EXISTS ${onlineObject(place, physicalName)}`;
}

/** `ALTER ONLINE FEATURE TABLE … <change>`: SUSPEND, RESUME, REFRESH, or SET TARGET_LAG. */
export function alterOnlineStatement(place: StorePlace, physicalName: string, change: string): string {
  return `ALTER ONLINE FEATURE TABLE ${onlineObject(place, physicalName)} ${change}`;
}

export const setOnlineLag = (lag: string): string => `SET TARGET_LAG = ${textLiteral(lag)}`;

function onlineObject(place: StorePlace, physicalName: string): string {
  return objectSql(place, `${physicalName}${onlineSuffix}`);
}
