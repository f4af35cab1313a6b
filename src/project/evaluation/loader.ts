import { compileFunction } from 'node:vm';
import { takeNamed } from '../../dataframe/plan/names.js';
import type { Node } from '../../dataframe/plan/node.js';
import { takeProblems } from '../../dataframe/problems.js';
import * as trace from '../../dataframe/trace.js';
import type { CallId } from '../../dataframe/trace.js';
import { CallTree } from './callTree.js';
import type { Described, Describer } from './describe.js';
import { operatorHooks } from './operatorHooks.js';
import type { OperatorHooks } from './operatorHooks.js';
import { tick, startTicking } from './patience.js';
import { takePrinted } from './printing.js';
import type { ModuleMessage, ModuleResult, ThrownMessage } from './protocol.js';
import { describeThrown } from './thrown.js';

type Exports = Record<string, unknown>;

/** What a rewritten file calls; see hooks.ts, lowering.ts and modules.ts. */
interface Hooks extends OperatorHooks {
  readonly name: typeof trace.name;
  readonly enter: typeof trace.enter;
  readonly leave: typeof trace.leave;
  readonly callback: typeof trace.callback;
  readonly tick: (loop: CallId) => void;
  readonly load: (specifier: string) => Exports;
  readonly export: (values: Exports) => void;
  readonly exportAll: (values: Exports) => void;
}

interface Instance {
  readonly exports: Exports;
  readonly result: ModuleResult;
  /** Calls that errors were found in. */
  readonly broken: ReadonlySet<CallId>;
}

/** An import of a module that could not run to its end. */
class BlockedError extends Error {
  constructor(readonly path: string) {
    super(`${path} could not be evaluated`);
  }
}

/**
 * The modules of a project, each run once and kept until its text, or that of a module it imports, changes.
 */
export class ModuleLoader {
  readonly #modules = new Map<string, ModuleMessage>();
  readonly #instances = new Map<string, Instance>();
  readonly #calls = new CallTree();
  readonly #operators = operatorHooks(this.#calls.enter);

  constructor(
    /** What `import … from 'firn'` gives. */
    private readonly library: Readonly<Exports>,
    private readonly describer: Describer,
    private readonly onRunning: (path: string) => void,
  ) {}

  update(changed: readonly ModuleMessage[], removed: readonly string[]): void {
    const stale = new Set([...changed.map((module) => module.path), ...removed]);
    for (const path of removed) {
      this.#modules.delete(path);
      this.describer.forget(path);
    }
    for (const module of changed) this.#modules.set(module.path, module);
    for (const path of this.#withImporters(stale)) this.#instances.delete(path);
  }

  /** Everything has to run again: what all modules depend on has changed. */
  forgetInstances(): void {
    this.#instances.clear();
  }

  /** Runs what is not up to date of `entries` and their imports; the results of exactly these. */
  run(entries: readonly string[]): ModuleResult[] {
    const before = new Set(this.#instances.values());
    for (const path of entries) this.#instance(path);
    return [...this.#instances.values()].filter((it) => !before.has(it)).map((it) => it.result);
  }

  #withImporters(paths: ReadonlySet<string>): ReadonlySet<string> {
    const found = new Set(paths);
    const importers = new Map<string, string[]>();
    for (const { path, imports } of this.#modules.values()) {
      for (const imported of Object.values(imports)) {
        const list = importers.get(imported);
        if (list) list.push(path);
        else importers.set(imported, [path]);
      }
    }
    for (const path of found) for (const importer of importers.get(path) ?? []) found.add(importer);
    return found;
  }

  #instance(path: string): Instance {
    const known = this.#instances.get(path);
    if (known) return known;
    const exports: Exports = Object.create(null) as Exports;
    const failure = this.#execute(path, exports);
    const found = takeProblems();
    const frames = takeNamed();
    const broken = this.#calls.brokenBy(found);
    const isBroken = (call: CallId): boolean =>
      broken.has(call) || [...this.#instances.values()].some((it) => it.broken.has(call));
    const { definitions, problems, ...undescribed } = this.#describe(path, exports, frames, isBroken);
    Object.freeze(exports);
    const result: ModuleResult = {
      path,
      definitions,
      problems: [...found, ...problems],
      printed: takePrinted(),
      ...undescribed,
      ...failure,
    };
    const instance = { exports, result, broken };
    this.#instances.set(path, instance);
    return instance;
  }

  #describe(
    path: string,
    exports: Exports,
    frames: readonly Node[],
    isBroken: (call: CallId) => boolean,
  ): Described & Pick<ModuleResult, 'thrown'> {
    try {
      return this.describer.describe(path, exports, frames, isBroken);
    } catch (error) {
      return { definitions: [], problems: [], thrown: this.#thrown(error) };
    }
  }

  #thrown(error: unknown): ThrownMessage {
    return describeThrown(error, (file) => this.#modules.has(file));
  }

  #execute(path: string, exports: Exports): Pick<ModuleResult, 'thrown' | 'blockedBy'> {
    const module = this.#modules.get(path);
    if (!module || module.code === null) return {};
    try {
      const imported = this.#imported(module);
      this.onRunning(path);
      trace.reset();
      startTicking();
      const body = compileFunction(module.code, ['__firn'], { filename: path }) as (hooks: Hooks) => void;
      body(this.#hooks(exports, imported));
      return {};
    } catch (error) {
      if (error instanceof BlockedError) return { blockedBy: error.path };
      return { thrown: this.#thrown(error) };
    }
  }

  /** Imports run before the module, so that its own run is not interrupted by theirs. */
  #imported(module: ModuleMessage): ReadonlyMap<string, Exports> {
    const imported = new Map<string, Exports>([['firn', this.library]]);
    for (const [specifier, path] of Object.entries(module.imports)) {
      const { exports, result } = this.#instance(path);
      const failed = this.#modules.get(path)?.code == null || result.thrown || result.blockedBy !== undefined;
      imported.set(specifier, failed ? incomplete(exports, path) : exports);
    }
    return imported;
  }

  #hooks(exports: Exports, imported: ReadonlyMap<string, Exports>): Hooks {
    const { name, leave, callback } = trace;
    return {
      ...this.#operators,
      name,
      enter: this.#calls.enter,
      leave,
      callback,
      tick,
      load: (specifier) => imported.get(specifier) ?? {},
      export: (values) => void Object.assign(exports, values),
      exportAll: (values) => {
        for (const [key, value] of Object.entries(values)) if (key !== 'default') exports[key] = value;
      },
    };
  }
}

/** The exports of a module that stopped half-way: what was exported before is there, the rest blocks the importer. */
function incomplete(exports: Exports, path: string): Exports {
  return new Proxy(exports, {
    get(target, key) {
      if (typeof key === 'string' && key in target) return target[key];
      throw new BlockedError(path);
    },
    ownKeys() {
      throw new BlockedError(path);
    },
  });
}
