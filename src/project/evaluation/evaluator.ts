import type { Catalog } from '../catalog.js';
import type { Diagnostic } from '../model.js';
import { fileStart } from '../text.js';
import type { ProjectFiles } from './files.js';
import { GraphReader, missingFrom } from './graph.js';
import type { GraphModule, ModuleGraph } from './graph.js';
import type { EvaluateMessage, ModuleMessage, ModuleResult } from './protocol.js';
import { Quarantine } from './quarantine.js';
import { RunnerFailure } from './runnerProcess.js';
import type { RunnerProcess } from './runnerProcess.js';
import type { RunnerPool } from './runnerPool.js';
import type { Parser } from '../../sql/read/parser.js';
import type { TransformedModule, TransformOptions } from './transform.js';

export interface EvaluatorInput {
  /** Definition files, absolute. */
  readonly entries: readonly string[];
  readonly files: ProjectFiles;
  /** Compared by identity: pass the same object while the snapshot is the same. */
  readonly catalog: Catalog | null;
  /** Where the target's source tables are. */
  readonly sources: string;
  /** Whether feature views come with their lineage, which no edit needs. */
  readonly lineage: boolean;
}

/** What running the definitions gave, with the places that its ids speak of. */
export interface EvaluatorOutput {
  readonly graph: ModuleGraph;
  readonly results: ReadonlyMap<string, ModuleResult>;
  /** Why files did not run. */
  readonly diagnostics: readonly Diagnostic[];
  readonly fileOf: (call: number) => string | undefined;
}

/** How the state of a runner process differs from what is wanted is all that is sent to it. */
interface RunnerState {
  readonly process: RunnerProcess;
  readonly sent: Map<string, SentModule>;
  catalog: Catalog | null | undefined;
  sources: string | undefined;
  lineage: boolean;
}

interface SentModule {
  readonly transformed: TransformedModule;
  /** Whether it was sent to be run, and where its imports led. */
  readonly shape: string;
}

/** A file that keeps killing runners is found at once; this many different ones in one evaluation is a bug of ours. */
const MOST_FAILURES = 50;

/**
 * Keeps the definitions' modules and a warm runner in step with the files. Evaluations run one after the other. A file
 * that hangs or exhausts memory is set aside until it, or something it imports, changes; the others go on.
 */
export class Evaluator {
  readonly #reader: GraphReader;
  readonly #quarantine = new Quarantine();
  #results = new Map<string, ModuleResult>();
  #state: RunnerState | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #nextId = 1;

  constructor(
    folder: string,
    private readonly pool: RunnerPool,
    parser: Parser,
    options: TransformOptions = {},
  ) {
    this.#reader = new GraphReader(folder, parser, options);
  }

  evaluate(input: EvaluatorInput, signal?: AbortSignal): Promise<EvaluatorOutput> {
    const result = this.#turn.then(() => {
      signal?.throwIfAborted();
      return this.#evaluate(input);
    });
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    this.#state = null;
    await this.pool.close();
  }

  async #evaluate(input: EvaluatorInput): Promise<EvaluatorOutput> {
    const graph = await this.#reader.read(input.entries, input.files);
    this.#quarantine.release(graph, input.catalog);
    for (let failures = 0; failures < MOST_FAILURES; failures++) {
      const failure = await this.#run(graph, input);
      if (!failure) return this.#output(graph);
      const culprit = failure.module;
      if (culprit === null || !graph.has(culprit))
        return this.#output(graph, [runnerProblem(input, failure)]);
      this.#quarantine.add(culprit, failure, graph, input.catalog);
    }
    throw new Error(`The evaluation process failed ${MOST_FAILURES} times.`);
  }

  /** Brings a runner up to date and keeps its answers; the failure that ended it, if one did. */
  async #run(graph: ModuleGraph, input: EvaluatorInput): Promise<RunnerFailure | null> {
    try {
      const state = await this.#runner();
      const message = this.#difference(state, graph, input);
      if (message === null) return null;
      const results = await state.process.evaluate(message);
      for (const result of results) this.#results.set(result.path, result);
      for (const path of this.#results.keys()) if (!graph.has(path)) this.#results.delete(path);
      this.pool.prepareSpare();
      return null;
    } catch (error) {
      if (!(error instanceof RunnerFailure)) throw error;
      this.#state = null;
      return error;
    }
  }

  async #runner(): Promise<RunnerState> {
    if (this.#state?.process.alive) return this.#state;
    // Results are made again with the new process: its modules are new objects.
    this.#results = new Map();
    this.#state = {
      process: await this.pool.take(),
      sent: new Map(),
      catalog: undefined,
      sources: undefined,
      lineage: false,
    };
    return this.#state;
  }

  #difference(state: RunnerState, graph: ModuleGraph, input: EvaluatorInput): EvaluateMessage | null {
    const changed: ModuleMessage[] = [];
    for (const module of graph.values()) {
      const { transformed } = module;
      const message = this.#message(module);
      const shape = JSON.stringify([message.code === null, message.imports]);
      const sent = state.sent.get(message.path);
      if (sent?.transformed === transformed && sent.shape === shape) continue;
      state.sent.set(message.path, { transformed, shape });
      changed.push(message);
    }
    const removed = [...state.sent.keys()].filter((path) => !graph.has(path));
    for (const path of removed) state.sent.delete(path);
    const catalog = state.catalog === input.catalog ? {} : { catalog: input.catalog };
    const sources = state.sources === input.sources ? {} : { sources: input.sources };
    const lineage = state.lineage === input.lineage ? {} : { lineage: input.lineage };
    state.catalog = input.catalog;
    state.sources = input.sources;
    state.lineage = input.lineage;
    const same = changed.length === 0 && removed.length === 0;
    if (same && !('catalog' in catalog) && !('sources' in sources) && !('lineage' in lineage)) return null;
    return {
      id: this.#nextId++,
      changed,
      removed,
      entries: [...input.entries],
      ...catalog,
      ...sources,
      ...lineage,
    };
  }

  #message({ transformed, imports, queries, diagnostics }: GraphModule): ModuleMessage {
    const path = transformed.source.file;
    const runs = diagnostics.length === 0 && !this.#quarantine.has(path);
    return {
      path,
      code: runs ? transformed.code : null,
      imports: runs ? Object.fromEntries(imports) : {},
      queries: runs ? queries : [],
    };
  }

  #output(graph: ModuleGraph, more: readonly Diagnostic[] = []): EvaluatorOutput {
    const library = this.#state ? new Set(this.#state.process.library) : null;
    const diagnostics = [...graph.values()].flatMap((module) => [
      ...module.diagnostics,
      ...(library
        ? module.usesLibrary.flatMap((use) => [...missingFrom(module.transformed.source, use, library)])
        : []),
    ]);
    return {
      graph,
      results: new Map(this.#results),
      diagnostics: [...diagnostics, ...this.#quarantine.diagnostics(), ...more],
      fileOf: (call) => this.#reader.fileOf(call),
    };
  }
}

function runnerProblem({ entries }: EvaluatorInput, failure: RunnerFailure): Diagnostic {
  return {
    code: 'evaluation-crashed',
    severity: 'error',
    message: `Definitions could not be evaluated: ${failure.message} The next change tries again.`,
    span: fileStart(entries[0] ?? ''),
  };
}
