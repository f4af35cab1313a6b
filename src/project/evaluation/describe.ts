import { Frame, nodeOf } from '../../dataframe/frame.js';
import { grainOf, rowsBy } from '../../dataframe/facts/keys.js';
import { nameOf } from '../../dataframe/plan/names.js';
import { inputs } from '../../dataframe/plan/node.js';
import type { Node } from '../../dataframe/plan/node.js';
import { Twins } from '../../dataframe/plan/twins.js';
import type { CallId } from '../../dataframe/trace.js';
import { compile } from '../../sql/compile.js';
import type { CompiledQuery } from '../../sql/compiled.js';
import { identifier } from '../../sql/identifiers.js';
import { refreshVerdict } from '../../sql/refresh/verdict.js';
import type { RefreshVerdict } from '../../sql/refresh/verdict.js';
import { lineageOf } from '../../sql/lineage.js';
import type { Lineage } from '../../sql/lineage/model.js';
import { nameAsStored } from '../storedNames.js';
import { isDefinition, placeOf } from '../definition.js';
import type { Entity, FeatureView } from '../definition.js';
import { featurePlace } from '../feature.js';
import type { ViewFeature } from '../feature.js';
import { Reviewer } from '../review/review.js';
import type { DefinitionResult, FeatureResult, FeatureViewResult, ProblemMessage } from './protocol.js';

export interface Described {
  readonly definitions: readonly DefinitionResult[];
  readonly problems: readonly ProblemMessage[];
}

type Definition = Entity | FeatureView;

/** What a feature view's frame becomes, if it has no problems. */
interface Compiled {
  readonly query: CompiledQuery;
  /** null where it was not asked for. */
  readonly lineage: Lineage | null;
  readonly verdict: RefreshVerdict;
}

/** What SQL depends on beside the definitions. */
export interface Surroundings {
  /** `DB.SCHEMA` of the source tables, as SQL writes it. */
  readonly sources: string;
  /** Names that no CTE may have. */
  readonly tableNames: readonly string[];
  /** Source tables that are dynamic tables which refresh in full. */
  readonly fullTables: readonly string[];
  /** Whether feature views come with their lineage. */
  readonly lineage: boolean;
}

/** Turns what a module exports into plain data, feature views with their SQL. */
export class Describer {
  #surroundings: Surroundings = { sources: '', tableNames: [], fullTables: [], lineage: false };
  /** The module that a definition belongs to: the first that exports it. */
  readonly #owners = new WeakMap<object, string>();
  readonly #reviewer = new Reviewer();
  /** The frames of each module's last run: most of them are the same in the next. */
  readonly #before = new Map<string, readonly Node[]>();
  #compiled = new WeakMap<Node, Compiled>();

  /** What was found in other surroundings is forgotten. */
  use(surroundings: Surroundings): void {
    this.#surroundings = surroundings;
    this.#compiled = new WeakMap();
  }

  forget(path: string): void {
    this.#before.delete(path);
  }

  describe(
    path: string,
    exports: Readonly<Record<string, unknown>>,
    frames: readonly Node[],
    isBroken: (call: CallId) => boolean,
  ): Described {
    const own = this.#ownDefinitions(path, exports);
    const roots = [...frames, ...own.flatMap(([, value]) => rootOf(value))];
    const twins = twinsOf(roots, this.#before.get(path) ?? []);
    this.#before.set(path, roots);
    const definitions: DefinitionResult[] = [];
    const problems: ProblemMessage[] = [];
    for (const [exportName, value] of own) {
      if (value.kind === 'entity') definitions.push(entityResult(exportName, value));
      else {
        const { compiled, problem } = this.#compile(value, isBroken, twins);
        if (problem) problems.push(problem);
        definitions.push(featureViewResult(exportName, value, compiled));
      }
    }
    return { definitions, problems: [...problems, ...this.#reviewer.review(roots, isBroken, twins)] };
  }

  #ownDefinitions(
    path: string,
    exports: Readonly<Record<string, unknown>>,
  ): readonly (readonly [string, Definition])[] {
    const seen = new Set<object>();
    return Object.entries(exports).flatMap(([exportName, value]) => {
      if (!isDefinition(value) || (this.#owners.get(value) ?? path) !== path || seen.has(value)) return [];
      seen.add(value);
      this.#owners.set(value, path);
      return [[exportName, value] as const];
    });
  }

  #compile(
    view: FeatureView,
    isBroken: (call: CallId) => boolean,
    twins: Twins,
  ): { compiled: Compiled | null; problem?: ProblemMessage } {
    const { from } = view;
    if (!(from instanceof Frame))
      return { compiled: null, problem: problemAt(view, 'not-a-frame', '`from` is not a frame.') };
    const node = nodeOf(from);
    if ([...callsOf(node)].some(isBroken)) return { compiled: null };
    try {
      const compiled = this.#compiled.get(twins.of(node) ?? node) ?? this.#compileFrame(from);
      this.#compiled.set(node, compiled);
      return { compiled };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { compiled: null, problem: problemAt(view, 'not-compiled', `It has no SQL: ${message}`) };
    }
  }

  #compileFrame(frame: Frame<unknown>): Compiled {
    const { sources, tableNames, fullTables, lineage } = this.#surroundings;
    const resolveTable = (name: string): string => `${sources}.${identifier(name)}`;
    const query = compile(frame, { resolveTable, takenNames: tableNames });
    return {
      query,
      lineage: lineage ? lineageOf(frame, { resolveTable }) : null,
      verdict: refreshVerdict(query, new Set(fullTables.map(resolveTable))),
    };
  }
}

function rootOf(definition: Definition): readonly Node[] {
  return definition.kind === 'featureView' && definition.from instanceof Frame
    ? [nodeOf(definition.from)]
    : [];
}

/** Frames of one name, or without one, are compared in their order. */
function twinsOf(now: readonly Node[], before: readonly Node[]): Twins {
  const twins = new Twins();
  const earlier = new Map<string | undefined, Node[]>();
  for (const node of before) {
    const list = earlier.get(nameOf(node));
    if (list) list.push(node);
    else earlier.set(nameOf(node), [node]);
  }
  for (const node of now) {
    const candidate = earlier.get(nameOf(node))?.shift();
    if (candidate) twins.pair(node, candidate);
  }
  return twins;
}

function problemAt(view: FeatureView, code: 'not-a-frame' | 'not-compiled', message: string): ProblemMessage {
  return { code, severity: 'error', message, place: { call: placeOf(view) ?? undefined } };
}

/** The calls that made a frame and the frames that it is made of. */
function callsOf(root: Node): ReadonlySet<CallId> {
  const calls = new Set<CallId>();
  const nodes = new Set([root]);
  for (const node of nodes) {
    if (node.call !== undefined) calls.add(node.call);
    for (const input of inputs(node)) nodes.add(input);
  }
  return calls;
}

function entityResult(exportName: string, value: Entity): DefinitionResult {
  return {
    kind: 'entity',
    exportName,
    call: placeOf(value),
    name: String(value.name),
    desc: String(value.desc),
    joinKeys: value.joinKeys.map(String),
  };
}

function featureViewResult(
  exportName: string,
  view: FeatureView,
  compiled: Compiled | null,
): FeatureViewResult {
  return {
    kind: 'featureView',
    exportName,
    call: placeOf(view),
    name: String(view.name),
    desc: String(view.desc),
    version: String(view.version),
    entities: view.entities.map(({ name, joinKeys }) => ({
      name: String(name),
      joinKeys: joinKeys.map(String),
    })),
    timestamp: textOrNull(view.timestamp),
    refresh: textOrNull(view.refresh),
    warehouse: textOrNull(view.warehouse),
    refreshMode: String(view.refreshMode),
    initialize: String(view.initialize),
    clusterBy: view.clusterBy && view.clusterBy.map(String),
    features: Object.fromEntries(Object.entries(view.features).map(([name, text]) => [name, String(text)])),
    granularity: textOrNull(view.granularity),
    aggregations: view.aggregations && view.aggregations.map(featureResult),
    secondaryKey: textOrNull(view.secondaryKey),
    initializationWarehouse: textOrNull(view.initializationWarehouse),
    appendOnly: Boolean(view.appendOnly),
    backupSource: textOrNull(view.backupSource),
    online: view.online && {
      enable: view.online.enable,
      targetLag: textOrNull(view.online.targetLag),
    },
    storage: view.storage && {
      format: String(view.storage.format),
      externalVolume: String(view.storage.externalVolume),
      baseLocation: textOrNull(view.storage.baseLocation ?? null),
    },
    query: compiled?.query ?? null,
    refreshVerdict: compiled?.verdict ?? null,
    severalRowsOf: compiled && severalRowsOf(view),
    lineage: compiled?.lineage ?? null,
  };
}

/** What one row is about, when that is more than the entities' keys and the timestamp tell apart. */
function severalRowsOf({ from, entities, timestamp, aggregations }: FeatureView): readonly string[] | null {
  // What is aggregated over windows are events, of which a key has as many as there are.
  if (aggregations !== null) return null;
  const keys = entities.flatMap(({ joinKeys }) => joinKeys.map((name) => nameAsStored(String(name))));
  const names = new Set(timestamp === null ? keys : [...keys, String(timestamp)]);
  const node = nodeOf(from);
  const isThere = keys.every((name) => node.fields.some((f) => f.name === name));
  return keys.length > 0 && isThere && rowsBy(node, names) === 'several' ? (grainOf(node) ?? null) : null;
}

function featureResult({ feature, column, isExpression }: ViewFeature): FeatureResult {
  return {
    call: featurePlace(feature),
    function: feature.function,
    column,
    isExpression,
    window: String(feature.window),
    offset: textOrNull(feature.offset),
    as: textOrNull(feature.as),
    desc: String(feature.desc),
    params: Object.fromEntries(Object.entries(feature.params).map(([name, value]) => [name, Number(value)])),
  };
}

/** Types are advice: what a file passes may be anything, and has to cross to the other process as text. */
function textOrNull(value: string | null): string | null {
  return value === null ? null : String(value);
}
