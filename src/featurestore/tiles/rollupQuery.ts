import type { Aggregation, PartialKind, Tiles } from './aggregation.js';
import {
  distinctColumns,
  isDistinctList,
  isList,
  partialColumn,
  partialsOf,
  takesLast,
  tileStart,
} from './aggregation.js';
import { withRunningTotals } from './tileQuery.js';

/** Whose tiles are added up to whose; names as SQL writes them. */
export interface RollupSource {
  /** What has the tiles of the feature view that is rolled up. */
  readonly tileTable: string;
  /** Its join keys, and those of the coarser entity. */
  readonly parentKeys: readonly string[];
  readonly keys: readonly string[];
  /** One SELECT that says which of them belong together. */
  readonly mapping: string;
  /** The mapping's columns that say from when, and until before when, a row of it holds; null: always. */
  readonly validity: { readonly from: string; readonly to: string } | null;
}

/**
 * The tiles of a coarser entity: partial results of a parent's tiles put together across its keys, as windows put them
 * together across time. With a validity each tile goes to whom the mapping had at the tile's beginning. It has the
 * official client's tokens, on more lines. Lists are taken apart, so that their values keep the order of time.
 *
 * Source: `RollupConfig` of the official client.
 */
export function rollupQuery(tiles: Tiles, source: RollupSource): string {
  const lists = tiles.aggregations.filter(isList);
  const query = lists.length === 0 ? groupedTiles(tiles, source) : withLists(tiles, lists, source);
  return withRunningTotals(tiles, source.keys, query);
}

/** The mapping as it holds now; what is rolled up without a validity is rolled up by it. */
export function currentMapping(mapping: string, validity: RollupSource['validity']): string {
  if (validity === null) return mapping;
  const { from, to } = validity;
  return `SELECT * FROM (${mapping}) WHERE ${from} <= CURRENT_TIMESTAMP() AND (${to} IS NULL OR ${to} > CURRENT_TIMESTAMP())`;
}

function groupedTiles({ aggregations }: Tiles, source: RollupSource): string {
  const groups = [...qualifiedKeys(source), `t.${tileStart}`];
  return [
    `SELECT\n  ${[...groups, ...combined(aggregations, 't.')].join(',\n  ')}`,
    ...joined(source),
    `GROUP BY ${groups.join(', ')}`,
  ].join('\n');
}

/** Keys that both entities have are the tiles' own. */
function qualifiedKeys({ keys, parentKeys }: RollupSource): readonly string[] {
  return keys.map((key) => `${parentKeys.includes(key) ? 't' : 'm'}.${key}`);
}

function joined(source: RollupSource): readonly string[] {
  const { tileTable, parentKeys, mapping, validity } = source;
  const on = parentKeys.map((key) => `t.${key} = m.${key}`);
  const within =
    validity === null
      ? []
      : [
          `t.${tileStart} >= m.${validity.from}`,
          `(m.${validity.to} IS NULL OR t.${tileStart} < m.${validity.to})`,
        ];
  const present = qualifiedKeys(source).find((key) => key.startsWith('m.')) ?? qualifiedKeys(source)[0] ?? '';
  return [
    `FROM ${tileTable} t`,
    `JOIN (${mapping}) m`,
    `  ON ${[...on, ...within].join(' AND ')}`,
    `WHERE ${present} IS NOT NULL`,
  ];
}

/** Partial results of several tiles as one, each once. */
function combined(aggregations: readonly Aggregation[], of: string): readonly string[] {
  const columns = aggregations.flatMap((aggregation) =>
    isList(aggregation)
      ? []
      : partialsOf(aggregation.function).map((kind) => {
          const column = partialColumn(kind, aggregation);
          return `${COMBINING[kind] ?? 'SUM'}(${of}${column}) AS ${column}`;
        }),
  );
  return [...new Set(columns)];
}

const COMBINING: Partial<Record<PartialKind, string>> = {
  MIN: 'MIN',
  MAX: 'MAX',
  DS_HLL: 'DATASKETCHES_HLL_COMBINE',
  TDIGEST: 'APPROX_PERCENTILE_COMBINE',
};

interface ListColumns {
  readonly values: string;
  readonly times: string;
  readonly order: 'ASC' | 'DESC';
}

function listColumns(aggregation: Aggregation): ListColumns {
  const order = takesLast(aggregation) ? 'DESC' : 'ASC';
  if (isDistinctList(aggregation)) return { ...distinctColumns(aggregation), order };
  const [values, times] = partialsOf(aggregation.function).map((kind) => partialColumn(kind, aggregation));
  return { values: values ?? '', times: times ?? '', order };
}

function withLists({ aggregations }: Tiles, lists: readonly Aggregation[], source: RollupSource): string {
  const groups = [...source.keys, tileStart];
  const columns = [...new Map(lists.map(listColumns).map((list) => [list.values, list])).values()];
  const simple = combined(aggregations, '');
  const ctes = [
    cte('base', [
      `SELECT\n  ${[...qualifiedKeys(source), `t.${tileStart}`, ...tileColumns(aggregations)].join(', ')}`,
      ...joined(source),
    ]),
    ...(simple.length === 0
      ? []
      : [
          cte('simple_rollup', [
            `SELECT\n  ${[...groups, ...simple].join(',\n  ')}`,
            'FROM base',
            `GROUP BY ${groups.join(', ')}`,
          ]),
        ]),
    ...columns.map((list, i) => cte(`list_rollup_${i}`, flattened(list, groups))),
  ];
  const first = simple.length === 0 ? 'l0' : 's';
  const chosen = [
    ...groups.map((column) => `${first}.${column}`),
    ...simple.map((column) => `s.${column.replace(/^.* AS /, '')}`),
    ...columns.flatMap(({ values, times }, i) => [`l${i}.${values}`, `l${i}.${times}`]),
  ];
  const joins = columns.flatMap((_, i) =>
    `l${i}` === first
      ? []
      : [
          `LEFT JOIN list_rollup_${i} l${i} ON ${groups.map((key) => `${first}.${key} = l${i}.${key}`).join(' AND ')}`,
        ],
  );
  return [
    `WITH ${ctes.join(',\n')}`,
    `SELECT\n  ${chosen.join(',\n  ')}`,
    `FROM ${simple.length === 0 ? 'list_rollup_0 l0' : 'simple_rollup s'}`,
    ...joins,
  ].join('\n');
}

/** The mapping's own lines stay as they are: a line break may be inside a literal. */
function cte(name: string, lines: readonly string[]): string {
  const own = (line: string) => (line.startsWith('JOIN (') ? line : line.replaceAll('\n', '\n  '));
  return `${name} AS (\n${lines.map((line) => `  ${own(line)}`).join('\n')}\n)`;
}

/** All partial results, by name. */
function tileColumns(aggregations: readonly Aggregation[]): readonly string[] {
  const names = aggregations.flatMap((aggregation) => {
    if (!isList(aggregation))
      return partialsOf(aggregation.function).map((kind) => partialColumn(kind, aggregation));
    const { values, times } = listColumns(aggregation);
    return [values, times];
  });
  return [...new Set(names)].sort().map((name) => `t.${name}`);
}

/** One list of the values of several, in the order of their times. */
function flattened({ values, times, order }: ListColumns, groups: readonly string[]): readonly string[] {
  const time = `${times}[flat.INDEX]`;
  const collected = (what: string, as: string) =>
    `ARRAY_AGG(${what}) WITHIN GROUP (ORDER BY ${time} ${order}) AS ${as}`;
  return [
    `SELECT\n  ${[...groups, collected('flat.VALUE', values), collected(time, times)].join(',\n  ')}`,
    'FROM base,',
    `LATERAL FLATTEN(INPUT => ${values}) flat`,
    'WHERE flat.VALUE IS NOT NULL',
    `GROUP BY ${groups.join(', ')}`,
  ];
}
