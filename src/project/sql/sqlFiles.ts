import { inferQuery } from '../../sql/read/infer.js';
import type { ReadCatalog, ReadProblem } from '../../sql/read/infer/model.js';
import type { Parser } from '../../sql/read/parser.js';
import { readQuery } from '../../sql/read/queries.js';
import { diagnostic, replacement } from '../checks/rule.js';
import type { ProjectFiles } from '../evaluation/files.js';
import type { Diagnostic } from '../model.js';
import { SourceText } from '../text.js';
import { passagesIn } from './passages.js';
import type { Passage } from './passages.js';

interface Checked {
  readonly text: string;
  readonly catalog: ReadCatalog;
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks the queries of a project's SQL files against the catalog snapshot. A file is read again when it changed. */
export class SqlFiles {
  #checked = new Map<string, Checked>();

  constructor(private readonly parser: Parser) {}

  async check(
    paths: readonly string[],
    files: ProjectFiles,
    catalog: ReadCatalog,
  ): Promise<readonly Diagnostic[]> {
    const checked = new Map<string, Checked>();
    for (const file of paths) {
      const text = await files.text(file);
      if (text === null) continue;
      const known = this.#checked.get(file);
      const same = known?.text === text && known.catalog === catalog;
      checked.set(file, same ? known : await this.#check(new SourceText(file, text), catalog));
    }
    this.#checked = checked;
    return [...checked.values()].flatMap(({ diagnostics }) => diagnostics);
  }

  async #check(source: SourceText, catalog: ReadCatalog): Promise<Checked> {
    const passages = passagesIn(source);
    const found = await Promise.all(
      passages.map(async (passage) => {
        const problems = await this.#problems(passage.text, catalog);
        return problems.map((problem) => placed(problem, passage, source));
      }),
    );
    return { text: source.text, catalog, diagnostics: found.flat() };
  }

  async #problems(text: string, catalog: ReadCatalog): Promise<readonly ReadProblem[]> {
    const read = await readQuery(this.parser, text);
    return 'problem' in read ? [read.problem] : inferQuery(read.query, text, catalog).problems;
  }
}

function placed(problem: ReadProblem, passage: Passage, source: SourceText): Diagnostic {
  const { message, suggestion } = problem;
  const span = source.span({
    start: passage.place(problem.start, 'start'),
    end: passage.place(problem.end, 'end'),
  });
  const fix = suggestion === undefined ? undefined : replacement(span, suggestion);
  switch (problem.code) {
    case 'sql-unread':
      return diagnostic(problem.code, 'warning', message, span, fix);
    case 'sql-type-unknown':
    case 'table-outside':
      return diagnostic('sql-type-unknown', 'information', message, span, fix);
    case 'unknown-table':
      // A statement of a file runs wherever it is run: the table may be there.
      return diagnostic('sql-type-unknown', 'information', message, span, fix);
    default:
      return diagnostic(problem.code, 'error', message, span, fix);
  }
}
