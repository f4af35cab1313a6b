import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { glob } from 'tinyglobby';
import { distFile } from '../session/distribution.js';
import { assemble } from './assemble.js';
import { schemaText, sourceSchema } from './binding.js';
import { CATALOG_FILE, CatalogError, parseCatalog } from './catalog.js';
import type { Catalog } from './catalog.js';
import type { ErrorRule } from './checks/rules.js';
import { parseConfig } from './config.js';
import type { ProjectConfig, Target } from './config.js';
import type { SqlStyle } from '../sql/format.js';
import type { ReadCatalog } from '../sql/read/infer/model.js';
import { Parser } from '../sql/read/parser.js';
import { Evaluator } from './evaluation/evaluator.js';
import { Disk, ProjectFiles } from './evaluation/files.js';
import { readCatalog } from './evaluation/readCatalog.js';
import { RunnerPool } from './evaluation/runnerPool.js';
import type { Diagnostic, Evaluation } from './model.js';
import { ProjectError } from './projectError.js';
import { formatPassage, moveSubqueries, passageAt } from './sql/actions.js';
import type { SqlAction } from './sql/actions.js';
import { SqlFiles } from './sql/sqlFiles.js';
import { fileStart } from './text.js';
import type { Range, SourceText } from './text.js';
import { writeTypes } from './types.js';

export { ProjectError } from './projectError.js';
export type { ProjectConfig, Target } from './config.js';

const CONFIG_FILE = 'firn.json';
const SQL_FILES = ['**/*.sql'];
/** A file that something writes all the time does not keep the others from being evaluated. */
const MOST_LOOKS = 4;

/** A place in a file as the editor has it. */
export interface SqlPlace {
  readonly source: SourceText;
  readonly range: Range;
  readonly target?: string;
}

export interface EvaluateOptions {
  /** Unsaved texts by absolute path. */
  readonly overlay?: ReadonlyMap<string, string>;
  /** Definition files, absolute, that are not on the disk yet; the overlay has their texts. */
  readonly added?: readonly string[];
  /** Default: the project's default target. */
  readonly target?: string;
  /** Whether feature views come with their lineage. Default: without, for nothing that follows an edit shows it. */
  readonly lineage?: boolean;
  /** Aborting gives up waiting for one's turn; what runs already is finished. */
  readonly signal?: AbortSignal;
}

/** A folder with a `firn.json`: its definitions, and where they are registered. */
export class Project {
  readonly #evaluator: Evaluator;
  /** Reads the SQL of definitions; its worker starts with the first. */
  readonly #parser: Parser;
  readonly #sqlFiles: SqlFiles;
  #names: { readonly catalog: Catalog | null; readonly sources: string; readonly read: ReadCatalog } | null =
    null;
  readonly #disk = new Disk();
  #listing: Listing | null = null;
  #catalog: { readonly text: string | null; readonly read: CatalogState } | null = null;

  private constructor(
    /** Absolute. */
    readonly folder: string,
    readonly config: ProjectConfig,
  ) {
    this.#parser = new Parser(distFile('reader.cjs'));
    this.#sqlFiles = new SqlFiles(this.#parser);
    this.#evaluator = new Evaluator(folder, new RunnerPool(distFile('runner.cjs')), this.#parser, {
      operators: config.operators,
    });
  }

  /** @throws ProjectError when there is no usable `firn.json`; its diagnostics have the places. */
  static async open(folder: string): Promise<Project> {
    const absolute = path.resolve(folder);
    const file = path.join(absolute, CONFIG_FILE);
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      const message =
        error.code === 'ENOENT'
          ? `There is no ${CONFIG_FILE} in ${absolute}. Create a project with \`firn init\`, or name its folder.`
          : `${file} cannot be read: ${error.message}`;
      throw new ProjectError(message, error.code === 'ENOENT' ? 'no-project' : 'config-unreadable');
    });
    const { config, diagnostics } = parseConfig(file, text);
    if (!config) throw new ProjectError(configMessage(file, diagnostics), 'config-invalid', diagnostics);
    return new Project(absolute, config);
  }

  /** @throws ProjectError `unknown-target`. */
  target(name: string = this.config.defaultTarget): Target {
    const target = this.config.targets.get(name);
    if (target) return target;
    const names = [...this.config.targets.keys()].join(', ');
    throw new ProjectError(`firn.json has no target \`${name}\`. It has: ${names}.`, 'unknown-target');
  }

  /** Runs the definitions as they are now. Errors in them are diagnostics; the other files' definitions are there. */
  async evaluate(options: EvaluateOptions = {}): Promise<Evaluation> {
    options.signal?.throwIfAborted();
    const target = this.target(options.target);
    let listing: Listing = (this.#listing ??= await this.#look());
    for (let look = 1; ; look += 1) {
      const before = this.#disk.changes;
      // A keystroke rarely comes with a change on the disk: it is evaluated with what is known of the disk, which is
      // looked at meanwhile.
      const [evaluation, now] = await Promise.all([
        this.#evaluate(listing, target, options),
        setImmediate().then(() => this.#look()),
      ]);
      const same = this.#disk.changes === before && sameListing(listing, now);
      this.#listing = listing = now;
      if (same || look === MOST_LOOKS) return evaluation;
    }
  }

  async #evaluate(
    { definitions, sqlFiles }: Listing,
    target: Target,
    options: EvaluateOptions,
  ): Promise<Evaluation> {
    const files = new ProjectFiles(this.#disk, options.overlay);
    const { catalog, problem } = await this.#readCatalog(files);
    const sources = schemaText(sourceSchema(target));
    const entries = [...new Set([...definitions, ...(options.added ?? [])])].sort();
    const output = await this.#evaluator.evaluate(
      { entries, files, catalog, sources, lineage: options.lineage ?? false },
      options.signal,
    );
    const inSql = await this.#sqlFiles.check(sqlFiles, files, this.#namesOf(catalog, sources));
    const evaluation = assemble(output, entries, this.config, inSql);
    return problem ? withCatalogProblem(evaluation, problem) : evaluation;
  }

  /** The snapshot of the source tables as it is now; null when there is none that can be used. */
  async catalog(): Promise<Catalog | null> {
    await this.#disk.refresh();
    return (await this.#readCatalog(new ProjectFiles(this.#disk))).catalog;
  }

  /** Gives the project this version's types of `firn`; the file's path when it was written. */
  async writeTypes(): Promise<string | null> {
    return writeTypes(this.folder, this.config.operators);
  }

  async close(): Promise<void> {
    await this.#evaluator.close();
    await this.#parser.stop();
  }

  /** What may be done with the query at a place of a file; empty when there is none. */
  async sqlActions(place: SqlPlace, style: SqlStyle): Promise<readonly SqlAction[]> {
    const passage = passageAt(place.source, place.range);
    if (passage === null) return [];
    const target = this.target(place.target);
    await this.#disk.refresh();
    const { catalog } = await this.#readCatalog(new ProjectFiles(this.#disk));
    const names = this.#namesOf(catalog, schemaText(sourceSchema(target)));
    const moved = await moveSubqueries(passage, place.source, names, this.#parser);
    return [formatPassage(passage, place.source, style), ...(moved === null ? [] : [moved])];
  }

  /** The snapshot as queries see it; the same object while both are the same. */
  #namesOf(catalog: Catalog | null, sources: string): ReadCatalog {
    if (this.#names?.catalog !== catalog || this.#names.sources !== sources)
      this.#names = { catalog, sources, read: readCatalog(catalog, sources) };
    return this.#names.read;
  }

  /** What is on the disk now. */
  async #look(): Promise<Listing> {
    const [definitions, sqlFiles] = await Promise.all([
      this.#filesOf(this.config.definitions),
      this.#filesOf(SQL_FILES),
      this.#disk.refresh(),
    ]);
    return { definitions, sqlFiles };
  }

  async #filesOf(patterns: readonly string[]): Promise<string[]> {
    const found = await glob([...patterns], {
      cwd: this.folder,
      absolute: true,
      ignore: ['**/node_modules/**', '**/.firn/**', '**/*.d.ts'],
      expandDirectories: false,
    });
    return found.map((file) => path.normalize(file)).sort();
  }

  /** The snapshot; the same object while its text is the same. */
  async #readCatalog(files: ProjectFiles): Promise<CatalogState> {
    const file = path.join(this.folder, CATALOG_FILE);
    const text = await files.text(file);
    if (!this.#catalog || this.#catalog.text !== text)
      this.#catalog = { text, read: catalogState(file, text) };
    return this.#catalog.read;
  }
}

/** The files that are there, absolute and sorted. */
interface Listing {
  readonly definitions: readonly string[];
  readonly sqlFiles: readonly string[];
}

const sameListing = (a: Listing, b: Listing): boolean => JSON.stringify(a) === JSON.stringify(b);

interface CatalogState {
  readonly catalog: Catalog | null;
  readonly problem: Diagnostic | null;
}

function catalogState(file: string, text: string | null): CatalogState {
  const problem = (code: ErrorRule, message: string): CatalogState => ({
    catalog: null,
    problem: { code, severity: 'error', message, span: fileStart(file) },
  });
  if (text === null)
    return problem(
      'catalog-missing',
      `There is no ${CATALOG_FILE}: the source tables' columns are not known. Read them from the account with \`firn pull\`.`,
    );
  try {
    return { catalog: parseCatalog(text), problem: null };
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    return problem(
      'catalog-invalid',
      `${CATALOG_FILE} cannot be used: ${error.message}. Write it again with \`firn pull\`.`,
    );
  }
}

/** Without a catalog no table is known; one diagnostic says so, not one a table. */
function withCatalogProblem(evaluation: Evaluation, problem: Diagnostic): Evaluation {
  const others = evaluation.diagnostics.filter(({ code }) => code !== 'unknown-table');
  return { ...evaluation, diagnostics: [problem, ...others] };
}

function configMessage(file: string, diagnostics: readonly Diagnostic[]): string {
  const [first] = diagnostics;
  const more = diagnostics.length > 1 ? ` (and ${diagnostics.length - 1} more)` : '';
  return `${file}:${first?.span.line ?? 1}:${first?.span.column ?? 1}: ${first?.message ?? 'not usable'}${more}`;
}
