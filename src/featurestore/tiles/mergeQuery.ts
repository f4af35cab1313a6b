import { identifier } from '../../sql/identifiers.js';
import type { Aggregation, PartialKind, Tiles } from './aggregation.js';
import {
  cumulativeColumn,
  distinctColumns,
  isDistinctList,
  isKeyArray,
  isList,
  offsetSeconds,
  partialColumn,
  takesLast,
  tileStart,
} from './aggregation.js';
import { columnsRead, computed, merged } from './featureValue.js';
import type { Interval } from './interval.js';
import { isLifetime, readInterval } from './interval.js';

/** Whose features are asked for, and as of when. */
export interface MergeContext {
  /** The tiles, as SQL writes their name. */
  readonly tileTable: string;
  /** Stored names. */
  readonly joinKeys: readonly string[];
  /** The column of the CTE `SPINE` that says as of when, as SQL. */
  readonly moment: string;
  /** Which feature view of the statement, from 0. */
  readonly index: number;
}

/** One `name AS (body)` of a WITH clause. */
export interface Cte {
  readonly name: string;
  readonly body: string;
}

const tileBoundary = 'TILE_BOUNDARY';

/** The most keys that an array by secondary key has. */
const mostSecondaryKeys = 5000;

/**
 * The CTEs that put the features of a CTE `SPINE` (join keys and a moment) together from tiles, by the official
 * client's names and with its numbers. A moment sees the tiles that were complete at its own hour (or minute, or day):
 * a window W moved by O is [b − W − O, b − O) before that boundary b. The last CTE, `FV000`, has the join keys, the
 * moment and the features.
 */
export function mergeCtes(tiles: Tiles, context: MergeContext): readonly Cte[] {
  return new Merge(tiles, context).ctes();
}

class Merge {
  readonly #slice: Interval;
  readonly #keys: readonly string[];
  readonly #values: readonly Aggregation[];
  readonly #windowed: readonly Aggregation[];
  readonly #lifetime: readonly Aggregation[];

  constructor(
    private readonly tiles: Tiles,
    private readonly context: MergeContext,
  ) {
    this.#slice = readInterval(tiles.granularity) ?? { count: 1, unit: 'DAY', seconds: 86_400 };
    this.#keys = context.joinKeys.map(identifier);
    this.#values = tiles.aggregations.filter((aggregation) => !isKeyArray(aggregation));
    this.#windowed = this.#values.filter(({ window }) => !isLifetime(window));
    this.#lifetime = this.#values.filter(({ window }) => isLifetime(window));
  }

  ctes(): readonly Cte[] {
    const { index, moment } = this.context;
    const unit = this.#slice.unit.toLowerCase();
    const parts = this.#parts();
    return [
      {
        name: `SPINE_BOUNDARY_FV${index}`,
        body: `SELECT DISTINCT ${[...this.#keys, moment].join(', ')}, DATE_TRUNC('${unit}', ${moment}) AS ${tileBoundary}\nFROM SPINE`,
      },
      {
        name: this.#name('UNIQUE_BOUNDS'),
        body: `SELECT DISTINCT ${this.#boundary().join(', ')}\nFROM SPINE_BOUNDARY_FV${index}`,
      },
      ...(this.#windowed.length === 0 ? [] : [this.#tilesJoined()]),
      ...parts.map(({ name, body }) => ({ name, body })),
      this.#combined(parts),
    ];
  }

  #parts(): readonly Part[] {
    const bySecondaryKey = this.tiles.secondaryKeys.length > 0;
    const simple = bySecondaryKey ? [] : this.#windowed.filter((aggregation) => !isList(aggregation));
    const lists = bySecondaryKey ? [] : this.#windowed.filter(isList);
    return [
      ...(simple.length > 0 ? [this.#simple(simple)] : []),
      ...(lists.length > 0 ? [this.#lists(lists)] : []),
      ...(bySecondaryKey ? [this.#bySecondaryKey()] : []),
      ...(this.#lifetime.length > 0 ? [this.#lifetimes()] : []),
    ];
  }

  #name(part: string): string {
    return `${part}_FV${this.context.index}`;
  }

  #boundary(of = ''): readonly string[] {
    return [...this.#keys, tileBoundary].map((column) => (of === '' ? column : `${of}.${column}`));
  }

  /** Complete tiles within the longest window. */
  #tilesJoined(): Cte {
    const { count, unit, seconds } = this.#slice;
    const columns = [...new Set(this.#windowed.flatMap(columnsRead)), ...this.#secondaryKeys()];
    const farthest = Math.max(...this.#windowed.map((a) => windowSeconds(a) + offsetSeconds(a)));
    return {
      name: this.#name('TILES_JOINED'),
      body: [
        `SELECT UB.*, TILES.${tileStart}, ${columns.map((column) => `TILES.${column}`).join(', ')}`,
        `FROM ${this.#name('UNIQUE_BOUNDS')} UB`,
        `LEFT JOIN ${this.context.tileTable} TILES`,
        `  ON ${this.#keys.map((key) => `UB.${key} = TILES.${key}`).join(' AND ')}`,
        `  AND TILES.${tileStart} >= DATEADD(${unit}, -${Math.ceil(farthest / seconds) * count}, UB.${tileBoundary})`,
        `  AND DATEADD(${unit}, ${count}, TILES.${tileStart}) <= UB.${tileBoundary}`,
      ].join('\n'),
    };
  }

  #secondaryKeys(): readonly string[] {
    return this.tiles.secondaryKeys.map(identifier);
  }

  /** Whether a tile is in a feature's window. */
  #inWindow(aggregation: Aggregation): string {
    const { count, unit, seconds } = this.#slice;
    const before = (tiles: number) => `DATEADD(${unit}, -${tiles * count}, ${tileBoundary})`;
    const window = Math.ceil(windowSeconds(aggregation) / seconds);
    const offset = Math.floor(offsetSeconds(aggregation) / seconds);
    const from = `${tileStart} >= ${before(window + offset)}`;
    return offset === 0 ? from : `${from} AND ${tileStart} < ${before(offset)}`;
  }

  #simple(aggregations: readonly Aggregation[]): Part {
    const columns = aggregations.map((aggregation) => {
      const window = this.#inWindow(aggregation);
      const read = (kind: PartialKind) => {
        const otherwise = kind === 'SUM' || kind === 'COUNT' || kind === 'SUM_SQ' ? '0' : 'NULL';
        return `CASE WHEN ${window} THEN ${partialColumn(kind, aggregation)} ELSE ${otherwise} END`;
      };
      return `${merged(aggregation, read)} AS ${output(aggregation)}`;
    });
    return {
      name: this.#name('SIMPLE_MERGED'),
      alias: 'simple',
      features: aggregations,
      body: grouped(this.#boundary(), columns, this.#name('TILES_JOINED')),
    };
  }

  #lists(aggregations: readonly Aggregation[]): Part {
    const bounds = `${this.#name('UNIQUE_BOUNDS')} UB`;
    const joins = aggregations.map((aggregation, i) => {
      const on = this.#boundary().map((column) => `UB.${column} = l${i}.${column}`);
      return `LEFT JOIN (\n${this.#list(aggregation)}\n) l${i} ON ${on.join(' AND ')}`;
    });
    const columns = aggregations.map((aggregation, i) => `l${i}.${output(aggregation)}`);
    return {
      name: this.#name('LIST_MERGED'),
      alias: 'list_agg',
      features: aggregations,
      body: `SELECT ${[...this.#boundary('UB'), ...columns].join(', ')}\nFROM ${bounds}\n${joins.join('\n')}`,
    };
  }

  /** The newest or oldest N values, each once where they are to be different; the oldest comes first. */
  #list(aggregation: Aggregation): string {
    const order = takesLast(aggregation) ? 'DESC' : 'ASC';
    const column = isDistinctList(aggregation)
      ? distinctColumns(aggregation).values
      : partialColumn(takesLast(aggregation) ? 'LAST' : 'FIRST', aggregation);
    const group = this.#boundary();
    const rank = (by: readonly string[]) =>
      `ROW_NUMBER() OVER (PARTITION BY ${by.join(', ')} ORDER BY ts_key ${order}, idx_key ASC)`;
    const values = [
      `SELECT ${this.#boundary('t').join(', ')}, flat.VALUE AS val, t.${tileStart} AS ts_key, flat.INDEX AS idx_key`,
      `FROM ${this.#name('TILES_JOINED')} t, LATERAL FLATTEN(INPUT => t.${column}) flat`,
      `WHERE flat.VALUE IS NOT NULL AND ${this.#inWindow(aggregation)}`,
    ].join('\n');
    const different = isDistinctList(aggregation)
      ? `SELECT * FROM (\n${values}\n) QUALIFY ${rank([...group, 'val'])} = 1`
      : values;
    return [
      `SELECT ${group.join(', ')}, ARRAY_AGG(val) WITHIN GROUP (ORDER BY ts_key ASC, idx_key ${order}) AS ${output(aggregation)}`,
      `FROM (\nSELECT * FROM (\n${different}\n) QUALIFY ${rank(group)} <= ${aggregation.params.n ?? 0}\n)`,
      `GROUP BY ${group.join(', ')}`,
    ].join('\n');
  }

  /** One array of keys and one array a feature for each window, in the same order. */
  #bySecondaryKey(): Part {
    const windows = byWindow(this.#windowed);
    const [secondaryKey = ''] = this.#secondaryKeys();
    const group = this.#boundary();
    const joins = windows.map((aggregations, i) => {
      const array = (value: string, name: string) =>
        `ARRAY_AGG(NVL(${value}, PARSE_JSON('null'))) WITHIN GROUP (ORDER BY ${secondaryKey} ASC NULLS LAST) AS ${name}`;
      const [first] = aggregations;
      const keys = this.tiles.aggregations.find(
        (a) => isKeyArray(a) && a.window === first?.window && a.offset === first.offset,
      );
      const inner = [
        `SELECT ${[...group, secondaryKey, ...aggregations.map((a) => `${merged(a, (kind) => partialColumn(kind, a))} AS ${output(a)}`)].join(', ')}`,
        `FROM ${this.#name('TILES_JOINED')}`,
        `WHERE ${first === undefined ? 'FALSE' : this.#inWindow(first)}`,
        `GROUP BY ${[...group, secondaryKey].join(', ')}`,
        `QUALIFY ROW_NUMBER() OVER (PARTITION BY ${group.join(', ')} ORDER BY ${secondaryKey} ASC NULLS LAST) <= ${mostSecondaryKeys}`,
      ].join('\n');
      const arrays = [
        ...(keys === undefined ? [] : [array(`${secondaryKey}::VARIANT`, output(keys))]),
        ...aggregations.map((a) => array(`${output(a)}::VARIANT`, output(a))),
      ];
      const on = group.map((column) => `UB.${column} = k${i}.${column}`).join(' AND ');
      return {
        features: [...(keys === undefined ? [] : [keys]), ...aggregations],
        join: `LEFT JOIN (\n${grouped(group, arrays, `(\n${inner}\n)`)}\n) k${i} ON ${on}`,
      };
    });
    const columns = joins.flatMap(({ features }, i) => features.map((a) => `k${i}.${output(a)}`));
    return {
      name: this.#name('SECONDARY_KEY_MERGED'),
      alias: 'secondary_key',
      features: joins.flatMap(({ features }) => features),
      body: [
        `SELECT ${[...this.#boundary('UB'), ...columns].join(', ')}`,
        `FROM ${this.#name('UNIQUE_BOUNDS')} UB`,
        ...joins.map(({ join }) => join),
      ].join('\n'),
    };
  }

  /** The running totals of the last tile that began before the boundary. */
  #lifetimes(): Part {
    const columns = this.#lifetime.map((aggregation) => {
      const read = (kind: PartialKind) => `TILES.${cumulativeColumn(kind, aggregation)}`;
      return `${computed(aggregation, read)} AS ${output(aggregation)}`;
    });
    return {
      name: this.#name('LIFETIME_MERGED'),
      alias: 'lifetime',
      features: this.#lifetime,
      body: [
        `SELECT ${[...this.#boundary('UB'), ...columns].join(', ')}`,
        `FROM ${this.#name('UNIQUE_BOUNDS')} UB`,
        `ASOF JOIN ${this.context.tileTable} TILES`,
        `  MATCH_CONDITION (UB.${tileBoundary} > TILES.${tileStart})`,
        `  ON ${this.#keys.map((key) => `UB.${key} = TILES.${key}`).join(' AND ')}`,
      ].join('\n'),
    };
  }

  #combined(parts: readonly Part[]): Cte {
    const { index, moment } = this.context;
    const columns = parts.flatMap(({ alias, features }) =>
      features.map((aggregation) => {
        const column = `${alias}.${output(aggregation)}`;
        return alias === 'secondary_key'
          ? `COALESCE(${column}, ARRAY_CONSTRUCT()) AS ${output(aggregation)}`
          : column;
      }),
    );
    const joins = parts.map(({ name, alias }) => {
      const on = this.#boundary().map((column) => `s.${column} = ${alias}.${column}`);
      return `LEFT JOIN ${name} ${alias} ON ${on.join(' AND ')}`;
    });
    return {
      name: `FV${String(index).padStart(3, '0')}`,
      body: [
        `SELECT ${[...[...this.#keys, moment].map((column) => `s.${column}`), ...columns].join(', ')}`,
        `FROM SPINE_BOUNDARY_FV${index} s`,
        ...joins,
      ].join('\n'),
    };
  }
}

interface Part extends Cte {
  readonly alias: string;
  readonly features: readonly Aggregation[];
}

const output = ({ outputColumn }: Aggregation): string => identifier(outputColumn);

function byWindow(aggregations: readonly Aggregation[]): readonly (readonly Aggregation[])[] {
  const windows = new Map<string, Aggregation[]>();
  for (const aggregation of aggregations) {
    const key = JSON.stringify([aggregation.window, aggregation.offset]);
    const known = windows.get(key);
    if (known === undefined) windows.set(key, [aggregation]);
    else known.push(aggregation);
  }
  return [...windows.values()];
}

function windowSeconds({ window }: Aggregation): number {
  return readInterval(window)?.seconds ?? 0;
}

function grouped(group: readonly string[], columns: readonly string[], from: string): string {
  return `SELECT ${[...group, ...columns].join(', ')}\nFROM ${from}\nGROUP BY ${group.join(', ')}`;
}
