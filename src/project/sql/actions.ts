import { formatSql } from '../../sql/format.js';
import type { SqlStyle } from '../../sql/format.js';
import type { ReadCatalog } from '../../sql/read/infer/model.js';
import type { Parser } from '../../sql/read/parser.js';
import { readQuery } from '../../sql/read/queries.js';
import { subqueriesToCtes } from '../../sql/read/subqueries.js';
import type { TextEdit } from '../../sql/read/subqueries.js';
import { frameNumber } from '../../sql/read/template.js';
import { sameTokens } from '../../sql/tokens.js';
import type { Fix } from '../model.js';
import type { Range, SourceText } from '../text.js';
import { passagesIn } from './passages.js';
import type { Passage } from './passages.js';

/** A change of a query that the author may ask for. */
export interface SqlAction {
  readonly kind: 'format' | 'subqueries';
  /** null: there is nothing to do, or `reason` says why it cannot be done. */
  readonly fix: Fix | null;
  /** Why it is not done, wholly or in part. */
  readonly reason?: string;
}

/** The query at a place of a file; null when there is none. */
export function passageAt(source: SourceText, { start, end }: Range): Passage | null {
  return passagesIn(source).find(({ range }) => range.start <= start && end <= range.end) ?? null;
}

/** The sub-queries of a query as CTEs; null when it has none, or cannot be read. */
export async function moveSubqueries(
  passage: Passage,
  source: SourceText,
  catalog: ReadCatalog,
  parser: Parser,
): Promise<SqlAction | null> {
  const read = await readQuery(parser, passage.text);
  if ('problem' in read) return null;
  const { edits, refused } = subqueriesToCtes(passage.text, read.query, withOpenFrames(catalog));
  const [first] = refused;
  if (edits.length === 0 && first === undefined) return null;
  const reason =
    first === undefined
      ? {}
      : { reason: `${firstLine(passage.text.slice(first.start, first.end))}: ${first.reason}` };
  return { kind: 'subqueries', fix: edits.length === 0 ? null : fixOf(edits, passage, source), ...reason };
}

const TITLE = 'Move the sub-queries into WITH';

function fixOf(edits: readonly TextEdit[], passage: Passage, source: SourceText): Fix {
  return {
    title: TITLE,
    edits: edits.map(({ start, end, newText }) => ({
      span: source.span({
        start: passage.place(start, 'start'),
        end: passage.place(end, start === end ? 'start' : 'end'),
      }),
      newText: passage.written(newText),
    })),
  };
}

const firstLine = (text: string): string => {
  const [line = ''] = text.trim().split('\n');
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
};

/** What frames of a template give is known only when the definition is evaluated. */
function withOpenFrames(catalog: ReadCatalog): ReadCatalog {
  return {
    names: catalog.names,
    relation: (path) =>
      frameNumber(path[0] ?? '') === undefined
        ? catalog.relation(path)
        : { id: path[0] ?? '', path: [], columns: [], open: true },
  };
}

/** A query in the user's style; in a template, its lines stand deeper than the line that the template begins in. */
export function formatPassage(passage: Passage, source: SourceText, style: SqlStyle): SqlAction {
  const { text, leftAlone } = formatSql(passage.text.trim(), style);
  if (leftAlone !== null) return { kind: 'format', fix: null, reason: leftAlone };
  const laidOut = passage.isTemplate ? indented(text, passage, source, style) : text;
  if (!sameTokens(passage.text, laidOut))
    return {
      kind: 'format',
      fix: null,
      reason: 'A text of several lines in it would change with its indentation.',
    };
  if (laidOut === passage.text) return { kind: 'format', fix: null };
  const span = source.span(passage.range);
  return {
    kind: 'format',
    fix: { title: 'Format this SQL', edits: [{ span, newText: passage.written(laidOut) }] },
  };
}

function indented(text: string, { range }: Passage, source: SourceText, { indent }: SqlStyle): string {
  if (!text.includes('\n')) return text;
  const line = source.text.slice(source.text.lastIndexOf('\n', range.start - 1) + 1, range.start);
  const base = /^[\t ]*/.exec(line)?.[0] ?? '';
  const inner = base + ' '.repeat(indent);
  const lines = text.split('\n').map((l) => (l === '' ? '' : inner + l));
  return `\n${lines.join('\n')}\n${base}`;
}
