import type { Comment, Node, Program } from 'oxc-parser';
import type { Range, SourceText } from '../text.js';
import { children, parseFile } from './syntax.js';

/** `// firn-ignore left-join-undone: orders without lines are noise` */
export interface Silence {
  /** The comment. */
  readonly range: Range;
  /** The rules it names, as they are written. */
  readonly rules: readonly { readonly id: string; readonly range: Range }[];
  /** Why; empty when it does not say. */
  readonly reason: string;
  /** Whether nothing else stands in its line. */
  readonly ownLine: boolean;
  /** The text that it speaks of. */
  readonly covers: readonly Range[];
}

const DIRECTIVE = /^\s*firn-ignore(?![\w-])([^:]*)(?::([\s\S]*))?$/;

/**
 * The comments of a file that silence rules. One in a line of its own speaks of the statement, call or property that
 * begins after it; one at the end of a line, of that line and of the statement or call that ends there.
 */
export function silencesIn(source: SourceText, program: Program, comments: readonly Comment[]): Silence[] {
  const directives = comments.flatMap((comment) => {
    const match = DIRECTIVE.exec(comment.value);
    return match ? [{ comment, names: match[1] ?? '', reason: (match[2] ?? '').trim() }] : [];
  });
  if (directives.length === 0) return [];
  const code = new Code(source, program, comments);
  return directives.map(({ comment, names, reason }) => {
    const ownLine = code.lineBefore(comment.start).trim() === '';
    const namesStart =
      comment.start + '//'.length + comment.value.indexOf(names, comment.value.indexOf('firn-ignore'));
    return {
      range: { start: comment.start, end: comment.end },
      rules: [...names.matchAll(/[^\s,]+/g)].map(({ 0: id, index }) => ({
        id,
        range: { start: namesStart + index, end: namesStart + index + id.length },
      })),
      reason,
      ownLine,
      covers: ownLine ? code.startingAfter(comment.end) : code.endingBefore(comment.start),
    };
  });
}

/** What the text of a file is made of, as far as a comment can speak of it. */
class Code {
  readonly #text: string;
  readonly #nodes: readonly Node[];

  constructor(
    source: SourceText,
    program: Program,
    private readonly comments: readonly Comment[],
  ) {
    this.#text = source.text;
    this.#nodes = [...within(program)];
  }

  lineBefore(offset: number): string {
    return this.#text.slice(this.#text.lastIndexOf('\n', offset - 1) + 1, offset);
  }

  startingAfter(offset: number): Range[] {
    const token = this.#tokenAfter(offset);
    const nodes = this.#nodes.filter((node) => node.start === token);
    const links = this.#links().filter((link) => link.start === token);
    return [this.#lineOf(token), ...largest([...nodes, ...links])];
  }

  endingBefore(offset: number): Range[] {
    const end = this.#text.slice(0, offset).trimEnd().length;
    const bare = this.#text.slice(0, end).replace(/[\s,;]+$/, '').length;
    const endsHere = (range: Range) => range.end === end || range.end === bare;
    const statements = this.#nodes.filter((node) => endsHere(node) && STATEMENT.test(node.type));
    const links = this.#links().filter(endsHere);
    const properties = this.#nodes.filter((node) => endsHere(node) && node.type === 'Property');
    const [found] = [statements, links, properties].filter((ranges) => ranges.length > 0);
    return [this.#lineOf(end - 1), ...largest(found ?? [])];
  }

  /** `.method(…)`: what a line of a chain is. */
  #links(): Range[] {
    return this.#nodes.flatMap((node) =>
      node.type === 'CallExpression' && node.callee.type === 'MemberExpression'
        ? [{ start: this.#tokenAfter(node.callee.object.end), end: node.end }]
        : [],
    );
  }

  #tokenAfter(offset: number): number {
    let at = offset;
    for (;;) {
      while (/\s/.test(this.#text[at] ?? '')) at++;
      const comment = this.comments.find(({ start }) => start === at);
      if (!comment) return at;
      at = comment.end;
    }
  }

  /** The line, with all of the template literals that begin in it. */
  #lineOf(offset: number): Range {
    const start = this.#text.lastIndexOf('\n', offset - 1) + 1;
    const newLine = this.#text.indexOf('\n', offset);
    const end = newLine === -1 ? this.#text.length : newLine;
    const ends = this.#nodes
      .filter((node) => node.type === 'TemplateLiteral' && node.start >= start && node.start < end)
      .map((node) => node.end);
    return { start, end: Math.max(end, ...ends) };
  }
}

const STATEMENT = /Statement$|Declaration$/;

function* within(node: Node): Iterable<Node> {
  for (const child of children(node)) {
    yield child;
    yield* within(child);
  }
}

function largest(ranges: readonly Range[]): Range[] {
  const [first, ...others] = ranges;
  if (!first) return [];
  const found = others.reduce((a, b) => (b.end - b.start > a.end - a.start ? b : a), first);
  return [{ start: found.start, end: found.end }];
}

/** Where a line of its own can be put before `line`: not inside a text that would then hold it. */
export function lineForComment(source: SourceText, line: number): number {
  const start = source.offset(line, 1);
  const text = templatesOf(source).find((template) => template.start < start && start <= template.end);
  return text ? lineForComment(source, source.position(text.start).line) : line;
}

const knownTemplates = new WeakMap<SourceText, readonly Range[]>();

function templatesOf(source: SourceText): readonly Range[] {
  const known = knownTemplates.get(source);
  if (known) return known;
  const found = [...within(parseFile(source).program)].filter((node) => node.type === 'TemplateLiteral');
  knownTemplates.set(source, found);
  return found;
}
