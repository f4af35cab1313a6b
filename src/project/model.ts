import type { OnlineConfig, StorageConfig } from '../featurestore/model.js';
import type { Tiles } from '../featurestore/tiles/aggregation.js';
import type { CompiledQuery } from '../sql/compiled.js';
import type { RefreshReason, RefreshVerdict } from '../sql/refresh/verdict.js';
import type { RuleId } from './checks/rules.js';
import type { Lineage } from '../sql/lineage/model.js';

/** A place in a file; lines and columns from 1, columns in UTF-16 units, the end exclusive. */
export interface Span {
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface Diagnostic {
  /** The rule's id; its page is docs/rules/<id>.md. */
  readonly code: RuleId;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly fix?: Fix;
  /** Further ways out, after `fix`. */
  readonly otherFixes?: readonly Fix[];
  /** The comment that silences it here, where one can. */
  readonly silencing?: Fix;
}

/** What a comment in the file silences. */
export interface SilencedDiagnostic {
  readonly diagnostic: Diagnostic;
  readonly reason: string;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly { readonly span: Span; readonly newText: string }[];
}

interface DefinitionBase {
  readonly name: string;
  readonly desc: string;
  /** The exported variable. */
  readonly exportName: string;
  /** The whole `export const … = …` statement. */
  readonly span: Span;
  /** The name literal inside it, where lenses and diagnostics about the whole definition stand. */
  readonly nameSpan: Span;
}

export interface EntityDefinition extends DefinitionBase {
  readonly kind: 'entity';
  readonly joinKeys: readonly string[];
}

export interface FeatureViewDefinition extends DefinitionBase {
  readonly kind: 'featureView';
  readonly version: string;
  /** Names of entities, in order. */
  readonly entities: readonly string[];
  readonly timestamp: string | null;
  /** Target lag (`60 minute`), cron expression, or null for a view. */
  readonly refresh: string | null;
  readonly warehouse: string | null;
  readonly refreshMode: 'AUTO' | 'FULL' | 'INCREMENTAL';
  readonly initialize: 'ON_CREATE' | 'ON_SCHEDULE';
  /** null: the official default (join keys, then timestamp). */
  readonly clusterBy: readonly string[] | null;
  /** How it refreshes as a dynamic table, and why not incrementally; absent without SQL. */
  readonly refreshing?: Refreshing;
  /** Feature column → description. */
  readonly features: Readonly<Record<string, string>>;
  /** Absent when `from` has errors and so has no SQL. A definition that breaks a rule only keeps it, to be looked at. */
  readonly query?: CompiledQuery;
  /**
   * Features over windows of time; null for a feature view of plain rows. `query` is then the query of the tiles, and its
   * columns are what readers of the feature view get.
   */
  readonly tiles: TileDefinition | null;
  readonly initializationWarehouse?: string | null;
  /** null or absent: nothing is said. */
  readonly onlineConfig?: OnlineConfig | null;
  readonly storageConfig?: StorageConfig | null;
  readonly appendOnly?: boolean;
  readonly backupSource?: string | null;
  /** Where the query's columns come from; absent when there is no query, and where the evaluation was not asked for it. */
  readonly lineage?: Lineage;
  /** Spans of the calls that `query.map` and `lineage` name. */
  readonly calls: Readonly<Record<number, Span>>;
}

/** The windows of a definition: what is registered beside the query of its tiles. */
export interface TileDefinition extends Tiles {
  /** The query that gives the events, and its columns. */
  readonly source: CompiledQuery;
  /** The entities' join keys, each once. */
  readonly joinKeys: readonly string[];
}

export interface Refreshing {
  readonly verdict: RefreshVerdict['verdict'];
  readonly reasons: readonly PlacedReason[];
}

/** A reason with its place, the definition's own where it has none. */
export interface PlacedReason extends RefreshReason {
  readonly span: Span;
}

export type Definition = EntityDefinition | FeatureViewDefinition;

/** What one evaluation of the project's definition files gave. */
export interface Evaluation {
  readonly definitions: readonly Definition[];
  readonly diagnostics: readonly Diagnostic[];
  /** What comments in the files silence. */
  readonly silenced: readonly SilencedDiagnostic[];
  /** Definition files that were evaluated, absolute. */
  readonly files: readonly string[];
}

/** How a definition stands against the store. `unknown`: the store has not been read (or could not be). */
export type DefinitionState = 'new' | 'in sync' | 'differs' | 'unknown';

export interface DefinitionStatus {
  readonly state: DefinitionState;
  /** What differs, one short line each (`query`, `refresh: 60 minute → 1 hour`, …). */
  readonly changes: readonly string[];
}
