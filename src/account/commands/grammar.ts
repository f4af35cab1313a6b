import { AccountError } from '../account.js';
import type { SnowflakeType } from '../account.js';
import type { ObjectName } from '../catalog/names.js';
import { unsupported } from '../catalog/refusals.js';
import type { Token } from '../../sql/read/lexer.js';
import type { TimestampMapping } from '../../sql/read/types.js';
import { positionAt } from '../../sql/read/lexer.js';
import { tokenize } from '../query/reading.js';
import { parseType } from '../query/reading.js';

/**
 * A cursor over one statement's tokens with the pieces every command is made of. `try…` methods consume what they
 * find and answer whether they did; the others raise Snowflake's syntax error where they stand.
 */
export class Grammar {
  private index = 0;
  private readonly tokens: readonly Token[];

  constructor(
    readonly source: string,
    /** What TIMESTAMP means. */
    private readonly timestamp: TimestampMapping = 'TIMESTAMP_NTZ',
  ) {
    const tokens = tokenize(source);
    this.tokens = tokens.at(-1)?.text === ';' ? tokens.slice(0, -1) : tokens;
  }

  /** The statement as written, without blanks, comments and semicolon around it. */
  get text(): string {
    const last = this.tokens.at(-1);
    return last === undefined ? '' : this.source.slice(this.tokens[0]?.start, last.end);
  }

  get atEnd(): boolean {
    return this.index >= this.tokens.length;
  }

  peek(ahead = 0): Token | undefined {
    return this.tokens[this.index + ahead];
  }

  /** The upper-cased word here (never a quoted identifier), or the empty text. */
  word(ahead = 0): string {
    const token = this.peek(ahead);
    return token?.kind === 'word' ? token.value : '';
  }

  /** True when these words (or symbols) stand here; nothing is consumed. */
  looksAt(...words: string[]): boolean {
    return words.every((word, i) => {
      const token = this.peek(i);
      return (token?.kind === 'word' || token?.kind === 'operator') && token.value === word;
    });
  }

  try(...words: string[]): boolean {
    if (!this.looksAt(...words)) return false;
    this.index += words.length;
    return true;
  }

  expect(...words: string[]): void {
    for (const word of words) if (!this.try(word)) this.unexpected();
  }

  /** The first of these words that stands here. */
  oneOf<W extends string>(...words: readonly W[]): W {
    const found = words.find((word) => this.try(...word.split(' ')));
    return found ?? this.unexpected();
  }

  /** Consumes one of these words if it stands here. */
  oneOfOrNothing(...words: readonly string[]): void {
    words.some((word) => this.try(word));
  }

  end(): void {
    if (!this.atEnd) this.unexpected();
  }

  /** Raises the syntax error for the token that stands here. */
  unexpected(): never {
    const token = this.peek();
    const { line, column } = positionAt(this.source, token?.start ?? this.tokens.at(-1)?.end ?? 0);
    throw new AccountError(
      `SQL compilation error:\nsyntax error line ${line} at position ${column} unexpected '${token?.text ?? '<EOF>'}'.`,
      '001003',
      '42000',
      { line, column },
    );
  }

  /** Raises the refusal of a clause Snowflake knows and the local account does not, when it stands here. */
  refuse(...features: readonly string[]): void {
    const found = features.find((feature) => this.looksAt(...feature.split(' ')));
    if (found !== undefined) throw unsupported(found);
  }

  /** An identifier; IDENTIFIER('…') is read as one too. */
  identifier(): string {
    const token = this.peek();
    if (token?.kind === 'quoted') {
      this.index += 1;
      return token.value;
    }
    if (token?.kind !== 'word') this.unexpected();
    this.index += 1;
    return token.value;
  }

  name(): ObjectName {
    if (this.looksAt('IDENTIFIER', '(')) {
      this.expect('IDENTIFIER', '(');
      const name = this.nameInString();
      this.expect(')');
      return name;
    }
    const parts = [this.identifier()];
    while (this.try('.')) {
      // `db..name` leaves the schema out.
      parts.push(this.looksAt('.') ? '' : this.identifier());
    }
    return parts;
  }

  /** A name written as a string: `'db.schema.name'`. */
  nameInString(): ObjectName {
    const inner = new Grammar(this.string());
    const name = inner.name();
    inner.end();
    return name;
  }

  tryString(): string | undefined {
    const token = this.peek();
    if (token?.kind !== 'string') return undefined;
    this.index += 1;
    return token.value;
  }

  string(): string {
    return this.tryString() ?? this.unexpected();
  }

  number(): number {
    const negative = this.try('-');
    const token = this.peek();
    if (token?.kind !== 'number') this.unexpected();
    this.index += 1;
    return negative ? -Number(token.text) : Number(token.text);
  }

  boolean(): boolean {
    return this.oneOf('TRUE', 'FALSE') === 'TRUE';
  }

  /** A property's value as text: a string, number, word or name. */
  value(): string {
    const text = this.tryString();
    if (text !== undefined) return text;
    if (this.peek()?.kind === 'number' || this.looksAt('-')) return String(this.number());
    return this.name().join('.');
  }

  /** `( item, … )` */
  list<T>(item: () => T): T[] {
    this.expect('(');
    const items: T[] = [];
    if (this.try(')')) return items;
    do items.push(item());
    while (this.try(','));
    this.expect(')');
    return items;
  }

  /** Consumes one token whatever it is. */
  skip(): Token {
    const token = this.peek() ?? this.unexpected();
    this.index += 1;
    return token;
  }

  /** The source text of a balanced `(…)`, outer parentheses included. */
  parenthesised(): string {
    const start = this.peek()?.start ?? 0;
    let depth = 0;
    let end: number;
    do {
      if (this.looksAt('(')) depth += 1;
      if (this.looksAt(')')) depth -= 1;
      end = this.skip().end;
    } while (depth > 0);
    return this.source.slice(start, end);
  }

  /** Source text up to a token at depth zero for which `stop` holds; that token is left. */
  textUntil(stop: () => boolean): string {
    const start = this.peek()?.start ?? this.source.length;
    let end = start;
    while (!this.atEnd && !stop()) {
      if (this.looksAt('(')) {
        const from = this.peek()?.start ?? 0;
        end = from + this.parenthesised().length;
      } else {
        end = this.skip().end;
      }
    }
    return this.source.slice(start, end);
  }

  /** Everything from here to the end of the statement, as written. */
  rest(): string {
    const start = this.peek()?.start;
    const last = this.tokens.at(-1);
    if (start === undefined || last === undefined) this.unexpected();
    this.index = this.tokens.length;
    return this.source.slice(start, last.end);
  }

  /** A data type. */
  type(): SnowflakeType {
    const { type, end } = parseType(this.tokens, this.index, this.timestamp);
    this.index = end;
    return type;
  }

  /** A token of one of these kinds, or undefined. */
  tryKind(...kinds: readonly Token['kind'][]): Token | undefined {
    const token = this.peek();
    if (token === undefined || !kinds.includes(token.kind)) return undefined;
    this.index += 1;
    return token;
  }
}
