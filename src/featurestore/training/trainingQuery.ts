import { identifier } from '../../sql/identifiers.js';
import { tokenize } from '../../sql/read/lexer.js';
import type { Aggregation, Tiles } from '../tiles/aggregation.js';
import { mergeCtes } from '../tiles/mergeQuery.js';
import type { Cte } from '../tiles/mergeQuery.js';
import { rollupQuery } from '../tiles/rollupQuery.js';
import type { FeatureView } from '../model.js';
import { joinKeysOf } from '../plan.js';
import { spineCtes } from './spineCtes.js';

/** The rows that get features: what happened, to whom, and when. */
export interface Spine {
  /** One SELECT. */
  readonly query: string;
  /** Stored names of its columns, in order. */
  readonly columns: readonly string[];
  /** The column that says as of when; null: features are joined by their keys alone. */
  readonly timestamp: string | null;
}

/** Which features of a feature view a training set has, and what its columns are called. */
export interface FeatureUse {
  readonly view: FeatureView;
  /** The object, as SQL writes its name. */
  readonly object: string;
  /** Stored names, in order. */
  readonly features: readonly string[];
  /** What stands before the names; empty for none. */
  readonly prefix: string;
  /** The name that the feature view's own timestamp gets; null where it is not asked for. */
  readonly timestampAs: string | null;
}

export interface TrainingColumn {
  readonly name: string;
  /** The feature view that it is of, by its place in the list; null for the spine's. */
  readonly view: number | null;
}

export interface TrainingQuery {
  readonly sql: string;
  readonly columns: readonly TrainingColumn[];
}

/**
 * The query of a training set: every row of the spine once, with the features as they were known at its time. A feature
 * view with a timestamp gives the latest row that is not later (`ASOF JOIN`, so that a tie takes an arbitrary one of the
 * latest), one without its row of the key (`LEFT JOIN`). Rows without features keep NULL. One CTE for each feature view.
 *
 * Source: ASOF JOIN (Snowflake documentation); `generate_training_set` of the official client gives the same rows.
 */
export function trainingQuery(
  spine: Spine,
  uses: readonly FeatureUse[],
  excluded: ReadonlySet<string>,
): TrainingQuery {
  const ctes: Cte[] = [...spineCtes(spine.query)];
  let columns: readonly TrainingColumn[] = spine.columns.map((name) => ({ name, view: null }));
  let before = 'SPINE';
  for (const [index, use] of uses.entries()) {
    const layer = layerOf(spine, use, index, before, columns);
    ctes.push(...layer.ctes);
    columns = [...columns, ...layer.added.map((name) => ({ name, view: index }))];
    before = layer.name;
  }
  const kept = columns.filter(({ name }) => !excluded.has(name));
  const list = kept.map(({ name }) => identifier(name));
  const sql = [
    `WITH ${ctes.map(({ name, body }) => `${name} AS (\n${indented(body)}\n)`).join(',\n')}`,
    `SELECT\n  ${list.join(',\n  ')}`,
    `FROM ${before}`,
  ].join('\n');
  return { sql, columns: kept };
}

interface Layer {
  readonly ctes: readonly Cte[];
  readonly name: string;
  readonly added: readonly string[];
}

function layerOf(
  spine: Spine,
  use: FeatureUse,
  index: number,
  before: string,
  columns: readonly TrainingColumn[],
): Layer {
  const name = `WITH_FEATURES_${index + 1}`;
  const { view, prefix, timestampAs } = use;
  const tiled = view.tiles !== null;
  const taken = [
    ...(timestampAs !== null && !tiled && view.timestampCol !== null
      ? [{ from: view.timestampCol, as: timestampAs }]
      : []),
    ...use.features.map((feature) => ({ from: feature, as: `${prefix}${feature}` })),
  ];
  const selected = [
    ...columns.map((column) => `S.${identifier(column.name)}`),
    ...taken.map(({ from, as }) =>
      from === as ? `F.${identifier(from)}` : `F.${identifier(from)} AS ${identifier(as)}`,
    ),
  ];
  const body = [`SELECT\n  ${selected.join(',\n  ')}`, `FROM ${before} S`, ...joinOf(spine, use, index)];
  return {
    ctes: [...(tiled ? tileCtes(spine, use, index) : []), { name, body: body.join('\n') }],
    name,
    added: taken.map(({ as }) => as),
  };
}

function joinOf(spine: Spine, { view, object }: FeatureUse, index: number): readonly string[] {
  const keys = [...joinKeysOf(view.entities)].map(identifier);
  const on = keys.map((key) => `S.${key} = F.${key}`);
  const moment = spine.timestamp === null ? null : identifier(spine.timestamp);
  if (view.tiles !== null)
    return [
      `LEFT JOIN ${tileResult(index)} F`,
      `  ON ${[...on, `S.${moment ?? ''} = F.${moment ?? ''}`].join(' AND ')}`,
    ];
  if (moment === null || view.timestampCol === null)
    return [`LEFT JOIN ${object} F`, `  ON ${on.join(' AND ')}`];
  return [
    `ASOF JOIN ${object} F`,
    `  MATCH_CONDITION (S.${moment} >= F.${identifier(view.timestampCol)})`,
    `  ON ${on.join(' AND ')}`,
  ];
}

export const tileResult = (index: number): string => `FV${String(index).padStart(3, '0')}`;

/** CTEs that put the windows of a tiled feature view together; the last is `tileResult`. */
export function tileCtes(
  spine: Spine,
  { view, object, features }: FeatureUse,
  index: number,
): readonly Cte[] {
  if (view.tiles === null || spine.timestamp === null) return [];
  const wanted = (aggregation: Aggregation) => features.includes(aggregation.outputColumn);
  const tiles = { ...view.tiles, aggregations: view.tiles.aggregations.filter(wanted) };
  const before = mappedTiles(view, tiles, index);
  return [
    ...before,
    ...mergeCtes(tiles, {
      tileTable: before[0]?.name ?? object,
      joinKeys: [...joinKeysOf(view.entities)],
      moment: identifier(spine.timestamp),
      index,
    }),
  ];
}

/** The tiles of a roll-up whose mapping changes with time, each with whom it belonged to then: its own table has but today's. */
function mappedTiles({ rollup, entities }: FeatureView, tiles: Tiles, index: number): readonly Cte[] {
  if (rollup?.validity == null) return [];
  const source = {
    tileTable: rollup.parentTable,
    parentKeys: rollup.parentKeys,
    keys: [...joinKeysOf(entities)].map(identifier),
    mapping: rollup.mapping,
    validity: rollup.validity,
  };
  return [{ name: `PIT_ROLLUP_FV${index}`, body: rollupQuery(tiles, source) }];
}

/** Every line one step in; a line break inside a literal, a quoted name or a comment is left as it is. */
export function indented(sql: string): string {
  const tokens = tokenize(sql);
  return sql.replace(/^(?=.)/gm, (_, at: number) =>
    tokens.some(({ start, end }) => start < at && at < end) ? '' : '  ',
  );
}
