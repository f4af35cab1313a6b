/** Small constructs that are read from the tokens and never shown to the parser. */
import type { Token } from '../lexer.js';
import type { StarModifiers } from './prepared.js';
import { syntaxError } from './refusals.js';

const isKey = (token: Token | undefined): token is Token =>
  token?.kind === 'word' || token?.kind === 'quoted';

/** A path after a colon: `a."B c"[0]['d']`. Keys are case-sensitive as written. */
export function readPath(tokens: readonly Token[], at: number): { steps: (string | number)[]; end: number } {
  const key = (token: Token): string => (token.kind === 'quoted' ? token.value : token.text);
  const steps: (string | number)[] = [key(tokens[at]!)];
  let i = at + 1;
  for (;;) {
    const symbol = tokens[i]?.text;
    const next = tokens[i + 1];
    const closes = tokens[i + 2]?.text === ']';
    if (symbol === '.' && isKey(next)) {
      steps.push(key(next));
      i += 2;
    } else if (symbol === '[' && closes && (next?.kind === 'number' || next?.kind === 'string')) {
      steps.push(next.kind === 'number' ? Number(next.value) : next.value);
      i += 3;
    } else return { steps, end: i };
  }
}

/** Reads `item` or `(item, item)`; `item` reads one and returns the next token's number. */
function readList(
  source: string,
  tokens: readonly Token[],
  at: number,
  item: (at: number) => number,
): number {
  if (tokens[at]?.text !== '(') return item(at);
  let i = item(at + 1);
  while (tokens[i]?.text === ',') i = item(i + 1);
  if (tokens[i]?.text !== ')') throw syntaxError(source, tokens[i]);
  return i + 1;
}

/** ILIKE, EXCLUDE and RENAME after a star; REPLACE holds expressions and stays with the parser. */
export function readStarModifiers(
  source: string,
  tokens: readonly Token[],
  at: number,
): { modifiers: StarModifiers | null; end: number } {
  const exclude: number[] = [];
  const rename: (readonly [number, number])[] = [];
  let ilike: number | null = null;
  let i = at;
  for (;;) {
    const word = tokens[i]?.kind === 'word' ? tokens[i]?.value : undefined;
    if (word === 'ILIKE' && tokens[i + 1]?.kind === 'string') {
      ilike = i + 1;
      i += 2;
    } else if (word === 'EXCLUDE') {
      i = readList(source, tokens, i + 1, (n) => (exclude.push(n), n + 1));
    } else if (word === 'RENAME') {
      i = readList(source, tokens, i + 1, (n) => (rename.push([n, n + 2]), n + 3));
    } else return { modifiers: i === at ? null : { exclude, rename, ilike }, end: i };
  }
}
