import { identifier } from '../sql/identifiers.js';
import { textLiteral } from '../sql/literals.js';
import type { ColumnCategory, Entity, Initialize, RefreshMode } from './model.js';
import { objectSql } from './names.js';
import type { MetadataRow } from './metadataTable.js';
import type { StorePlace } from './names.js';
import { snapshotScript } from './snapshots.js';
import type { OnlinePlan } from './onlineConfig.js';
import {
  checkTagLength,
  entityTagPrefix,
  metadataTag,
  metadataTagValue,
  objectTag,
  objectTagValue,
} from './tags.js';
import type { ViewFlags } from './tags.js';

/** A checked feature view: everything its statements need. All names are stored names. */
export interface FeatureViewPlan {
  readonly place: StorePlace;
  readonly name: string;
  readonly version: string;
  readonly physicalName: string;
  readonly entities: readonly Entity[];
  /** None for a tiled feature view: its table has the tiles' columns, and its features' descriptions are metadata. */
  readonly columns: readonly {
    readonly name: string;
    readonly category: ColumnCategory;
    readonly desc: string;
  }[];
  /** What else is remembered, of a tiled feature view or of a history; none for all others. */
  readonly metadata: readonly MetadataRow[];
  readonly timestampCol: string | null;
  readonly desc: string;
  readonly query: string;
  /** null: a view. */
  readonly managed: ManagedPlan | null;
  /** What its metadata tag says of it beside entities and timestamp. */
  readonly flags: ViewFlags;
  /** null: it is not online. */
  readonly online: OnlinePlan | null;
  /** What the history of an append-only feature view begins with; null: nothing. */
  readonly backupSource: string | null;
}

export interface ManagedPlan {
  readonly targetLag: string;
  /** A task that refreshes on this schedule; the target lag is then `DOWNSTREAM`. */
  readonly cron: string | null;
  readonly warehouse: string;
  readonly initializationWarehouse: string | null;
  readonly refreshMode: RefreshMode;
  readonly initialize: Initialize;
  readonly clusterBy: readonly string[];
  readonly iceberg: IcebergPlan | null;
}

interface IcebergPlan {
  readonly externalVolume: string;
  readonly baseLocation: string;
}

/**
 * CREATE VIEW or CREATE DYNAMIC TABLE in the one shape that every official client reads back by its pattern: COMMENT,
 * then the tags with the metadata last, then `AS` and the query on the same line. `named` creates it under another
 * name, for a swap.
 */
export function createStatement(
  plan: FeatureViewPlan,
  options: { readonly orReplace?: boolean; readonly named?: string } = {},
): string {
  const object = objectSql(plan.place, options.named ?? plan.physicalName);
  const [before, after] = clauses(plan);
  return [
    `CREATE ${options.orReplace === true ? 'OR REPLACE ' : ''}${createdType(plan)} ${object}${columnList(plan)}`,
    ...before,
    `COMMENT = ${textLiteral(plan.desc)}`,
    `TAG (\n    ${tagClauses(plan).join(',\n    ')}\n  )`,
    ...after,
    `AS ${plan.query}`,
  ].join('\n  ');
}

function createdType({ managed }: FeatureViewPlan): string {
  if (managed === null) return 'VIEW';
  return managed.iceberg === null ? 'DYNAMIC TABLE' : 'DYNAMIC ICEBERG TABLE';
}

/** Only features carry comments: one on a key or a timestamp makes the official client's `get` fail. */
function columnList(plan: FeatureViewPlan): string {
  const columns = plan.columns.map(({ name, category, desc }) =>
    category === 'FEATURE' ? `${identifier(name)} COMMENT ${textLiteral(desc)}` : identifier(name),
  );
  return columns.length === 0 ? '' : ` (${columns.join(', ')})`;
}

function tagClauses(plan: FeatureViewPlan): string[] {
  const type = plan.managed ? 'MANAGED_FEATURE_VIEW' : 'EXTERNAL_FEATURE_VIEW';
  const metadata = metadataTagValue(
    plan.entities.map((entity) => entity.name),
    plan.timestampCol,
    plan.flags,
  );
  return [
    `${objectSql(plan.place, objectTag)} = '${objectTagValue(type)}'`,
    ...plan.entities.map(
      (entity) => `${entityTagSql(plan.place, entity.name)} = ${textLiteral(joinKeysValue(entity))}`,
    ),
    `${objectSql(plan.place, metadataTag)} = '${metadata}'`,
  ];
}

/**
 * A dynamic table's clauses, before COMMENT and after TAG. Readers take the query from the first `AS ` behind the
 * metadata, so a clause with these characters in it (a warehouse TEXAS) has to stand in front.
 */
function clauses({ managed }: FeatureViewPlan): [before: string[], after: string[]] {
  if (managed === null) return [[], []];
  const free = [
    `WAREHOUSE = ${identifier(managed.warehouse)}`,
    ...(managed.initializationWarehouse === null
      ? []
      : [`INITIALIZATION_WAREHOUSE = ${identifier(managed.initializationWarehouse)}`]),
    `REFRESH_MODE = ${managed.refreshMode}`,
    `INITIALIZE = ${managed.initialize}`,
    ...(managed.iceberg === null ? [] : icebergClauses(managed.iceberg)),
    ...(managed.clusterBy.length > 0 ? [`CLUSTER BY (${managed.clusterBy.map(identifier).join(', ')})`] : []),
  ];
  const misleading = (clause: string) => /as\s/i.test(`${clause} `);
  return [
    [`TARGET_LAG = ${textLiteral(managed.targetLag)}`, ...free.filter(misleading)],
    free.filter((clause) => !misleading(clause)),
  ];
}

function icebergClauses({ externalVolume, baseLocation }: IcebergPlan): string[] {
  return [
    `CATALOG = 'SNOWFLAKE'`,
    `EXTERNAL_VOLUME = ${identifier(externalVolume)}`,
    `BASE_LOCATION = ${textLiteral(baseLocation)}`,
  ];
}

/** The entity's tag, `DB.FS.SNOWML_FEATURE_STORE_ENTITY_<NAME>`. */
function entityTagSql(place: StorePlace, entityName: string): string {
  return objectSql(place, `${entityTagPrefix}${entityName}`);
}

export function createEntityStatement(place: StorePlace, entity: Entity): string {
  return `CREATE TAG IF NOT EXISTS ${entityTagSql(place, entity.name)} ALLOWED_VALUES ${textLiteral(joinKeysValue(entity))} COMMENT = ${textLiteral(entity.desc)}`;
}

export function describeEntityStatement(place: StorePlace, name: string, desc: string): string {
  return `ALTER TAG ${entityTagSql(place, name)} SET COMMENT = ${textLiteral(desc)}`;
}

export function dropEntityStatement(place: StorePlace, name: string): string {
  return `DROP TAG IF EXISTS ${entityTagSql(place, name)}`;
}

/** All join keys in one value; one value per key would make them unreadable for everyone. */
export function joinKeysValue(entity: Entity): string {
  const value = entity.joinKeys.join(',');
  checkTagLength(`${entityTagPrefix}${entity.name}`, value, 'Use fewer join keys, or shorter names.');
  return value;
}

/** The task that refreshes a dynamic table on a schedule: created suspended, tagged, started. */
export function taskStatements(plan: FeatureViewPlan, cron: string, orReplace: boolean): string[] {
  const name = objectSql(plan.place, plan.physicalName);
  const tag = objectSql(plan.place, objectTag);
  const warehouse = identifier(plan.managed?.warehouse ?? '');
  const work =
    plan.flags.isAppendOnly === true
      ? snapshotScript(plan.place, plan.physicalName)
      : `ALTER DYNAMIC TABLE ${name} REFRESH`;
  return [
    `CREATE ${orReplace ? 'OR REPLACE ' : ''}TASK ${name} WAREHOUSE = ${warehouse} SCHEDULE = ${cronSchedule(cron)} AS ${work}`,
    `ALTER TASK ${name} SET TAG ${tag} = '${objectTagValue('FEATURE_VIEW_REFRESH_TASK')}'`,
    `ALTER TASK ${name} RESUME`,
  ];
}

export function cronSchedule(expression: string): string {
  return textLiteral(`USING CRON ${expression}`);
}
