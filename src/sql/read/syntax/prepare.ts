/**
 * Rewrites a statement's tokens so that the parser sees only structure: identifiers, literals, function names,
 * types and paths become numbered stand-ins, and every parenthesised query is cut out into a fragment of its own.
 * The parser then cannot fold names, guess functions, re-read escapes, or reach its nesting limit, and everything
 * in its tree leads back to a token of the source.
 */
import { ReadError } from '../readError.js';
import type { SnowflakeType, TimestampMapping } from '../types.js';
import type { Token } from '../lexer.js';
import { Brackets } from './brackets.js';
import { FragmentWriter, Writer } from './fragmentWriter.js';
import type { Fragment, Prepared, StarModifiers } from './prepared.js';
import { syntaxError, unsupported } from './refusals.js';
import { isKeyword } from './words.js';

const OPERAND_ENDS: ReadonlySet<string> = new Set([')', ']', '}', '?']);
const VALUE_WORDS: ReadonlySet<string> = new Set(['END', 'NULL', 'TRUE', 'FALSE']);

/** The statement being prepared, as the writers of its fragments see it. */
export class Preparation {
  readonly types = new Map<number, SnowflakeType>();
  readonly paths = new Map<number, readonly (string | number)[]>();
  readonly stars = new Map<number, StarModifiers>();
  readonly functions = new Map<number, readonly number[]>();
  readonly fragments: Fragment[] = [];
  private readonly brackets: Brackets;
  private binds = 0;

  constructor(
    readonly source: string,
    readonly tokens: readonly Token[],
    /** What TIMESTAMP means. */
    readonly timestamp: TimestampMapping,
  ) {
    this.brackets = new Brackets(source, tokens);
  }

  statement(): boolean {
    if (this.tokens.length === 0) throw syntaxError(this.source, undefined);
    const isDelete = this.word(0) === 'DELETE';
    this.fragment(0, this.tokens.length);
    return isDelete;
  }

  token(at: number): Token | undefined {
    return this.tokens[at];
  }
  word(at: number): string {
    const token = this.tokens[at];
    return token?.kind === 'word' ? token.value : '';
  }
  symbol(at: number): string {
    const token = this.tokens[at];
    return token?.kind === 'operator' ? token.text : '';
  }
  keyword(at: number): boolean {
    const token = this.tokens[at];
    if (this.isSideOfFrame(at)) return false;
    // The first key of a path may be any word: `$1:order`.
    if (this.symbol(at - 1) === ':' && this.tokens[at - 2]?.kind !== 'string' && this.endsOperand(at - 2))
      return false;
    return token !== undefined && isKeyword(this.tokens[at - 1], token, this.tokens[at + 1]);
  }
  /**
   * NTH_VALUE(x, n) FROM FIRST OVER (…), which is meant without it.
   * @throws ReadError 000002 for FROM LAST
   */
  isSideOfFrame(at: number): boolean {
    if (this.word(at) !== 'FROM' || this.symbol(at - 1) !== ')') return false;
    const side = this.word(at + 1);
    if (!['OVER', 'IGNORE', 'RESPECT'].includes(this.word(at + 2))) return false;
    if (side === 'LAST') throw unsupported(this.source, 'NTH_VALUE FROM LAST', this.tokens[at + 1]);
    return side === 'FIRST';
  }
  isName(at: number): boolean {
    const token = this.tokens[at];
    return token?.kind === 'quoted' || (token?.kind === 'word' && !this.keyword(at));
  }
  /** Whether the token ends an operand, so that what follows continues or follows an expression. */
  endsOperand(at: number): boolean {
    const token = this.tokens[at];
    if (token === undefined) return false;
    if (token.kind === 'operator') return OPERAND_ENDS.has(token.text);
    return token.kind !== 'word' || !this.keyword(at) || VALUE_WORDS.has(token.value);
  }

  /** Writes tokens `from` … `to - 1`, a whole query or statement, and returns its fragment's number. */
  fragment(from: number, to: number): number {
    const writer = new Writer();
    new FragmentWriter(this, writer, from, to).run();
    this.fragments.push(writer.done(from, to));
    return this.fragments.length - 1;
  }

  isQuery(at: number): boolean {
    return this.brackets.isQuery(at);
  }
  closing(at: number): number {
    return this.brackets.closing(at);
  }
  nextBind(): number {
    return ++this.binds;
  }
}

/** A request says how many statements it holds; this one holds one. */
function refuseSeveral(tokens: readonly Token[]): void {
  const ends = tokens.filter((t) => t.kind === 'operator' && t.text === ';').length;
  if (ends > 0) {
    throw new ReadError(
      `Actual statement count ${ends + 1} did not match the desired statement count 1.`,
      '000008',
      '0A000',
    );
  }
}

/** @throws ReadError 000008 for several statements, 001003 for brackets that do not match, 000002 for what is not read here. */
export function prepare(source: string, tokens: readonly Token[], timestamp: TimestampMapping): Prepared {
  let end = tokens.length;
  while (tokens[end - 1]?.text === ';') end--;
  refuseSeveral(tokens.slice(0, end));
  const preparation = new Preparation(source, tokens.slice(0, end), timestamp);
  const isDelete = preparation.statement();
  const { fragments, types, paths, stars, functions } = preparation;
  return { tokens: preparation.tokens, source, fragments, types, paths, stars, functions, isDelete };
}
