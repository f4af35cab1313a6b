import type { Cursor, Session } from '../session/session.js';
import { beginApply, endApply, listApplies } from './applies.js';
import type { AppliedOperation, ApplyIntent, ApplyRecord, ApplyStatus } from './applies.js';
import { openStore } from './bootstrap.js';
import type { CreationMode } from './bootstrap.js';
import { refreshFeatureView, switchRefresh, updateFeatureView } from './change.js';
import type { FeatureViewChange } from './change.js';
import { dependentsOf } from './dependents.js';
import type { Dependents } from './dependents.js';
import { deleteEntity, getEntity, listEntities, registerEntity, updateEntity } from './entities.js';
import { findFeatureView, tryFindFeatureView } from './findFeatureView.js';
import { findFeatureGroup, findStreamSource } from './findSideObject.js';
import { checkHealth } from './health/checkHealth.js';
import type { StoreHealth } from './health/checkHealth.js';
import type {
  Entity,
  FeatureGroup,
  FeatureView,
  FeatureViewDraft,
  RealtimeFeatureView,
  RefreshRecord,
  StoreSnapshot,
  StreamSource,
} from './model.js';
import { lookupNames, resolveName } from './names.js';
import type { StorePlace } from './names.js';
import { readOnline } from './onlineRead.js';
import type { StoreType } from './onlineRead.js';
import { readFeatureView } from './readRows.js';
import type { ReadOptions } from './readRows.js';
import { readStore } from './readStore.js';
import { refreshHistory, refreshHistoryRows } from './refreshHistory.js';
import type { HistoryOptions } from './refreshHistory.js';
import { registerFeatureView } from './register.js';
import { deleteFeatureView, deleteLeftovers } from './remove.js';
import { datasetQuery, datasetTable, generateDataset, listDatasets, versionsOf } from './training/dataset.js';
import type { Dataset, DatasetOptions, DatasetQuery, DatasetVersion } from './training/dataset.js';
import { datasetFeatureViews } from './training/datasetSources.js';
import { saveTrainingSet } from './training/savedTrainingSet.js';
import { writeRowFile } from './training/files/rowFile.js';
import type { RowFile } from './training/files/rowFile.js';
import { explainRow } from './training/explainRow.js';
import type { ExplainedRow, ExplainOptions } from './training/explainRow.js';
import { trainingReport } from './training/trainingReport.js';
import type { TrainingReport } from './training/trainingReport.js';
import { planTrainingSet } from './training/trainingSet.js';
import type { TrainingSet, TrainingSetOptions } from './training/trainingSet.js';
import { changeStatements, makeChange } from './storeChange.js';
import type { StoreChange } from './storeChange.js';
import type { FeatureChoice } from './slices.js';
import { StoreStatements } from './statements.js';
import type { NamedRow } from './statements.js';
import { readStoreRows } from './storeRows.js';

export type { StoreSnapshot } from './model.js';

export interface OpenStoreOptions {
  /** Names as a user writes them: `analytics` is ANALYTICS, `"analytics"` is analytics. */
  readonly database: string;
  readonly schema: string;
  /** The default warehouse of feature views. */
  readonly warehouse: string;
  /** Default: FAIL_IF_NOT_EXIST. */
  readonly creationMode?: CreationMode;
  /** What the official client says as a warning; the work goes on. */
  readonly onWarning?: (text: string) => void;
  /** Cancels the running statement, now and of every later method. */
  readonly signal?: AbortSignal;
}

/**
 * A Snowflake Feature Store: a schema whose tags, views and dynamic tables the official Python client and Snowsight
 * read as their own. Names in arguments are identifiers as a user writes them, or stored names as a store gave them;
 * names in results are stored names. Refusals are `FeatureStoreError`s, failed statements `SessionError`s.
 */
export class FeatureStore {
  readonly #store: StoreStatements;
  readonly #warehouse: string;
  readonly #onWarning: (text: string) => void;

  private constructor(store: StoreStatements, warehouse: string, onWarning: (text: string) => void) {
    this.#store = store;
    this.#warehouse = warehouse;
    this.#onWarning = onWarning;
  }

  /** Connects to a store, or creates it. */
  static async open(session: Session, options: OpenStoreOptions): Promise<FeatureStore> {
    const place = { database: resolveName(options.database), schema: resolveName(options.schema) };
    const warehouse = resolveName(options.warehouse);
    const mode = options.creationMode ?? 'FAIL_IF_NOT_EXIST';
    const store = await openStore(session, place, warehouse, mode, options.signal);
    return new FeatureStore(store, warehouse, options.onWarning ?? (() => undefined));
  }

  /** A store that may not exist: for what its statements would be, not for what it has. */
  static unchecked(session: Session, options: OpenStoreOptions): FeatureStore {
    const place = { database: resolveName(options.database), schema: resolveName(options.schema) };
    const store = new StoreStatements(session, place, options.signal);
    return new FeatureStore(store, resolveName(options.warehouse), options.onWarning ?? (() => undefined));
  }

  /** Stored names of database and schema. */
  get place(): StorePlace {
    return this.#store.place;
  }

  /** `DB.FS."my_fv$v1"`: a feature view's object, for statements of the caller's own. */
  objectSql(view: Pick<FeatureView, 'physicalName'>): string {
    return this.#store.object(view.physicalName);
  }

  async registerEntity(entity: Entity): Promise<Entity> {
    return registerEntity(this.#store, entity, this.#onWarning);
  }

  async getEntity(name: string): Promise<Entity> {
    return getEntity(this.#store, name);
  }

  async listEntities(): Promise<readonly Entity[]> {
    return listEntities(this.#store);
  }

  /** Join keys cannot change. null, with a warning, when there is no such entity. */
  async updateEntity(name: string, change: { readonly desc?: string }): Promise<Entity | null> {
    return updateEntity(this.#store, name, change, this.#onWarning);
  }

  async deleteEntity(name: string): Promise<void> {
    await deleteEntity(this.#store, name, await this.snapshot());
  }

  /**
   * Registers one version. A version that exists is left alone, with a warning, unless `overwrite`; an `ON_CREATE`
   * dynamic table has its first rows when this resolves.
   */
  async registerFeatureView(
    draft: FeatureViewDraft,
    version: string,
    options: { readonly overwrite?: boolean } = {},
  ): Promise<FeatureView> {
    return registerFeatureView(this.#store, draft, version, {
      overwrite: options.overwrite ?? false,
      warehouse: this.#warehouse,
      onWarning: this.#onWarning,
    });
  }

  async getFeatureView(name: string, version: string): Promise<FeatureView> {
    return findFeatureView(this.#store, name, version);
  }

  /** `featureViewName` is a prefix, as in the official client. An unknown entity lists nothing. */
  async listFeatureViews(
    filter: { readonly entityName?: string; readonly featureViewName?: string } = {},
  ): Promise<readonly FeatureView[]> {
    const { featureViews } = await this.snapshot();
    const matches = (written: string | undefined, test: (name: string) => boolean) =>
      written === undefined || lookupNames(written).some(test);
    return featureViews.filter(
      (view) =>
        matches(filter.featureViewName, (prefix) => view.name.startsWith(prefix)) &&
        matches(filter.entityName, (name) => view.entities.some((entity) => entity.name === name)),
    );
  }

  /** Feature views that are computed when they are asked for. Their Python is text, and never run. */
  async listRealtimeFeatureViews(): Promise<readonly RealtimeFeatureView[]> {
    return (await this.snapshot()).realtimeFeatureViews;
  }

  /** Streams of events that streaming feature views read. */
  async listStreamSources(): Promise<readonly StreamSource[]> {
    return (await this.snapshot()).streamSources;
  }

  async getStreamSource(name: string): Promise<StreamSource> {
    return findStreamSource(await this.snapshot(), name);
  }

  async listFeatureGroups(): Promise<readonly FeatureGroup[]> {
    return (await this.snapshot()).featureGroups;
  }

  async getFeatureGroup(name: string, version: string): Promise<FeatureGroup> {
    return findFeatureGroup(await this.snapshot(), name, version);
  }

  /**
   * A feature view's rows; a tiled one's are its features as of now. `storeType` `ONLINE` reads its online feature table.
   * @throws FeatureStoreError `not-online`, `unknown-feature`, `key-invalid`
   */
  async readFeatureView(
    name: string,
    version: string,
    { storeType = 'OFFLINE', ...options }: ReadOptions & { readonly storeType?: StoreType } = {},
  ): Promise<Cursor> {
    const view = await this.getFeatureView(name, version);
    return (storeType === 'ONLINE' ? readOnline : readFeatureView)(this.#store, view, options);
  }

  async updateFeatureView(name: string, version: string, change: FeatureViewChange): Promise<FeatureView> {
    await updateFeatureView(this.#store, await this.getFeatureView(name, version), change, this.#warehouse);
    return this.getFeatureView(name, version);
  }

  /** `storeType` `ONLINE` refreshes its online feature table. */
  async refreshFeatureView(
    name: string,
    version: string,
    { storeType = 'OFFLINE' }: { readonly storeType?: StoreType } = {},
  ): Promise<void> {
    const view = await this.getFeatureView(name, version);
    await refreshFeatureView(this.#store, view, storeType, this.#onWarning);
  }

  async suspendFeatureView(name: string, version: string): Promise<void> {
    await switchRefresh(this.#store, await this.getFeatureView(name, version), 'SUSPEND');
  }

  async resumeFeatureView(name: string, version: string): Promise<void> {
    await switchRefresh(this.#store, await this.getFeatureView(name, version), 'RESUME');
  }

  /** The query of a training set, and its columns; nothing but the spine's columns is asked for. */
  async trainingSet(options: TrainingSetOptions): Promise<TrainingSet> {
    return planTrainingSet(this.#store, options);
  }

  /**
   * The rows of a training set. With `saveAs` they are kept in a table of that name, tagged as training data, and read
   * from there.
   * @throws FeatureStoreError `training-set-invalid`, `table-exists`
   */
  async generateTrainingSet(options: TrainingSetOptions & { readonly saveAs?: string }): Promise<Cursor> {
    const { sql } = await planTrainingSet(this.#store, options);
    if (options.saveAs === undefined) return this.#store.query(sql);
    return this.#store.query(`SELECT * FROM ${await saveTrainingSet(this.#store, sql, options.saveAs)}`);
  }

  /**
   * The features of the spine's rows as they are known now, or were at their time: the same rows as a training set's, for
   * inference.
   */
  async retrieveFeatureValues(options: TrainingSetOptions): Promise<Cursor> {
    return this.generateTrainingSet(options);
  }

  /** Why one row of a training set has the features that it has. */
  async explainTrainingRow(options: ExplainOptions): Promise<ExplainedRow> {
    return explainRow(this.#store, options);
  }

  /** What a training set is made of, and where a join without time would have used the future; nothing is kept. */
  async trainingReport(options: TrainingSetOptions): Promise<TrainingReport> {
    return trainingReport(this.#store, options);
  }

  /**
   * Computes a training set and keeps its rows as an immutable version of a dataset; with `outputType` `table`, as the
   * official client once did, in the table `<name>_<version>`, whose rows are given.
   */
  async generateDataset(
    options: DatasetOptions & { readonly outputType?: 'dataset' },
  ): Promise<DatasetVersion>;
  async generateDataset(options: DatasetOptions & { readonly outputType: 'table' }): Promise<Cursor>;
  async generateDataset(
    options: DatasetOptions & { readonly outputType?: 'dataset' | 'table' },
  ): Promise<DatasetVersion | Cursor> {
    if (options.outputType !== 'table') return generateDataset(this.#store, options);
    this.#onWarning(
      'Generating a table from generateDataset is deprecated, use generateTrainingSet with saveAs instead.',
    );
    return this.generateTrainingSet({ ...options, saveAs: datasetTable(options) });
  }

  async listDatasets(): Promise<readonly Dataset[]> {
    return listDatasets(this.#store);
  }

  async listDatasetVersions(name: string): Promise<readonly DatasetVersion[]> {
    return versionsOf(this.#store, resolveName(name));
  }

  /** The rows of a version. */
  async readDataset(name: string, version: string): Promise<Cursor> {
    return this.#store.query((await this.datasetQuery(name, version)).sql);
  }

  /**
   * The rows of a version as a query: the spine of another training set, or what a query of one's own reads from. It
   * holds in this session, which has the format of the files.
   */
  async datasetQuery(name: string, version: string): Promise<DatasetQuery> {
    return datasetQuery(this.#store, resolveName(name), version);
  }

  /**
   * The feature views that a version was generated from, with the features that were taken of them.
   * @throws FeatureStoreError `dataset-invalid` when the version does not say
   */
  async loadFeatureViewsFromDataset(name: string, version: string): Promise<readonly FeatureChoice[]> {
    return datasetFeatureViews(this.#store, resolveName(name), version);
  }

  /**
   * Writes a version's rows to a file, which is there when all of it is.
   * @returns how many rows
   * @throws FeatureStoreError `export-refused` where the format cannot hold a value exactly
   */
  async exportDataset(name: string, version: string, to: RowFile): Promise<number> {
    return writeRowFile(this.#store.session, (await this.datasetQuery(name, version)).sql, to);
  }

  /** The statements that a change would send to the store as `snapshot` shows it; nothing is changed. */
  async statementsOf(change: StoreChange, snapshot: StoreSnapshot): Promise<readonly string[]> {
    return changeStatements(this.#store, change, { warehouse: this.#warehouse, snapshot });
  }

  /** What depends on each of these feature views of `snapshot`, and what could not be found out. */
  async dependentsOf(
    views: readonly FeatureView[],
    snapshot: StoreSnapshot,
  ): Promise<ReadonlyMap<FeatureView, Dependents>> {
    return dependentsOf(this.#store, views, snapshot);
  }

  /** Writes down that a plan is applied; the record's id. */
  async beginApply(intent: ApplyIntent): Promise<string> {
    return beginApply(this.#store, intent);
  }

  /** Writes down how it ended, also when the work was cancelled. */
  async endApply(id: string, status: ApplyStatus, operations: readonly AppliedOperation[]): Promise<void> {
    await endApply(this.#store.uncancelled(), id, status, operations);
  }

  /** Who applied what to the store, the newest first. */
  async listApplies(): Promise<readonly ApplyRecord[]> {
    return listApplies(this.#store);
  }

  /** Makes a change that is kept as data. */
  async make(change: StoreChange): Promise<void> {
    const context = {
      warehouse: this.#warehouse,
      onWarning: this.#onWarning,
      snapshot: () => this.snapshot(),
    };
    await makeChange(this.#store, change, context);
  }

  /** Deletes a version, or what an interrupted deletion left of it. */
  async deleteFeatureView(name: string, version: string): Promise<void> {
    const view = await tryFindFeatureView(this.#store, name, version);
    if (view === undefined) await deleteLeftovers(this.#store, name, version, this.#onWarning);
    else await deleteFeatureView(this.#store, view, this.#onWarning);
  }

  /** Past refreshes, the newest first; with `verbose` all columns that Snowflake gives, by their lower-case names. */
  async getRefreshHistory(
    name: string,
    version: string,
    options?: HistoryOptions & { readonly verbose?: false },
  ): Promise<readonly RefreshRecord[]>;
  async getRefreshHistory(
    name: string,
    version: string,
    options: HistoryOptions & { readonly verbose: true },
  ): Promise<readonly NamedRow[]>;
  async getRefreshHistory(
    name: string,
    version: string,
    options: HistoryOptions = {},
  ): Promise<readonly RefreshRecord[] | readonly NamedRow[]> {
    const view = await this.getFeatureView(name, version);
    const read = options.verbose === true ? refreshHistoryRows : refreshHistory;
    return read(this.#store, view, options, this.#onWarning);
  }

  /** Everything that is wrong with the store, check by check, with its way out; nothing is changed. */
  async checkHealth(): Promise<StoreHealth> {
    return checkHealth(this.#store);
  }

  /** Everything in the store, in a handful of statements however much there is. */
  async snapshot(): Promise<StoreSnapshot> {
    return readStore(this.#store.place, await readStoreRows(this.#store));
  }
}
