import path from 'node:path';
import type { FeatureStore } from '../featurestore/store.js';
import type { Definition, DefinitionStatus, Diagnostic, Evaluation } from '../project/model.js';
import { Project, ProjectError } from '../project/project.js';
import { definitionKey, statuses } from '../project/status.js';
import { editorDiagnostics } from './editorDiagnostics.js';
import { LatestRun } from './latestRun.js';
import { problemOf } from './problems.js';
import type {
  DefinitionSql,
  Problem,
  ProjectInfo,
  ProjectState,
  SqlStyle,
  StoreInfo,
  StoreRef,
} from './protocol.js';
import { refreshWords } from './refreshWords.js';
import { SqlTexts } from './sqlTexts.js';
import { StoreHost } from './storeHost.js';
import { entityInfos, featureViewInfos } from './storeView.js';

/** Keystrokes closer together than this are one change. */
const typingMs = 40;
/** Other targets' SQL is only needed to compare it with their stores. */
const otherTargetsMs = 600;

export interface ProjectContext {
  readonly trusted: () => boolean;
  /** Texts of open documents by absolute path. */
  readonly overlay: () => ReadonlyMap<string, string>;
  readonly publish: (diagnostics: readonly Diagnostic[]) => void;
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void;
  readonly projectChanged: () => void;
  readonly sqlChanged: (keys: readonly string[]) => void;
  readonly storeChanged: (target: string) => void;
  /** Lenses say something else now. */
  readonly statesChanged: () => void;
}

const nothing: Evaluation = { definitions: [], diagnostics: [], silenced: [], files: [] };
const noStatuses: ReadonlyMap<string, DefinitionStatus> = new Map();

/** The first thing to mend in `firn.json`, without the path that everybody knows. */
function configProblem([first]: readonly Diagnostic[]): Problem | null {
  if (first === undefined) return null;
  return { message: `${first.message} (line ${first.span.line})`, hint: null, code: first.code };
}

/** A request for something the project does not have. */
export class ProjectHostError extends Error {
  override readonly name = 'ProjectHostError';
  constructor(
    message: string,
    readonly code: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}

/** One project folder: its `firn.json`, its definitions as they are typed, and the stores of its targets. */
export class ProjectHost {
  readonly folder: string;
  readonly #context: ProjectContext;
  readonly #texts = new SqlTexts();
  readonly #stores = new Map<string, StoreHost>();
  readonly #evaluations = new Map<string, Evaluation>();
  readonly #run: LatestRun<Evaluation>;
  readonly #otherTargets: LatestRun<ReadonlyMap<string, Evaluation>>;
  #project: Project | null = null;
  #state: ProjectState = 'loading';
  #problem: Problem | null = null;
  #target: string | undefined;
  #states = '';
  #opening: Promise<void> = Promise.resolve();

  constructor(folder: string, target: string | undefined, context: ProjectContext) {
    this.folder = folder;
    this.#target = target;
    this.#context = context;
    this.#run = new LatestRun({
      delay: typingMs,
      run: (signal) => this.#evaluate(this.targetName, signal),
      done: (evaluation) => this.#evaluated(evaluation),
      failed: (error) => this.#evaluationFailed(error),
    });
    this.#otherTargets = new LatestRun({
      delay: otherTargetsMs,
      run: (signal) => this.#evaluateOthers(signal),
      done: (evaluations) => this.#othersEvaluated(evaluations),
      failed: (error) => this.#context.log('error', problemOf(error).message),
    });
  }

  // ---- life ----

  /** Opens the project, or opens it again after `firn.json` or the catalog snapshot changed. */
  open(): Promise<void> {
    this.#opening = this.#opening.then(() => this.#open());
    return this.#opening;
  }

  async #open(): Promise<void> {
    if (!this.#context.trusted()) {
      this.#setState('untrusted', null);
      return;
    }
    try {
      const project = await Project.open(this.folder);
      await this.#replace(project);
      this.#context.log('info', `Opened ${this.folder}, target ${this.targetName}`);
      await this.#writeTypes(project);
      this.changed();
    } catch (error) {
      await this.#replace(null);
      this.#context.log('error', problemOf(error).message);
      const diagnostics = error instanceof ProjectError ? error.diagnostics : [];
      this.#context.publish(diagnostics);
      this.#setState('unusable', configProblem(diagnostics) ?? problemOf(error));
    }
  }

  /** A clone has no copy of the library's types, and one of an older Firn has an older copy. */
  async #writeTypes(project: Project): Promise<void> {
    try {
      const written = await project.writeTypes();
      if (written !== null) this.#context.log('info', `Wrote ${written}`);
    } catch (error) {
      this.#context.log('warn', `The types of firn could not be written: ${problemOf(error).message}`);
    }
  }

  async #replace(project: Project | null): Promise<void> {
    const old = this.#project;
    const stores = [...this.#stores.values()];
    this.#project = project;
    this.#stores.clear();
    this.#evaluations.clear();
    await Promise.all(stores.map((store) => store.disconnect()));
    await old?.close();
  }

  async close(): Promise<void> {
    this.#run.close();
    this.#otherTargets.close();
    await this.#replace(null);
    this.#context.publish([]);
  }

  #setState(state: ProjectState, problem: Problem | null): void {
    this.#state = state;
    this.#problem = problem;
    this.#context.projectChanged();
  }

  // ---- what it is ----

  get targetName(): string {
    const { config } = this.project;
    return this.#target !== undefined && config.targets.has(this.#target)
      ? this.#target
      : config.defaultTarget;
  }

  get project(): Project {
    if (this.#project !== null) return this.#project;
    throw this.#state === 'untrusted'
      ? new ProjectHostError('This folder is not trusted, so nothing in it is evaluated.', 'untrusted')
      : new ProjectHostError(this.#problem?.message ?? 'The project is still being opened.', 'not-ready');
  }

  info(): ProjectInfo {
    const project = this.#project;
    const evaluation = this.evaluation;
    const count = (severity: Diagnostic['severity']): number =>
      evaluation.diagnostics.filter((d) => d.severity === severity).length;
    return {
      project: this.folder,
      name: path.basename(this.folder),
      state: this.#state,
      problem: this.#problem,
      target: project === null ? null : this.targetName,
      targets: project === null ? [] : [...project.config.targets.keys()].map((name) => project.target(name)),
      files: evaluation.files,
      definitions: evaluation.definitions.length,
      errors: count('error'),
      warnings: count('warning'),
    };
  }

  /** Texts of the project's open documents, saved or not. */
  get texts(): ReadonlyMap<string, string> {
    return this.#context.overlay();
  }

  // ---- definitions ----

  /** The last evaluation under the target in use. */
  get evaluation(): Evaluation {
    return this.#project === null ? nothing : (this.#evaluations.get(this.targetName) ?? nothing);
  }

  /** The problems of the last evaluation, where the editor shows them. */
  get diagnostics(): readonly Diagnostic[] {
    return editorDiagnostics(this.folder, this.evaluation.diagnostics);
  }

  /** A document or a file of the project changed. */
  changed(): void {
    if (this.#project === null) return;
    this.#run.request();
  }

  /** Resolves when what was typed until now has been evaluated. */
  async settled(): Promise<void> {
    await this.#opening;
    await this.#run.settled();
  }

  async #evaluate(target: string, signal: AbortSignal): Promise<Evaluation> {
    return this.project.evaluate({ overlay: this.#context.overlay(), target, signal });
  }

  #evaluated(evaluation: Evaluation): void {
    if (this.#project === null) return;
    this.#evaluations.set(this.targetName, evaluation);
    const changed = this.#texts.update(evaluation);
    if (changed.length > 0) this.#context.sqlChanged(changed);
    this.#context.publish(this.diagnostics);
    this.#setState('ready', null);
    this.#context.storeChanged(this.targetName);
    this.#compareStates();
    this.#otherTargets.request();
  }

  /** Lenses are asked for again only when they would say something else: a lens that is just replaced takes no click. */
  #compareStates(): void {
    const states = JSON.stringify([
      this.evaluation.definitions.map((definition) => [
        definitionKey(definition),
        definition.kind === 'featureView' && refreshWords(definition),
      ]),
      [...this.currentStatuses()],
    ]);
    if (states === this.#states) return;
    this.#states = states;
    this.#context.statesChanged();
  }

  #evaluationFailed(error: unknown): void {
    const problem = problemOf(error);
    this.#context.log('error', `Evaluating ${this.folder} failed: ${problem.message}`);
    this.#setState(this.#project === null ? this.#state : 'ready', problem);
  }

  async #evaluateOthers(signal: AbortSignal): Promise<ReadonlyMap<string, Evaluation>> {
    const result = new Map<string, Evaluation>();
    for (const [target, store] of this.#stores) {
      if (target === this.targetName || store.state !== 'ready') continue;
      result.set(target, await this.#evaluate(target, signal));
    }
    return result;
  }

  #othersEvaluated(evaluations: ReadonlyMap<string, Evaluation>): void {
    for (const [target, evaluation] of evaluations) {
      this.#evaluations.set(target, evaluation);
      this.#context.storeChanged(target);
    }
  }

  /** The definitions of now as a target's SQL. */
  async evaluationFor(target: string): Promise<Evaluation> {
    await this.settled();
    if (target === this.targetName) return this.evaluation;
    const evaluation = await this.#evaluate(target, new AbortController().signal);
    this.#evaluations.set(target, evaluation);
    return evaluation;
  }

  /** One definition of now; rejects when there is none, or when it has errors. */
  async definition(key: string, target: string): Promise<{ evaluation: Evaluation; definition: Definition }> {
    const evaluation = await this.evaluationFor(target);
    const definition = evaluation.definitions.find((d) => definitionKey(d) === key);
    if (definition === undefined) {
      throw new ProjectHostError(`The project does not define ${key}.`, 'unknown-definition');
    }
    if (definition.kind === 'featureView' && definition.query === undefined) {
      throw new ProjectHostError(
        `${key} has errors and no SQL.`,
        'definition-errors',
        'See the Problems view.',
      );
    }
    return { evaluation, definition };
  }

  sql(key: string, style: SqlStyle): DefinitionSql | null {
    return this.#texts.get(key, this.folder, this.targetName, style);
  }

  // ---- stores ----

  async selectTarget(target: string): Promise<void> {
    this.project.target(target);
    if (target === this.targetName) return;
    this.#target = target;
    this.changed();
    await this.settled();
    for (const name of this.project.config.targets.keys()) this.#context.storeChanged(name);
  }

  /** The store in use; null while the project is not usable. */
  storeRef(): StoreRef | null {
    return this.#project === null ? null : { project: this.folder, target: this.targetName };
  }

  store(target: string): StoreHost {
    const present = this.#stores.get(target);
    if (present !== undefined) return present;
    const store = new StoreHost(this.project, this.project.target(target), {
      changed: () => {
        this.#context.storeChanged(target);
        if (target === this.targetName) this.#compareStates();
      },
      log: (message) => this.#context.log('info', message),
    });
    this.#stores.set(target, store);
    return store;
  }

  /**
   * Reads the store in use for the states of the definitions, where that asks nothing of the user: the local account
   * has no login.
   */
  warm(): void {
    if (this.#project === null) return;
    const store = this.store(this.targetName);
    if (store.state === 'not read' && store.target.connection === 'local') void store.read(false);
  }

  /** Reads a store and what the definitions would be in it. */
  async readStore(target: string, reload: boolean): Promise<StoreInfo> {
    await this.settled();
    await this.store(target).read(reload);
    if (target !== this.targetName) await this.evaluationFor(target);
    return this.storeInfo(target);
  }

  /** Runs a change on a store and reads the store again, whether the change succeeded or not. */
  async change<T>(target: string, job: (store: FeatureStore) => Promise<T>): Promise<T> {
    const host = this.store(target);
    try {
      return await job(await host.store());
    } finally {
      await host.read(true);
    }
  }

  storeInfos(): StoreInfo[] {
    return this.#project === null
      ? []
      : [...this.#project.config.targets.keys()].map((target) => this.storeInfo(target));
  }

  storeInfo(target: string): StoreInfo {
    const store = this.store(target);
    const { connection, database, schema, protected: isProtected } = store.target;
    const { snapshot } = store;
    const ref = { project: this.folder, target };
    const sides = {
      // What is defined is the same in all targets but for the SQL, which the status compares.
      definitions: (this.#evaluations.get(target) ?? this.evaluation).definitions,
      columns: (key: string) => this.#texts.columns(key),
      statuses: this.statuses(target),
      entities: snapshot?.entities ?? [],
      featureViews: snapshot?.featureViews ?? [],
    };
    return {
      ...ref,
      connection,
      database,
      schema,
      protected: isProtected,
      selected: target === this.targetName,
      state: store.state,
      problem: store.problem,
      readAt: store.readAt,
      entities: entityInfos(ref, sides),
      featureViews: featureViewInfos(ref, sides),
      problems: snapshot?.problems ?? [],
    };
  }

  /** How the definitions stand against the store of the target in use. */
  currentStatuses(): ReadonlyMap<string, DefinitionStatus> {
    return this.#project === null ? noStatuses : this.statuses(this.targetName);
  }

  /** How the definitions stand against a target's store; empty while either is not known. */
  statuses(target: string): ReadonlyMap<string, DefinitionStatus> {
    const evaluation = this.#evaluations.get(target);
    const store = this.#stores.get(target);
    if (evaluation === undefined || store === undefined) return noStatuses;
    if (store.snapshot !== null) return statuses(evaluation, store.snapshot);
    if (store.state !== 'missing') return noStatuses;
    // A store that does not exist has nothing: all is new.
    return new Map(evaluation.definitions.map((d) => [definitionKey(d), { state: 'new', changes: [] }]));
  }
}
