/** Constructs of Snowflake's that the parser does not know: a refusal names them, where it would see a syntax error. */
import type { ReadError } from '../readError.js';
import type { Token } from '../lexer.js';
import { unsupported } from './refusals.js';

/** Words that stand one after the other, and what they begin. */
const CONSTRUCTS: readonly (readonly [words: readonly string[], feature: string])[] = [
  [['MATCH_RECOGNIZE', '('], 'MATCH_RECOGNIZE'],
  [['CONNECT', 'BY'], 'CONNECT BY; use WITH RECURSIVE'],
];

/** The refusal of the first such construct in the text. */
export function unreadConstruct(source: string, tokens: readonly Token[]): ReadError | undefined {
  for (const [at, token] of tokens.entries()) {
    const found = CONSTRUCTS.find(([words]) => words.every((word, i) => isWord(tokens[at + i], word)));
    if (found !== undefined) return unsupported(source, found[1], token);
  }
  return undefined;
}

const isWord = (token: Token | undefined, word: string): boolean => token?.text.toUpperCase() === word;
