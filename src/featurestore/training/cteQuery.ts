import { spineCtes } from './spineCtes.js';
import { identifier } from '../../sql/identifiers.js';
import { joinKeysOf } from '../plan.js';
import type { Cte } from '../tiles/mergeQuery.js';
import { indented, tileCtes, tileResult } from './trainingQuery.js';
import type { FeatureUse, Spine, TrainingColumn, TrainingQuery } from './trainingQuery.js';

/**
 * The query of a training set in which every feature view is joined to the keys and moments of the spine on its own
 * (`join_method="cte"` of the official client): each pair of key and moment is looked up once, however often the spine
 * has it, and the results are joined back to the spine. The rows are those of `trainingQuery`.
 *
 * Source: ASOF JOIN (Snowflake documentation); `generate_training_set` of the official client.
 */
export function cteTrainingQuery(
  spine: Spine,
  uses: readonly FeatureUse[],
  excluded: ReadonlySet<string>,
): TrainingQuery {
  const parts = uses.map((use, index) => partOf(spine, use, index));
  const columns: readonly (TrainingColumn & { readonly sql: string })[] = [
    ...spine.columns.map((name) => ({ name, view: null, sql: `SPINE.${identifier(name)}` })),
    ...parts.flatMap(({ columns: found }) => found),
  ];
  const kept = columns.filter(({ name }) => !excluded.has(name));
  const ctes = [...spineCtes(spine.query), ...parts.flatMap((part) => part.ctes)];
  const sql = [
    `WITH ${ctes.map(({ name, body }) => `${name} AS (\n${indented(body)}\n)`).join(',\n')}`,
    `SELECT\n  ${kept.map((column) => column.sql).join(',\n  ')}`,
    'FROM SPINE',
    ...parts.flatMap(({ join }) => join),
  ].join('\n');
  return { sql, columns: kept.map(({ name, view }) => ({ name, view })) };
}

interface Part {
  readonly ctes: readonly Cte[];
  readonly join: readonly string[];
  readonly columns: readonly (TrainingColumn & { readonly sql: string })[];
}

function partOf(spine: Spine, use: FeatureUse, index: number): Part {
  const { view, prefix, timestampAs, features } = use;
  const name = tileResult(index);
  const tiled = view.tiles !== null;
  const timed = spine.timestamp !== null && (tiled || view.timestampCol !== null);
  const matched = [
    ...joinKeysOf(view.entities),
    ...(timed && spine.timestamp !== null ? [spine.timestamp] : []),
  ].map(identifier);
  const taken = [
    ...(timestampAs !== null && !tiled && view.timestampCol !== null
      ? [{ from: view.timestampCol, as: timestampAs }]
      : []),
    ...features.map((feature) => ({ from: feature, as: `${prefix}${feature}` })),
  ];
  return {
    ctes: tiled ? tileCtes(spine, use, index) : [{ name, body: lookup(spine, use, matched, taken, timed) }],
    join: [
      `LEFT JOIN ${name}`,
      `  ON ${matched.map((column) => `SPINE.${column} = ${name}.${column}`).join(' AND ')}`,
    ],
    columns: taken.map(({ from, as }) => ({
      name: as,
      view: index,
      // The tiles' own CTEs know features by their names; all others have been renamed where they were looked up.
      sql: `${name}.${identifier(tiled ? from : as)}${tiled && from !== as ? ` AS ${identifier(as)}` : ''}`,
    })),
  };
}

/** The features of every key, or of every pair of key and moment, that the spine has. */
function lookup(
  spine: Spine,
  { view, object }: FeatureUse,
  matched: readonly string[],
  taken: readonly { readonly from: string; readonly as: string }[],
  timed: boolean,
): string {
  const keys = [...joinKeysOf(view.entities)].map(identifier);
  const on = keys.map((key) => `S.${key} = F.${key}`).join(' AND ');
  const selected = [
    ...matched.map((column) => `S.${column}`),
    ...taken.map(({ from, as }) =>
      from === as ? `F.${identifier(from)}` : `F.${identifier(from)} AS ${identifier(as)}`,
    ),
  ];
  const join =
    timed && spine.timestamp !== null && view.timestampCol !== null
      ? [
          `ASOF JOIN ${object} F`,
          `  MATCH_CONDITION (S.${identifier(spine.timestamp)} >= F.${identifier(view.timestampCol)})`,
        ]
      : [`LEFT JOIN ${object} F`];
  return [
    `SELECT\n  ${selected.join(',\n  ')}`,
    `FROM (SELECT DISTINCT ${matched.join(', ')} FROM SPINE) S`,
    ...join,
    `  ON ${on}`,
  ].join('\n');
}
