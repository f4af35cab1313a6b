/**
 * Snowflake's lexical rules: identifiers, string and `$$` literals, numbers, operators, comments.
 * Source: "Identifier requirements", "String & binary data types" (escape sequences), "Query syntax".
 */
import { ReadError } from './readError.js';

export type TokenKind =
  /** Unquoted identifier or keyword; `value` is its upper-case form. */
  | 'word'
  /** `"Quoted"`; `value` is the name with doubled quotes resolved. */
  | 'quoted'
  /** `'text'` or `$$text$$`; `value` is the text with escapes resolved. */
  | 'string'
  /** `12`, `1.5`, `1e-3`. */
  | 'number'
  /** `$1`, `$name`; `value` is what follows the dollar sign, names in upper case. */
  | 'variable'
  /** `@stage/path`, `@~/x`, `@%table`; `value` is the whole text. */
  | 'stage'
  /** `file:///path` and `snow://dataset/name/versions/v/`, unquoted. */
  | 'url'
  | 'operator';

export interface Token {
  readonly kind: TokenKind;
  /** As written. */
  readonly text: string;
  readonly value: string;
  /** Offsets in UTF-16 units, end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** Longest first, so that `<=` wins over `<`. */
const OPERATORS = ['<=>', '||', '::', '=>', '->', '<=', '>=', '<>', '!=', ':='];

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  '0': '\0',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

const SPACE = /\s/;
const WORD_START = /[\p{L}_]/u;
const WORD_PART = /[\p{L}\p{N}_$]/u;
const DIGIT = /[0-9]/;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const STAGE = /@(?:"(?:[^"]|"")*"|[^\s,;()'"])*/y;
const URL = /file:\/\/\S*|snow:\/\/(?:"[^"]*"|[^\s"';,()])*/iy;
const VARIABLE = /\$(?:\d+|[A-Za-z_]\w*)/y;
/** Hexadecimal, Unicode and octal codes. */
const ESCAPE_CODE = /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|([0-7]{3}))/y;

/** Line and column (both from 1, as Snowflake's messages count lines; its columns count from 0). */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - (before.lastIndexOf('\n') + 1) };
}

/** The offset of a line (from 1) and column (from 0). */
export function positionOffset(text: string, { line, column }: { line: number; column: number }): number {
  let start = 0;
  for (let n = 1; n < line; n++) start = text.indexOf('\n', start) + 1;
  return Math.min(start + column, text.length);
}

function unterminated(text: string, offset: number, what: string): never {
  const { line, column } = positionAt(text, offset);
  throw new ReadError(
    `SQL compilation error:\nparse error line ${line} at position ${column} near '<EOF>': unterminated ${what}.`,
    '001003',
    '42000',
    { line, column },
  );
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

class Lexer {
  private at = 0;
  private readonly tokens: Token[] = [];

  constructor(private readonly text: string) {}

  run(): readonly Token[] {
    while (this.skipBlank()) this.next();
    return this.tokens;
  }

  /** Moves over white space and comments; false at the end. */
  private skipBlank(): boolean {
    const { text } = this;
    for (;;) {
      const c = text[this.at];
      if (c === undefined) return false;
      if (SPACE.test(c)) this.at++;
      else if (text.startsWith('--', this.at) || text.startsWith('//', this.at)) {
        const end = text.indexOf('\n', this.at);
        this.at = end < 0 ? text.length : end + 1;
      } else if (text.startsWith('/*', this.at)) {
        const end = text.indexOf('*/', this.at + 2);
        if (end < 0) unterminated(text, this.at, 'comment');
        this.at = end + 2;
      } else return true;
    }
  }

  private next(): void {
    const { text, at } = this;
    const c = text[at]!;
    if (c === "'") return this.string();
    if (text.startsWith('$$', at)) return this.dollarString();
    if (c === '"') return this.quoted();
    if (c === '$') return this.pattern('variable', VARIABLE, (v) => v.slice(1).toUpperCase());
    if (c === '@') return this.pattern('stage', STAGE, (v) => v);
    if (match(URL, text, at) !== null) return this.pattern('url', URL, (v) => v);
    if (DIGIT.test(c) || (c === '.' && DIGIT.test(text[at + 1] ?? '') && !this.afterOperand())) {
      return this.pattern('number', NUMBER, (v) => v);
    }
    if (WORD_START.test(c)) return this.word();
    const operator = OPERATORS.find((o) => text.startsWith(o, at)) ?? c;
    this.push('operator', at + operator.length, operator);
  }

  /** `t.1` never occurs, but `a.b` after a name must not start a number. */
  private afterOperand(): boolean {
    const last = this.tokens.at(-1);
    return last !== undefined && last.end === this.at && (last.kind === 'word' || last.kind === 'quoted');
  }

  private push(kind: TokenKind, end: number, value: string): void {
    this.tokens.push({ kind, text: this.text.slice(this.at, end), value, start: this.at, end });
    this.at = end;
  }

  private pattern(kind: TokenKind, pattern: RegExp, value: (text: string) => string): void {
    const found = match(pattern, this.text, this.at);
    if (found === null) return this.push('operator', this.at + 1, this.text[this.at]!);
    this.push(kind, this.at + found[0].length, value(found[0]));
  }

  private word(): void {
    let end = this.at + 1;
    while (end < this.text.length && WORD_PART.test(this.text[end]!)) end++;
    this.push('word', end, this.text.slice(this.at, end).toUpperCase());
  }

  private quoted(): void {
    let end = this.at + 1;
    for (;;) {
      end = this.text.indexOf('"', end);
      if (end < 0) unterminated(this.text, this.at, 'quoted identifier');
      if (this.text[end + 1] !== '"') break;
      end += 2;
    }
    this.push('quoted', end + 1, this.text.slice(this.at + 1, end).replaceAll('""', '"'));
  }

  private dollarString(): void {
    const end = this.text.indexOf('$$', this.at + 2);
    if (end < 0) unterminated(this.text, this.at, '$$ literal');
    this.push('string', end + 2, this.text.slice(this.at + 2, end));
  }

  private string(): void {
    const { text } = this;
    let value = '';
    let at = this.at + 1;
    for (;;) {
      const c = text[at];
      if (c === undefined) unterminated(text, this.at, 'string literal');
      if (c === "'") {
        if (text[at + 1] !== "'") break;
        value += "'";
        at += 2;
      } else if (c === '\\') {
        const code = match(ESCAPE_CODE, text, at);
        if (code !== null) {
          const [, hex, unicode, octal] = code;
          value += String.fromCharCode(
            octal === undefined ? Number.parseInt(hex ?? unicode ?? '', 16) : Number.parseInt(octal, 8),
          );
          at += code[0].length;
        } else {
          const next = text[at + 1] ?? '';
          // An unknown escape keeps its character and loses the backslash.
          value += ESCAPES[next] ?? next;
          at += 2;
        }
      } else {
        value += c;
        at++;
      }
    }
    this.push('string', at + 1, value);
  }
}

/**
 * The tokens of a Snowflake text, comments left out.
 * @throws ReadError 001003 for an unterminated literal, quoted identifier or comment.
 */
export function tokenize(text: string): readonly Token[] {
  return new Lexer(text).run();
}
