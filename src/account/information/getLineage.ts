import type { CatalogObject } from '../catalog/model.js';
import type { Names } from '../catalog/names.js';
import { homeOf } from '../catalog/names.js';
import { cannotOperate, invalidValue } from '../catalog/refusals.js';
import { Grammar } from '../commands/grammar.js';
import type { Direction, LineageEdge, LineageGraph, LineageNode } from '../lineage/graph.js';
import { key } from '../lineage/graph.js';
import type { CallArgument, ResolvedRows } from '../query/translation.js';
import { INTEGER, TEXT } from '../../sql/read/types.js';
import { constant } from './rows.js';
import { domainOf, objectNamed } from './tagReferences.js';

const SIDE = ['OBJECT_DATABASE', 'OBJECT_SCHEMA', 'OBJECT_NAME', 'OBJECT_DOMAIN', 'OBJECT_VERSION'];

const COLUMNS = [
  ...['SOURCE', 'TARGET'].flatMap((side) =>
    [...SIDE, 'COLUMN_NAME', 'STATUS'].map((name) => ({ name: `${side}_${name}`, type: TEXT })),
  ),
  { name: 'DISTANCE', type: INTEGER },
];

const DOMAINS = ['TABLE', 'COLUMN', 'DATASET', 'MODULE', 'STAGE'];
const PARAMETERS = ['OBJECT_NAME', 'OBJECT_DOMAIN', 'DIRECTION', 'DISTANCE', 'OBJECT_VERSION'];
const GREATEST_DISTANCE = 5;

/** Where a walk begins: an object, and one of its columns when the lineage is that of a column. */
interface Start {
  readonly node: LineageNode;
  readonly column: string | null;
}

/**
 * TABLE(SNOWFLAKE.CORE.GET_LINEAGE('name', 'domain', 'UPSTREAM' | 'DOWNSTREAM' [, distance [, 'version']])): one row for
 * each edge on the ways from the object, the nearest first (documentation: GET_LINEAGE (SNOWFLAKE.CORE)).
 */
export function lineageRows(
  fullName: string,
  names: Names,
  graph: () => LineageGraph,
  args: readonly CallArgument[],
): ResolvedRows {
  if (args.length > PARAMETERS.length || args.some((a) => a.name !== null && !PARAMETERS.includes(a.name)))
    throw invalidValue(
      args.map((a) => a.value ?? 'NULL').join(', '),
      'GET_LINEAGE',
      `arguments are ${PARAMETERS.join(', ')}`,
    );
  const given = (at: number): string | null =>
    (args.find((a) => a.name === PARAMETERS[at]) ?? args.filter((a) => a.name === null)[at])?.value ?? null;
  const domain = choice(given(1), 'object_domain', DOMAINS);
  const direction = choice(given(2), 'direction', ['UPSTREAM', 'DOWNSTREAM']) as Direction;
  const distance = Number(given(3) ?? GREATEST_DISTANCE);
  if (!Number.isInteger(distance) || distance < 1 || distance > GREATEST_DISTANCE)
    throw invalidValue(String(given(3)), 'distance', `between 1 and ${GREATEST_DISTANCE}`);
  const start = startOf(names, given(0) ?? '', domain, given(4));
  const edges = walk(graph(), start, direction, distance);
  const rows = edges.map(({ edge, columns, distance: at }) => ({
    ...side(names, 'SOURCE', edge.source, columns?.[0] ?? null),
    ...side(names, 'TARGET', edge.target, columns?.[1] ?? null),
    DISTANCE: String(at),
  }));
  return constant(fullName, COLUMNS, rows);
}

function choice(value: string | null, parameter: string, allowed: readonly string[]): string {
  const found = allowed.find((word) => word === value?.toUpperCase());
  if (found === undefined) throw invalidValue(String(value), parameter, `one of ${allowed.join(', ')}`);
  return found;
}

function startOf(names: Names, name: string, domain: string, version: string | null): Start {
  if (domain !== 'COLUMN') {
    const object = objectNamed(names, name, domain);
    return { node: { object, version: versionOf(object, version) }, column: null };
  }
  const g = new Grammar(name);
  const path = g.name();
  g.end();
  const object = names.relation(path.slice(0, -1), 'GET_LINEAGE');
  const column = path.at(-1) ?? '';
  if (!object.columns.some((c) => c.name === column)) throw cannotOperate();
  return { node: { object, version: null }, column };
}

/** Without a version a model's default is meant, and the newest of a dataset. */
function versionOf(object: CatalogObject, version: string | null): string | null {
  if (object.kind !== 'DATASET' && object.kind !== 'MODEL') return null;
  if (version === null)
    return object.kind === 'MODEL' ? object.defaultVersion : (object.versions.at(-1)?.name ?? null);
  if (!object.versions.some((v) => v.name === version)) throw cannotOperate();
  return version;
}

interface Step {
  readonly edge: LineageEdge;
  /** The pair of columns, when the lineage is that of a column. */
  readonly columns: readonly [string, string] | null;
  readonly distance: number;
}

/** Breadth first; every edge once, at its least distance. */
function walk(graph: LineageGraph, start: Start, direction: Direction, distance: number): Step[] {
  const steps: Step[] = [];
  const seen = new Set<string>([placeKey(start)]);
  let places: Start[] = [start];
  for (let at = 1; at <= distance && places.length > 0; at++) {
    const next: Start[] = [];
    for (const place of places) {
      for (const step of stepsFrom(graph, place, direction, at)) {
        steps.push(step);
        const end = ending(step, direction);
        if (!seen.has(placeKey(end))) next.push(end);
        seen.add(placeKey(end));
      }
    }
    places = next;
  }
  return steps;
}

function placeKey({ node, column }: Start): string {
  return `${key(node)}/${column ?? ''}`;
}

function stepsFrom(graph: LineageGraph, from: Start, direction: Direction, distance: number): Step[] {
  const edges = graph.next(from.node, direction);
  if (from.column === null) return edges.map((edge) => ({ edge, columns: null, distance }));
  const side = direction === 'DOWNSTREAM' ? 0 : 1;
  return edges.flatMap((edge) =>
    edge.columns.filter((pair) => pair[side] === from.column).map((columns) => ({ edge, columns, distance })),
  );
}

function ending({ edge, columns }: Step, direction: Direction): Start {
  return direction === 'DOWNSTREAM'
    ? { node: edge.target, column: columns?.[1] ?? null }
    : { node: edge.source, column: columns?.[0] ?? null };
}

function side(
  names: Names,
  prefix: string,
  { object, version }: LineageNode,
  column: string | null,
): Record<string, string | null> {
  const home = homeOf(names.catalog, object);
  return {
    [`${prefix}_OBJECT_DATABASE`]: home.database,
    [`${prefix}_OBJECT_SCHEMA`]: home.schema,
    [`${prefix}_OBJECT_NAME`]: object.name,
    [`${prefix}_OBJECT_DOMAIN`]: column === null ? domainOf(object) : 'COLUMN',
    [`${prefix}_OBJECT_VERSION`]: version,
    [`${prefix}_COLUMN_NAME`]: column,
    [`${prefix}_STATUS`]: 'ACTIVE',
  };
}
