import type { Node, TemplateLiteral } from 'oxc-parser';
import { splitStatements } from '../../sql/read/split.js';
import { ReadError } from '../../sql/read/readError.js';
import { isQueryText, pieceAt, standIns, templateText } from '../../sql/read/template.js';
import { children, parseFile } from '../evaluation/syntax.js';
import { inTemplate, pieceStarts, templateOffset } from '../evaluation/templateText.js';
import type { Range, SourceText } from '../text.js';

/** A query in a file: a statement of a SQL file, or a template literal of a definition. */
export interface Passage {
  /** As SQL; stand-ins stand for the frames of a template. */
  readonly text: string;
  /** Where it stands in the file. */
  readonly range: Range;
  /** Where an offset of `text` is in the file. */
  readonly place: (offset: number, edge: 'start' | 'end') => number;
  /** SQL as it is written at that place: escaped, with the frames back in. */
  readonly written: (sql: string) => string;
  readonly isTemplate: boolean;
}

const TEMPLATES = /\.[cm]?ts$/;

export function passagesIn(source: SourceText): readonly Passage[] {
  if (TEMPLATES.test(source.file)) return templatesIn(source);
  return source.file.endsWith('.sql') ? statementsIn(source.text) : [];
}

/** The queries among the statements of a text; none where it cannot be cut into statements. */
function statementsIn(text: string): readonly Passage[] {
  try {
    return splitStatements(text)
      .filter((statement) => isQueryText(statement.text))
      .map(({ text: sql, start }) => ({
        text: sql,
        range: { start, end: start + sql.length },
        place: (offset) => start + offset,
        written: (written) => written,
        isTemplate: false,
      }));
  } catch (error) {
    if (error instanceof ReadError) return [];
    throw error;
  }
}

function templatesIn(source: SourceText): readonly Passage[] {
  const found: Passage[] = [];
  const visit = (node: Node): void => {
    if (node.type === 'TaggedTemplateExpression') {
      const passage = templatePassage(node.quasi, source.text);
      if (passage !== null) found.push(passage);
    }
    children(node).forEach(visit);
  };
  visit(parseFile(source).program);
  return found;
}

function templatePassage(quasi: TemplateLiteral, file: string): Passage | null {
  const texts = quasi.quasis.flatMap(({ value }) => value.cooked ?? []);
  const text = templateText(texts);
  if (texts.length !== quasi.quasis.length || !isQueryText(text)) return null;
  const starts = pieceStarts(quasi, file);
  const [first = 0] = starts;
  const frames = quasi.expressions.map((_, i) => {
    const before = templateOffset(file, starts[i] ?? 0, texts[i]?.length ?? 0);
    return file.slice(before, starts[i + 1] ?? before);
  });
  const place = (offset: number, edge: 'start' | 'end'): number => {
    const at = pieceAt(texts, offset, edge);
    return templateOffset(file, starts[at.piece] ?? first, at.offset);
  };
  const words = standIns(texts).map(({ start, end }) => text.slice(start, end));
  return {
    text,
    range: { start: first, end: place(text.length, 'end') },
    place,
    written: (sql) =>
      words.reduce(
        (written, word, i) =>
          written.replaceAll(new RegExp(`${word.replace('$', '\\$')}(?!\\d)`, 'g'), () => frames[i] ?? word),
        inTemplate(sql),
      ),
    isTemplate: true,
  };
}
