import type { Catalog } from '../catalog.js';
import type { RuleId } from '../checks/rules.js';
import type { Diagnostic } from '../model.js';
import { fileStart } from '../text.js';
import type { ModuleGraph } from './graph.js';
import type { RunnerFailure } from './runnerProcess.js';

interface Entry {
  readonly diagnostic: Diagnostic;
  /** The texts of the file and of all that it imports, and the catalog: while they are the same, so is the outcome. */
  readonly texts: ReadonlyMap<string, string>;
  readonly catalog: Catalog | null;
}

const SAYS: Record<RunnerFailure['reason'], { code: RuleId; text: (failure: RunnerFailure) => string }> = {
  timeout: {
    code: 'evaluation-timeout',
    text: () => 'This file does not come to an end within a second. It is left out until it changes.',
  },
  memory: {
    code: 'evaluation-memory',
    text: ({ message }) => `This file cannot be evaluated: ${message} It is left out until it changes.`,
  },
  crash: {
    code: 'evaluation-crashed',
    text: ({ message }) => `This file cannot be evaluated: ${message} It is left out until it changes.`,
  },
};

/** Files that ended a runner, set aside until something about them changes. */
export class Quarantine {
  readonly #entries = new Map<string, Entry>();

  has(file: string): boolean {
    return this.#entries.has(file);
  }

  add(file: string, failure: RunnerFailure, graph: ModuleGraph, catalog: Catalog | null): void {
    const { code, text } = SAYS[failure.reason];
    const source = graph.get(file)?.transformed.source;
    const firstLine = source ? source.text.split('\n', 1)[0]?.length : 0;
    const diagnostic: Diagnostic = {
      code,
      severity: 'error',
      message: text(failure),
      span: source ? source.span({ start: 0, end: firstLine ?? 0 }) : fileStart(file),
    };
    this.#entries.set(file, { diagnostic, texts: textsOf(file, graph), catalog });
  }

  release(graph: ModuleGraph, catalog: Catalog | null): void {
    for (const [file, entry] of this.#entries) {
      const texts = textsOf(file, graph);
      const same =
        entry.catalog === catalog &&
        texts.size === entry.texts.size &&
        [...texts].every(([path, text]) => entry.texts.get(path) === text);
      if (!same) this.#entries.delete(file);
    }
  }

  diagnostics(): Diagnostic[] {
    return [...this.#entries.values()].map((entry) => entry.diagnostic);
  }
}

function textsOf(file: string, graph: ModuleGraph): Map<string, string> {
  const files = new Set([file]);
  for (const path of files) for (const next of graph.get(path)?.imports.values() ?? []) files.add(next);
  return new Map([...files].map((path) => [path, graph.get(path)?.transformed.source.text ?? '']));
}
