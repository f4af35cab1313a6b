/**
 * Which words of a query are keywords. Every other word is an identifier, and is handed to the parser under a
 * number, so that the parser's own ideas about functions and reserved words cannot touch it.
 */
import type { Token } from '../lexer.js';

/** Never an identifier. Source: "Reserved & limited keywords", narrowed to what a query can hold. */
const RESERVED: ReadonlySet<string> = new Set(
  `SELECT DISTINCT ALL FROM WHERE GROUP BY HAVING QUALIFY ORDER LIMIT UNION INTERSECT EXCEPT MINUS WITH AS ON USING
   JOIN INNER LEFT RIGHT FULL CROSS NATURAL LATERAL TABLE VALUES AND OR NOT IN IS NULL LIKE ILIKE RLIKE REGEXP
   ANY SOME EXISTS BETWEEN CASE WHEN THEN ELSE END CAST TRY_CAST INTO SET TRUE FALSE TABLESAMPLE SAMPLE INSERT UPDATE
   DELETE MERGE FETCH`.split(/\s+/),
);

type Around = (prev: Token | undefined, next: Token | undefined, token: Token) => boolean;

const value = (token: Token | undefined): string =>
  token === undefined || token.kind === 'quoted' ? '' : token.value;
const nextIs =
  (...words: readonly string[]): Around =>
  (_prev, next) =>
    words.includes(value(next));
const prevIs =
  (...words: readonly string[]): Around =>
  (prev) =>
    words.includes(value(prev));
const nextKind =
  (kind: Token['kind']): Around =>
  (_prev, next) =>
    next?.kind === kind;
const prevKind =
  (kind: Token['kind']): Around =>
  (prev) =>
    prev?.kind === kind;
const either =
  (...tests: readonly Around[]): Around =>
  (prev, next, token) =>
    tests.some((test) => test(prev, next, token));
const always: Around = () => true;

/** Keywords in some places, identifiers in all others. */
const CONTEXTUAL: Readonly<Record<string, Around>> = {
  ASC: always,
  DESC: always,
  PRECEDING: always,
  FOLLOWING: always,
  NULLS: either(nextIs('FIRST', 'LAST'), prevIs('IGNORE', 'RESPECT', 'INCLUDE', 'EXCLUDE')),
  FIRST: prevIs('NULLS', 'FETCH'),
  LAST: prevIs('NULLS'),
  NEXT: prevIs('FETCH'),
  ROWS: either(nextIs('BETWEEN', 'UNBOUNDED', 'CURRENT', 'ONLY'), nextKind('number'), prevKind('number')),
  ROW: either(prevIs('CURRENT', 'SAMPLE', 'TABLESAMPLE'), nextIs('ONLY'), prevKind('number')),
  RANGE: either(nextIs('BETWEEN', 'UNBOUNDED', 'CURRENT', 'INTERVAL'), nextKind('number')),
  ONLY: prevIs('ROW', 'ROWS'),
  UNBOUNDED: nextIs('PRECEDING', 'FOLLOWING'),
  CURRENT: nextIs('ROW'),
  PERCENT: prevKind('number'),
  SEED: nextIs('('),
  REPEATABLE: nextIs('('),
  BERNOULLI: prevIs('SAMPLE', 'TABLESAMPLE'),
  SYSTEM: prevIs('SAMPLE', 'TABLESAMPLE'),
  BLOCK: prevIs('SAMPLE', 'TABLESAMPLE'),
  OFFSET: either(nextKind('number'), nextIs('?', ':', 'NULL')),
  OUTER: prevIs('LEFT', 'RIGHT', 'FULL'),
  ASOF: nextIs('JOIN'),
  MATCH_CONDITION: nextIs('('),
  OVER: nextIs('('),
  PARTITION: nextIs('BY'),
  WITHIN: nextIs('GROUP'),
  IGNORE: nextIs('NULLS'),
  RESPECT: nextIs('NULLS'),
  EXCLUDE: either(prevIs('*'), nextIs('NULLS')),
  INCLUDE: nextIs('NULLS'),
  RENAME: either(prevIs('*', ')')),
  REPLACE: prevIs('*', ')'),
  ESCAPE: nextKind('string'),
  INTERVAL: nextKind('string'),
  DATE: nextKind('string'),
  TIME: nextKind('string'),
  TIMESTAMP: nextKind('string'),
  TOP: either((prev, next) => ['SELECT', 'DISTINCT', 'ALL'].includes(value(prev)) && next?.kind === 'number'),
  RECURSIVE: prevIs('WITH'),
  OVERWRITE: prevIs('INSERT'),
  MATCHED: prevIs('WHEN', 'NOT'),
  DEFAULT: either(prevIs('(', ',', '='), nextIs('ON')),
  ROLLUP: nextIs('('),
  CUBE: nextIs('('),
  GROUPING: nextIs('SETS'),
  SETS: prevIs('GROUPING'),
  PIVOT: nextIs('('),
  UNPIVOT: nextIs('(', 'INCLUDE', 'EXCLUDE'),
  FOR: always,
  AT: nextIs('('),
  BEFORE: nextIs('('),
  COLLATE: nextKind('string'),
};

/** Keywords that are functions when an opening parenthesis follows: `LEFT(x, 2)`, `INSERT(…)`. */
export const CALLABLE_KEYWORDS: ReadonlySet<string> = new Set([
  'LEFT',
  'RIGHT',
  'INSERT',
  'REPLACE',
  'RLIKE',
  'LIKE',
  'ILIKE',
  'REGEXP',
]);

/** Context functions that are written without parentheses too. */
export const BARE_FUNCTIONS: ReadonlySet<string> = new Set([
  'CURRENT_DATE',
  'CURRENT_TIME',
  'CURRENT_TIMESTAMP',
  'LOCALTIME',
  'LOCALTIMESTAMP',
  'CURRENT_USER',
]);

export function isKeyword(prev: Token | undefined, token: Token, next: Token | undefined): boolean {
  if (token.kind !== 'word' || prev?.text === '.' || next?.text === '.') return false;
  if (RESERVED.has(token.value)) return true;
  const around = Object.hasOwn(CONTEXTUAL, token.value) ? CONTEXTUAL[token.value] : undefined;
  return around?.(prev, next, token) ?? false;
}
