import type { FrameProblem, TemplatePlace } from '../../dataframe/problems.js';
import type { ReadTemplate } from '../../dataframe/queryReader.js';
import type { Field, Node } from '../../dataframe/plan/node.js';
import type { RawRead } from '../../dataframe/plan/rawSql.js';
import { tableNode } from '../../dataframe/plan/table.js';
import { here } from '../../dataframe/trace.js';
import { identifier } from '../../sql/identifiers.js';
import { inferQuery } from '../../sql/read/infer.js';
import type { InferredQuery, InferredUse } from '../../sql/read/infer.js';
import type { ReadCatalog, ReadProblem } from '../../sql/read/infer/model.js';
import { sized } from '../../sql/read/infer/operators.js';
import { frameNumber, pieceAt, standIns, templateText } from '../../sql/read/template.js';
import { readCatalog } from './readCatalog.js';
import type { ReadText } from '../../sql/read/queries.js';

/** Reads the templates of definitions from what the parent process parsed. */
export class TemplateReader {
  catalog: ReadCatalog = readCatalog(null, '');
  readonly #texts = new Map<string, readonly ReadText[]>();

  /** The queries of a module, by their text. */
  update(module: string, queries: readonly ReadText[]): void {
    this.#texts.set(module, queries);
  }

  remove(module: string): void {
    this.#texts.delete(module);
  }

  readonly read = (texts: readonly string[], frames: readonly Node[]): ReadTemplate | null => {
    const text = templateText(texts);
    const found = this.#find(text);
    if (found === undefined) return null;
    const place = (problem: { start: number; end: number }): TemplatePlace => ({
      from: pieceAt(texts, problem.start, 'start'),
      to: pieceAt(texts, problem.end, 'end'),
    });
    const framed = (problem: ReadProblem | PlacedTable): FrameProblem =>
      ({
        ...asFound(problem),
        place: { call: here()!, template: place(problem) },
        ...(problem.suggestion === undefined ? {} : { suggestion: problem.suggestion }),
      }) as FrameProblem;
    if ('problem' in found)
      return { texts, frames, fields: [], open: true, reads: null, problems: [framed(found.problem)] };
    const inferred = inferQuery(found.query, text, withFrames(this.catalog, frames));
    return {
      ...this.#cut(texts, frames, inferred),
      fields: inferred.columns.map((c): Field => ({ name: c.name, type: c.type, nullable: c.nullable })),
      open: inferred.open,
      problems: [...inferred.problems, ...placedTables(text, inferred)].map(framed),
    };
  };

  #find(text: string): ReadText | undefined {
    for (const queries of this.#texts.values())
      for (const query of queries) if (query.text === text) return query;
    return undefined;
  }

  /** Source tables that the text names become frames, so that they are written where the target binds them. */
  #cut(
    texts: readonly string[],
    frames: readonly Node[],
    { tables, columns, complete }: InferredQuery,
  ): Pick<ReadTemplate, 'texts' | 'frames' | 'reads'> {
    const text = templateText(texts);
    const nodes = new Map<string, Node>();
    const nodeOf = (id: string): Node | undefined => {
      const number = frameNumber(id);
      const node = number === undefined ? (nodes.get(id) ?? this.#sourceNode(id)) : frames[number];
      if (node !== undefined) nodes.set(id, node);
      return node;
    };
    const cuts = [
      ...standIns(texts).map(({ start, end, frame }) => ({ start, end, node: frames[frame] })),
      ...tables
        .filter(({ id }) => frameNumber(id) === undefined)
        .map(({ start, end, id }) => ({ start, end, node: nodeOf(id) })),
    ].sort((a, b) => a.start - b.start);
    const pieces = cuts.map(({ start }, i) => text.slice(cuts[i - 1]?.end ?? 0, start));
    return {
      texts: [...pieces, text.slice(cuts.at(-1)?.end ?? 0)],
      frames: cuts.flatMap(({ node }) => node ?? []),
      reads: complete
        ? new Map(columns.map((c) => [c.name, c.uses.flatMap((use) => readOf(use, nodeOf))]))
        : null,
    };
  }

  #sourceNode(name: string): Node {
    const relation = this.catalog.relation([name]);
    const columns = typeof relation === 'string' ? [] : relation.columns;
    const fields = columns.map((c): Field => Object.freeze({ ...c }));
    return tableNode(name, fields, false, [], here());
  }
}

function readOf(use: InferredUse, nodeOf: (id: string) => Node | undefined): readonly RawRead[] {
  const { relation, column, dependencies } = use;
  const frame = nodeOf(relation);
  return frame === undefined ? [] : [{ frame, column, dependencies }];
}

/** Interpolated frames as tables whose names are their stand-ins. */
function withFrames(catalog: ReadCatalog, frames: readonly Node[]): ReadCatalog {
  return {
    names: catalog.names,
    relation: (path) => {
      const number = path.length === 1 ? frameNumber(path[0]!) : undefined;
      const frame = number === undefined ? undefined : frames[number];
      if (frame === undefined) return catalog.relation(path);
      return {
        id: path[0]!,
        path: frame.kind === 'table' ? [frame.name] : [],
        columns: frame.fields.map((f) => ({ name: f.name, type: sized(f.type), nullable: f.nullable })),
        open: frame.open,
      };
    },
  };
}

interface PlacedTable extends Omit<ReadProblem, 'code'> {
  readonly code: 'written-place';
}

/** Source tables that are written with the place that this target has for them, which another target has not. */
function placedTables(text: string, { tables }: InferredQuery): readonly PlacedTable[] {
  return tables
    .filter(({ isPlaced }) => isPlaced)
    .map(({ start, end, id, isHidden }) => ({
      code: 'written-place',
      message:
        `${text.slice(start, end)} is where this target has its sources: a target that has them elsewhere is taken there all the same. ` +
        `${isHidden ? `Rename the CTE ${identifier(id)}, and write` : 'Write'} the table by its name alone, which every target finds.`,
      start,
      end,
      ...(isHidden ? {} : { suggestion: identifier(id) }),
    }));
}

/** What a problem of a text is to a definition, which serves every target. */
function asFound({
  code,
  message,
}: ReadProblem | PlacedTable): Pick<FrameProblem, 'code' | 'severity' | 'message'> {
  if (code === 'written-place') return { code, severity: 'warning', message };
  if (code !== 'table-outside') return { code, severity: SEVERITIES[code], message };
  return {
    code: 'written-place',
    severity: 'warning',
    message: `${message} It is read there in every target: write its name alone where it is one of the project's sources.`,
  };
}

const SEVERITIES: Readonly<Record<Exclude<ReadProblem['code'], 'table-outside'>, FrameProblem['severity']>> =
  {
    'sql-syntax': 'error',
    'sql-unread': 'warning',
    'unknown-table': 'error',
    'unknown-column': 'error',
    'ambiguous-column': 'error',
    'type-mismatch': 'error',
    'invalid-argument': 'error',
    'sql-type-unknown': 'information',
  };
