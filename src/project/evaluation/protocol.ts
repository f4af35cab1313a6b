import type { FrameProblem } from '../../dataframe/problems.js';
import type { CallId } from '../../dataframe/trace.js';
import type { ReadText } from '../../sql/read/queries.js';
import type { CompiledQuery } from '../../sql/compiled.js';
import type { RefreshVerdict } from '../../sql/refresh/verdict.js';
import type { Lineage } from '../../sql/lineage/model.js';
import type { Catalog } from '../catalog.js';
import type { DefaultSeverity, RuleId } from '../checks/rules.js';

/** What the evaluator and the runner say to each other: plain data, and only what changed. */

export interface ModuleMessage {
  /** Absolute path; the module's name everywhere. */
  readonly path: string;
  /** The rewritten text; null when the file cannot run. */
  readonly code: string | null;
  /** Specifiers of project files, as written → paths. */
  readonly imports: Readonly<Record<string, string>>;
  /** The queries of its template literals. */
  readonly queries: readonly ReadText[];
}

export interface EvaluateMessage {
  readonly id: number;
  readonly changed: readonly ModuleMessage[];
  readonly removed: readonly string[];
  /** Modules whose definitions are asked for, with all that they import. */
  readonly entries: readonly string[];
  /** Present when different from the last one sent. */
  readonly catalog?: Catalog | null;
  /** Where source tables are, e.g. `DB.TRAINING`; present when different from the last one sent. */
  readonly sources?: string;
  /** Whether feature views come with their lineage; present when different from the last one sent (at first: without). */
  readonly lineage?: boolean;
}

export type RunnerMessage =
  | { readonly kind: 'ready'; readonly library: readonly string[] }
  /** The module that runs from now on: the one to blame when nothing comes after it. */
  | { readonly kind: 'running'; readonly path: string }
  | { readonly kind: 'done'; readonly id: number; readonly modules: readonly ModuleResult[] };

/** One module that was run again. */
export interface ModuleResult {
  readonly path: string;
  readonly definitions: readonly DefinitionResult[];
  /** What the library and the compiler found wrong; the ids are places in the files. */
  readonly problems: readonly ProblemMessage[];
  readonly thrown?: ThrownMessage;
  /** The imported module that failed, when this one could not run because of it. */
  readonly blockedBy?: string;
  /** What the file printed with `console`. */
  readonly printed: readonly PrintedMessage[];
}

/** A problem of the library, or one of ours in the same form. */
export type ProblemMessage = (FrameProblem | (Omit<FrameProblem, 'code' | 'severity'> & RuleProblem)) & {
  /** A method that can be called in place of the one at the place. */
  readonly instead?: { readonly method: string; readonly of: string };
};

/** A rule with the severity that it has. */
type RuleProblem = { [C in RuleId]: { readonly code: C; readonly severity: DefaultSeverity<C> } }[RuleId];

export interface PrintedMessage {
  readonly text: string;
  readonly call: CallId | null;
}

interface DefinitionResultBase {
  readonly exportName: string;
  readonly name: string;
  readonly desc: string;
  /** The `entity(…)` or `featureView(…)` call; null when it was not seen by the loader. */
  readonly call: CallId | null;
}

export interface EntityResult extends DefinitionResultBase {
  readonly kind: 'entity';
  readonly joinKeys: readonly string[];
}

export interface FeatureViewResult extends DefinitionResultBase {
  readonly kind: 'featureView';
  readonly version: string;
  readonly entities: readonly { readonly name: string; readonly joinKeys: readonly string[] }[];
  readonly timestamp: string | null;
  readonly refresh: string | null;
  readonly warehouse: string | null;
  readonly refreshMode: string;
  readonly initialize: string;
  readonly clusterBy: readonly string[] | null;
  readonly features: Readonly<Record<string, string>>;
  readonly granularity: string | null;
  /** null: the feature view has no `aggregations`. */
  readonly aggregations: readonly FeatureResult[] | null;
  readonly secondaryKey: string | null;
  readonly initializationWarehouse: string | null;
  readonly online: { readonly enable: boolean; readonly targetLag: string | null } | null;
  readonly storage: StorageResult | null;
  readonly appendOnly: boolean;
  readonly backupSource: string | null;
  /** null when the frame cannot be compiled; the problems say why. */
  readonly query: CompiledQuery | null;
  /** null without SQL. */
  readonly refreshVerdict: RefreshVerdict | null;
  /** The columns that one row is about, when keys and timestamp do not tell rows apart; null when they do, or nobody knows. */
  readonly severalRowsOf: readonly string[] | null;
  /** Of the query's columns; null without a query, and where it was not asked for. */
  readonly lineage: Lineage | null;
}

/** An Iceberg table, as it was asked for. */
interface StorageResult {
  readonly format: string;
  readonly externalVolume: string;
  readonly baseLocation: string | null;
}

/** A feature over a window of time, as it was written. */
export interface FeatureResult {
  /** The `feature.…` call. */
  readonly call: CallId | null;
  readonly function: string;
  /** null: what it is computed of is no column. */
  readonly column: string | null;
  /** Whether it is computed of an expression; otherwise a missing column has been reported. */
  readonly isExpression: boolean;
  readonly window: string;
  readonly offset: string | null;
  readonly as: string | null;
  readonly desc: string;
  readonly params: Readonly<Record<string, number>>;
}

export type DefinitionResult = EntityResult | FeatureViewResult;

export interface ThrownMessage {
  readonly name: string;
  readonly message: string;
  /** The innermost place in a definition file, in the running text; lines and columns from 1. */
  readonly frame: { readonly path: string; readonly line: number; readonly column: number } | null;
  /** Whether the error was made in that very place, and not in the library that it called. */
  readonly own: boolean;
  readonly call: CallId | null;
}
