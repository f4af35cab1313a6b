/**
 * The messages between the extension and the language server besides LSP itself. Both sides import this file; no
 * custom message is declared anywhere else. Values are plain JSON; positions are LSP's (from 0), times are
 * milliseconds since 1970, paths are absolute, documents are URIs.
 */
import type { DefinitionState } from '../project/model.js';
import type { Plan } from '../project/plan/model.js';
import type { Cell, ResultColumn } from '../session/session.js';

/** A question to the server: `P` goes out, `R` comes back. The types exist for the compiler only. */
export interface RequestMessage<P, R> {
  readonly method: string;
  readonly _?: (params: P) => R;
}

/** A message without an answer. */
export interface NotificationMessage<P> {
  readonly method: string;
  readonly _?: (params: P) => void;
}

const request = <P, R>(method: string): RequestMessage<P, R> => ({ method: `firn/${method}` });
const notification = <P>(method: string): NotificationMessage<P> => ({ method: `firn/${method}` });

export interface Disposable {
  dispose(): void;
}

/** The server as panels and views see it. A request rejects with an `Error` whose message is fit to be shown. */
export interface ServerLink {
  request<P, R>(message: RequestMessage<P, R>, params: P): Promise<R>;
  on<P>(message: NotificationMessage<P>, listener: (params: P) => void): Disposable;
}

// ---- start -------------------------------------------------------------------------------------------------

/** `initializationOptions` of the LSP handshake. */
export interface ServerOptions {
  readonly trusted: boolean;
  readonly style: SqlStyle;
  /** Project folder → the target chosen for it; others use the project's default target. */
  readonly targets: Readonly<Record<string, string>>;
}

/** The user's SQL style for previews. `preserve` and the compiler's own indent leave compiled SQL as it is. */
export interface SqlStyle {
  readonly keywordCase: 'preserve' | 'upper' | 'lower';
  /** Spaces per level. */
  readonly indent: number;
}

export const TrustGranted = notification<Record<string, never>>('trustGranted');
export const StyleChanged = notification<SqlStyle>('styleChanged');

// ---- things ------------------------------------------------------------------------------------------------

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface Location {
  readonly uri: string;
  readonly range: Range;
}

/** One definition of a project. */
export interface DefinitionRef {
  /** The project's folder. */
  readonly project: string;
  /** `CUSTOMER`, or `FV_UC01_PREPROCESS@V_1`. */
  readonly key: string;
}

/** One store of a project: the one that a target of `firn.json` names. */
export interface StoreRef {
  readonly project: string;
  readonly target: string;
}

/** One registered object of a store. */
export interface StoreObjectRef extends StoreRef {
  readonly kind: 'entity' | 'featureView';
  readonly name: string;
  /** null for an entity. */
  readonly version: string | null;
}

/** Something that went wrong, in words for the user. */
export interface Problem {
  readonly message: string;
  /** What to do next, one sentence. */
  readonly hint: string | null;
  readonly code: string | null;
}

// ---- project -----------------------------------------------------------------------------------------------

export interface TargetInfo {
  readonly name: string;
  readonly connection: string;
  readonly database: string;
  readonly schema: string;
  readonly sources: string;
  readonly warehouse: string;
  readonly protected: boolean;
}

/** `untrusted`: nothing is read or evaluated. `unusable`: `firn.json` cannot be used; `problem` says why. */
export type ProjectState = 'untrusted' | 'loading' | 'ready' | 'unusable';

export interface ProjectInfo {
  readonly project: string;
  readonly name: string;
  readonly state: ProjectState;
  readonly problem: Problem | null;
  /** The target in use; null unless the state is `ready`. */
  readonly target: string | null;
  readonly targets: readonly TargetInfo[];
  /** Definition files, absolute. */
  readonly files: readonly string[];
  /** Of the last evaluation. */
  readonly definitions: number;
  readonly errors: number;
  readonly warnings: number;
}

/** Sent on every change; also the answer to `Projects`. An empty list: no folder holds a `firn.json`. */
export const ProjectsChanged = notification<readonly ProjectInfo[]>('projectsChanged');
export const Projects = request<Record<string, never>, readonly ProjectInfo[]>('projects');
export const SelectTarget = request<StoreRef, void>('selectTarget');
/** Reads the target's tables and writes the catalog snapshot and `firn/sources.ts`. */
export const Pull = request<
  StoreRef & ProgressToken,
  { readonly tables: number; readonly columns: number; readonly written: readonly string[] }
>('pull');

export interface WrittenDefinitions {
  /** Files, absolute; what was asked for after what it needs. */
  readonly written: readonly string[];
  /** Files that are there and say something else; they stay. */
  readonly conflicts: readonly { readonly title: string; readonly file: string }[];
  /** What no definition can say, and why. */
  readonly refused: readonly { readonly title: string; readonly reason: string }[];
}

/** Writes definition files for what the target's store has: for `names` (`NAME@VERSION`, entities' `NAME`), or for all of it. */
export const WriteDefinitions = request<
  StoreRef & ProgressToken & { readonly names: readonly string[] },
  WrittenDefinitions
>('writeDefinitions');

// ---- definitions and their SQL -----------------------------------------------------------------------------

/** How a definition or a stored object stands: in the store only, or as the project's status says. */
export type ObjectState = DefinitionState | 'remote only';

export interface DefinitionInfo extends DefinitionRef {
  readonly kind: 'entity' | 'featureView';
  readonly name: string;
  readonly version: string | null;
  /** The whole statement. */
  readonly range: Range;
  /** The name literal in it. */
  readonly nameRange: Range;
  readonly state: DefinitionState;
  /** What differs, one short line each. */
  readonly changes: readonly string[];
  /** How it refreshes, and why not incrementally; null for what is not refreshed. */
  readonly refreshing: string | null;
}

/** The definitions of an open document, in order. */
export const Definitions = request<{ readonly uri: string }, readonly DefinitionInfo[]>('definitions');

export interface DefinitionSql extends DefinitionRef {
  readonly name: string;
  readonly version: string | null;
  /** In the user's style; the last that compiled when `current` is false; null when none has compiled yet. */
  readonly sql: string | null;
  readonly current: boolean;
  /** Why the present text of the definition has no SQL. */
  readonly errors: readonly string[];
  readonly columns: readonly { readonly name: string; readonly type: string | null }[];
  readonly sources: readonly string[];
  readonly target: string;
  /** The definition's statement, for going back to it. */
  readonly location: Location | null;
  /** Parts of `sql` (UTF-16 offsets) and the call that each came from. */
  readonly map: readonly { readonly start: number; readonly end: number; readonly call: number }[];
  readonly calls: Readonly<Record<number, Location>>;
}

/** null when the project has no such feature view. */
export const Sql = request<DefinitionRef, DefinitionSql | null>('sql');
/** The query a feature view was registered with, as the store has it; null when the store does not have it. */
export const StoredSql = request<StoreObjectRef, string | null>('storedSql');
/** The SQL of these definitions of a project, or whether it is current, is not what it was. */
export const SqlChanged = notification<{ readonly project: string; readonly keys: readonly string[] }>(
  'sqlChanged',
);

// ---- stores ------------------------------------------------------------------------------------------------

export type StoreState = 'not read' | 'reading' | 'ready' | 'missing' | 'failed';

export interface FeatureInfo {
  readonly name: string;
  readonly type: string | null;
  readonly category: 'FEATURE' | 'ENTITY' | 'TIMESTAMP';
  readonly desc: string;
}

export interface EntityInfo extends StoreObjectRef {
  readonly kind: 'entity';
  readonly joinKeys: readonly string[];
  readonly desc: string;
  readonly owner: string | null;
  /** Whether the store has it, as far as it has been read. */
  readonly registered: boolean;
  readonly state: ObjectState;
  readonly changes: readonly string[];
  /** Where the project defines it; null when only the store has it. */
  readonly location: Location | null;
}

export interface FeatureViewInfo extends StoreObjectRef {
  readonly kind: 'featureView';
  readonly version: string;
  /** A dynamic table, or a view. */
  readonly type: 'managed' | 'external';
  readonly desc: string;
  readonly owner: string | null;
  readonly createdOn: string | null;
  readonly entities: readonly string[];
  readonly timestamp: string | null;
  readonly refreshFreq: string | null;
  /** null until it is registered. */
  readonly refreshMode: string | null;
  /** Why Snowflake chose a full refresh; null otherwise. */
  readonly refreshModeReason: string | null;
  /** `ACTIVE`, `SUSPENDED`, …; null for a view and for what is not registered. */
  readonly schedulingState: string | null;
  readonly warehouse: string | null;
  readonly features: readonly FeatureInfo[];
  readonly registered: boolean;
  readonly state: ObjectState;
  readonly changes: readonly string[];
  readonly location: Location | null;
}

export interface StoreInfo extends StoreRef {
  readonly connection: string;
  readonly database: string;
  readonly schema: string;
  readonly protected: boolean;
  /** Whether this target is the one in use. */
  readonly selected: boolean;
  readonly state: StoreState;
  readonly problem: Problem | null;
  /** When the store was last read; null when it was not. */
  readonly readAt: number | null;
  readonly entities: readonly EntityInfo[];
  readonly featureViews: readonly FeatureViewInfo[];
  /** Objects in the schema that cannot be shown as they should, in words. */
  readonly problems: readonly { readonly object: string; readonly message: string }[];
}

/** A project's stores as they are known now; nothing is read for the answer. */
export const Stores = request<Record<string, never>, readonly StoreInfo[]>('stores');
/** Reads a store unless it has been read; `reload` reads it again. Signs in when that has not happened yet. */
export const ReadStore = request<StoreRef & { readonly reload: boolean }, StoreInfo>('readStore');
/** What is known of a store changed: its content, its state, or how the definitions stand against it. */
export const StoreChanged = notification<StoreRef>('storeChanged');

// ---- changes -----------------------------------------------------------------------------------------------

/** Ties `Progress` notifications to the request that causes them; the asker chooses it. */
export interface ProgressToken {
  readonly token: string;
}

export const Progress = notification<ProgressToken & { readonly message: string }>('progress');

/** How a definition stands against the store of a target; reads the store if need be. */
export const DefinitionStatus = request<
  DefinitionRef & { readonly target: string },
  { readonly state: DefinitionState; readonly changes: readonly string[]; readonly protected: boolean }
>('definitionStatus');

export interface RegisterResult {
  readonly name: string;
  readonly version: string | null;
  readonly created: boolean;
  readonly warnings: readonly string[];
}

/** Registers what the saved or unsaved definition says now. */
export const Register = request<
  DefinitionRef & ProgressToken & { readonly target: string; readonly overwrite: boolean },
  RegisterResult
>('register');

/** Ties what a store would become to the state it was found in; `project/plan/model.ts` has the meaning of its parts. */
export type { Plan, Operation } from '../project/plan/model.js';
export type { SourceFinding } from '../project/plan/sources.js';

/** `drop`: with what no definition is of. */
export type PlanRequest = StoreRef & ProgressToken & { readonly drop: boolean };
/** What the definitions, saved or not, would change in a target's store. Nothing is changed. */
export const MakePlan = request<PlanRequest, Plan>('plan/make');

/** What became of one operation. */
export interface AppliedStep {
  readonly kind: 'entity' | 'featureView';
  readonly name: string;
  readonly version: string | null;
  readonly status: 'applied' | 'there already' | 'failed' | 'not run';
  readonly error: string | null;
  readonly warnings: readonly string[];
}

export interface PlanOutcome {
  readonly steps: readonly AppliedStep[];
  /** Why the store does not remember it; null: it does. */
  readonly problem: string | null;
}

export type ApplyRequest = ProgressToken & {
  readonly project: string;
  readonly plan: Plan;
  readonly allowDestructive: boolean;
};
/** Makes the store what a plan says. Rejects, before anything is changed, when it has changed since. */
export const ApplyPlan = request<ApplyRequest, PlanOutcome>('plan/apply');
/** Stops an apply after the operation that runs. */
export const StopApply = request<ProgressToken, void>('plan/stop');

/** Refreshes, suspends, resumes or drops a registered object. Entities can be dropped only. */
export type StoreAction = 'refresh' | 'suspend' | 'resume' | 'drop';
export const ChangeObject = request<StoreObjectRef & { readonly action: StoreAction }, void>('changeObject');

/** Writes the sample project into a folder and loads its data into the local account. */
export const OpenSample = request<ProgressToken & { readonly folder: string }, { readonly open: string }>(
  'openSample',
);

// ---- data --------------------------------------------------------------------------------------------------

/** What to show rows of: a definition as it is written now, or what a store holds. */
export type PreviewSource =
  | ({ readonly of: 'definition'; readonly target: string } & DefinitionRef)
  | ({ readonly of: 'store' } & StoreObjectRef);

export interface PreviewStart {
  /** Chosen by the asker, unique; names the preview in every further message. */
  readonly id: string;
  readonly source: PreviewSource;
  /** At most so many rows. */
  readonly limit: number;
}

export interface PreviewInfo {
  readonly id: string;
  readonly title: string;
  readonly queryId: string;
  /** The statement that ran. */
  readonly sql: string;
  readonly columns: readonly ResultColumn[];
  /** Rows that can be read, at most `limit`. */
  readonly rowCount: number;
  readonly limit: number;
  /** Whether the limit cut the result. */
  readonly truncated: boolean;
  readonly elapsedMs: number;
  readonly target: string;
  /** When the statement finished. */
  readonly at: number;
}

/** Most rows of one page. */
export const maxPageRows = 200;
/** Longest text of one cell in a page, in UTF-16 units; `PreviewCell` gives the whole value. */
export const maxCellText = 1024;

export interface PreviewPage {
  readonly start: number;
  readonly rows: number;
  /** One array per column, each of `rows` values. */
  readonly columns: readonly (readonly Cell[])[];
  /** Cells whose text was cut: pairs of row (within the result) and column. */
  readonly cut: readonly (readonly [row: number, column: number])[];
}

/** Runs the statement and keeps its result with the account. Rejects with the account's message. */
export const StartPreview = request<PreviewStart, PreviewInfo>('preview/start');
/** `count` is at most `maxPageRows`. */
export const ReadPreview = request<
  { readonly id: string; readonly start: number; readonly count: number },
  PreviewPage
>('preview/page');
export const ReadPreviewCell = request<
  { readonly id: string; readonly row: number; readonly column: number },
  Cell
>('preview/cell');
/** Cancels the running statement on the account; `StartPreview` then rejects. Nothing happens when none runs. */
export const CancelPreview = request<{ readonly id: string }, void>('preview/cancel');
/** Cancels and forgets. */
export const ClosePreview = request<{ readonly id: string }, void>('preview/close');
