import type { Diagnostic } from '../model.js';
import { closest } from '../../dataframe/suggestion.js';
import type { Parser } from '../../sql/read/parser.js';
import { readQuery } from '../../sql/read/queries.js';
import type { ReadText } from '../../sql/read/queries.js';
import { SourceText } from '../text.js';
import { CallIds } from './callIds.js';
import type { ProjectFiles } from './files.js';
import { resolveImport } from './imports.js';
import type { Resolution } from './imports.js';
import type { ImportPlace } from './modules.js';
import { transform } from './transform.js';
import type { TransformedModule, TransformOptions } from './transform.js';

/** A definition file or a file that one imports, with where its imports lead. */
export interface GraphModule {
  readonly transformed: TransformedModule;
  /** Specifier → path, of imports that are files. */
  readonly imports: ReadonlyMap<string, string>;
  readonly usesLibrary: readonly ImportPlace[];
  /** The queries of its template literals, read. */
  readonly queries: readonly ReadText[];
  /** What keeps the file from running. */
  readonly diagnostics: readonly Diagnostic[];
}

export type ModuleGraph = ReadonlyMap<string, GraphModule>;

/** Reads the files that the definitions are made of. Files whose text is the same are not read twice. */
export class GraphReader {
  readonly #transformed = new Map<string, TransformedModule>();
  readonly #calls = new CallIds();

  constructor(
    private readonly folder: string,
    private readonly parser: Parser,
    private readonly options: TransformOptions,
  ) {}

  async read(entries: readonly string[], files: ProjectFiles): Promise<ModuleGraph> {
    const found = new Map<string, GraphModule>();
    let wave = new Set(entries);
    while (wave.size > 0) {
      const modules = await Promise.all([...wave].map((file) => this.#module(file, files)));
      for (const module of modules) if (module) found.set(module.transformed.source.file, module);
      const next = modules.flatMap((module) => (module ? [...module.imports.values()] : []));
      wave = new Set(next.filter((file) => !found.has(file)));
    }
    for (const file of this.#transformed.keys()) if (!found.has(file)) this.#transformed.delete(file);
    return withExportProblems(withoutCycles(found));
  }

  /** The file that a call id belongs to. */
  fileOf(call: number): string | undefined {
    return this.#calls.fileOf(call);
  }

  async #module(file: string, files: ProjectFiles): Promise<GraphModule | null> {
    // Before anything is waited for: files get their ids in one order, whichever is read first.
    const ids = this.#calls.of(file);
    const text = await files.text(file);
    if (text === null) return null;
    let transformed = this.#transformed.get(file);
    if (transformed?.source.text !== text) {
      transformed = transform(new SourceText(file, text), ids, this.options);
      this.#transformed.set(file, transformed);
    }
    const { source, imports } = transformed;
    const [resolutions, queries] = await Promise.all([
      Promise.all(imports.map((place) => resolveImport(this.folder, source, place, files))),
      Promise.all(transformed.queries.map((query) => readQuery(this.parser, query))),
    ]);
    return { ...assemble(transformed, resolutions), queries };
  }
}

function assemble(
  transformed: TransformedModule,
  resolutions: readonly Resolution[],
): Omit<GraphModule, 'queries'> {
  const imports = new Map<string, string>();
  const usesLibrary: ImportPlace[] = [];
  const diagnostics: Diagnostic[] = [...transformed.diagnostics];
  for (const [index, resolution] of resolutions.entries()) {
    const place = transformed.imports[index];
    if (!place) continue;
    if (resolution.kind === 'file') imports.set(place.specifier, resolution.path);
    else if (resolution.kind === 'library') usesLibrary.push(place);
    else diagnostics.push(resolution.diagnostic);
  }
  return { transformed, imports, usesLibrary, diagnostics };
}

/** Files that import each other in a circle cannot run: each of them gets a diagnostic at the import that closes it. */
function withoutCycles(graph: ModuleGraph): ModuleGraph {
  const checked = new Map<string, GraphModule>();
  for (const [file, module] of graph) {
    const problems = module.transformed.imports
      .filter((place) => {
        const imported = module.imports.get(place.specifier);
        return imported !== undefined && reaches(graph, imported, file);
      })
      .map((place) => cycleProblem(module, place));
    checked.set(
      file,
      problems.length > 0 ? { ...module, diagnostics: [...module.diagnostics, ...problems] } : module,
    );
  }
  return checked;
}

function reaches(graph: ModuleGraph, from: string, goal: string): boolean {
  const seen = new Set([from]);
  for (const file of seen) {
    if (file === goal) return true;
    for (const next of graph.get(file)?.imports.values() ?? []) seen.add(next);
  }
  return false;
}

function cycleProblem(module: GraphModule, place: ImportPlace): Diagnostic {
  return {
    code: 'import-cycle',
    severity: 'error',
    message: `"${place.specifier}" imports this file in turn. Move what both need into a third file.`,
    span: module.transformed.source.span(place.range),
  };
}

/** Names that are imported and not there. */
function withExportProblems(graph: ModuleGraph): ModuleGraph {
  return new Map(
    [...graph].map(([file, module]) => {
      const problems = [...missingNames(graph, module)];
      return [
        file,
        problems.length > 0 ? { ...module, diagnostics: [...module.diagnostics, ...problems] } : module,
      ];
    }),
  );
}

function* missingNames(graph: ModuleGraph, module: GraphModule): Iterable<Diagnostic> {
  for (const place of module.transformed.imports) {
    const path = module.imports.get(place.specifier);
    const names = path === undefined ? null : exportedNames(graph, path);
    if (names) yield* missingFrom(module.transformed.source, place, names);
  }
}

export function* missingFrom(
  source: SourceText,
  place: ImportPlace,
  names: ReadonlySet<string>,
): Iterable<Diagnostic> {
  for (const { name, range } of place.names) {
    if (names.has(name)) continue;
    const suggestion = closest(name, [...names]);
    const hint = suggestion
      ? `Did you mean \`${suggestion}\`?`
      : `It exports: ${[...names].join(', ') || 'nothing'}.`;
    yield {
      code: 'missing-export',
      severity: 'error',
      message: `"${place.specifier}" has no export \`${name}\`. ${hint}`,
      span: source.span(range),
    };
  }
}

/** null when it is not known: a file that cannot be parsed. */
function exportedNames(
  graph: ModuleGraph,
  file: string,
  seen = new Set<string>(),
): ReadonlySet<string> | null {
  const module = graph.get(file);
  if (!module || module.transformed.diagnostics.length > 0) return null;
  seen.add(file);
  const names = new Set(module.transformed.places.exports.keys());
  for (const specifier of module.transformed.exportsAllOf) {
    const target = module.imports.get(specifier);
    if (target === undefined || seen.has(target)) continue;
    const more = exportedNames(graph, target, seen);
    if (!more) return null;
    for (const name of more) if (name !== 'default') names.add(name);
  }
  return names;
}
