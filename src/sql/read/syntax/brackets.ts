/** Pairs of parentheses, and which of them hold a query. */
import type { Token } from '../lexer.js';
import { syntaxError } from './refusals.js';

const QUERY_WORDS: ReadonlySet<string> = new Set(['SELECT', 'WITH', 'VALUES']);
/** After an inner parenthesised query these go on with the query around it. */
const CONTINUATIONS: ReadonlySet<string> = new Set([
  'UNION',
  'INTERSECT',
  'EXCEPT',
  'MINUS',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'FETCH',
]);

export class Brackets {
  private readonly pairs = new Map<number, number>();

  /** @throws ReadError 001003 when a parenthesis has no partner. */
  constructor(
    source: string,
    private readonly tokens: readonly Token[],
  ) {
    const open: number[] = [];
    tokens.forEach((token, at) => {
      if (token.kind !== 'operator') return;
      if (token.text === '(') open.push(at);
      if (token.text !== ')') return;
      const start = open.pop();
      if (start === undefined) throw syntaxError(source, token);
      this.pairs.set(start, at);
    });
    if (open.length > 0) throw syntaxError(source, undefined);
  }

  /** Number of the `)` that closes the `(` at `at`. */
  closing(at: number): number {
    return this.pairs.get(at) ?? at;
  }

  /** Whether the parenthesis at `at` encloses a whole query. */
  isQuery(at: number): boolean {
    if (!this.pairs.has(at)) return false;
    const next = this.tokens[at + 1];
    if (next?.kind === 'word' && QUERY_WORDS.has(next.value)) return true;
    if (next?.text !== '(' || !this.isQuery(at + 1)) return false;
    const after = this.tokens[this.closing(at + 1) + 1];
    return after?.text === ')' || (after?.kind === 'word' && CONTINUATIONS.has(after.value));
  }
}
