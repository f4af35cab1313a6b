import type { RefreshMode } from '../catalog/model.js';
import { refused, unsupported } from '../catalog/refusals.js';
import type { Token } from '../../sql/read/lexer.js';
import { tokenize } from '../query/reading.js';

/** Where in a query a token stands. */
interface At {
  readonly tokens: readonly Token[];
  readonly index: number;
  /** The clause of the innermost SELECT: SELECT, FROM, WHERE, ON, … */
  readonly clause: string;
}

interface Rule {
  /** As the reason names it. */
  readonly construct: string;
  readonly matches: (at: At) => boolean;
}

/** Functions, by what they are called, anywhere or outside the clauses that allow them. */
const called = (construct: string, names: readonly string[], allowed: readonly string[] = []): Rule => ({
  construct,
  matches: (at) => names.includes(word(at)) && word(at, 1) === '(' && !allowed.includes(at.clause),
});
const words = (construct: string, ...wanted: string[]): Rule => ({
  construct,
  matches: (at) => wanted.every((w, i) => word(at, i) === w),
});

const FILTERS = ['WHERE', 'HAVING', 'QUALIFY'];

/**
 * What keeps a query from being refreshed incrementally (documentation: Supported queries for dynamic tables).
 */
const FULL_ONLY: readonly Rule[] = [
  words('WITH RECURSIVE', 'WITH', 'RECURSIVE'),
  words('CONNECT BY', 'CONNECT', 'BY'),
  words('GROUPING SETS', 'GROUPING', 'SETS'),
  called('ROLLUP', ['ROLLUP']),
  called('CUBE', ['CUBE']),
  words('ASOF JOIN', 'ASOF', 'JOIN'),
  words('MATCH_RECOGNIZE', 'MATCH_RECOGNIZE'),
  words('EXCEPT', 'EXCEPT'),
  words('MINUS', 'MINUS'),
  words('INTERSECT', 'INTERSECT'),
  words('LIMIT', 'LIMIT'),
  words('FETCH', 'FETCH', 'FIRST'),
  words('TOP', 'SELECT', 'TOP'),
  words('UNPIVOT', 'UNPIVOT', '('),
  {
    construct: 'subquery outside FROM',
    matches: (at) =>
      word(at) === '(' &&
      ['SELECT', 'WITH'].includes(word(at, 1)) &&
      !['FROM', 'WITH', 'AS'].includes(at.clause),
  },
  {
    construct: 'outer join on more than equalities',
    matches: (at) =>
      ['LEFT', 'RIGHT', 'FULL'].includes(word(at)) && isOuterJoin(at) && !joinsOnEqualities(at),
  },
  called('exact percentile', ['PERCENTILE_CONT', 'PERCENTILE_DISC', 'MEDIAN']),
  called('volatile function', [
    'RANDOM',
    'RANDSTR',
    'UNIFORM',
    'NORMAL',
    'ZIPF',
    'UUID_STRING',
    'SEQ1',
    'SEQ2',
    'SEQ4',
    'SEQ8',
  ]),
  {
    construct: 'session context function',
    matches: (at) =>
      ['CURRENT_ACCOUNT', 'CURRENT_REGION', 'CURRENT_ROLE', 'CURRENT_WAREHOUSE'].includes(word(at)),
  },
];

/** What no dynamic table may hold, whatever its refresh mode. */
const NEVER: readonly Rule[] = [
  called('ANY_VALUE', ['ANY_VALUE']),
  words('SAMPLE', 'SAMPLE', '('),
  words('TABLESAMPLE', 'TABLESAMPLE'),
  { construct: 'CURRENT_USER', matches: (at) => word(at) === 'CURRENT_USER' },
  {
    construct: 'CURRENT_TIMESTAMP outside WHERE, HAVING and QUALIFY',
    matches: (at) =>
      ['CURRENT_TIMESTAMP', 'CURRENT_DATE', 'CURRENT_TIME', 'LOCALTIMESTAMP', 'GETDATE', 'SYSDATE'].includes(
        word(at),
      ) && !FILTERS.includes(at.clause),
  },
  { construct: 'session variables', matches: (at) => at.tokens[at.index]?.kind === 'variable' },
];

function word(at: { tokens: readonly Token[]; index: number }, ahead = 0): string {
  const token = at.tokens[at.index + ahead];
  return token?.kind === 'word' || token?.kind === 'operator' ? token.value : '';
}

function isOuterJoin(at: At): boolean {
  return word(at, 1) === 'JOIN' || (word(at, 1) === 'OUTER' && word(at, 2) === 'JOIN');
}

const AFTER_ON = new Set([
  'JOIN',
  'LEFT',
  'RIGHT',
  'FULL',
  'INNER',
  'CROSS',
  'WHERE',
  'GROUP',
  'HAVING',
  'QUALIFY',
  'ORDER',
  'UNION',
  'LIMIT',
  ',',
]);
const NOT_EQUALITY = new Set(['<', '>', '<=', '>=', '<>', '!=', 'OR', 'BETWEEN', 'LIKE', 'IN']);

/** True for ON conditions that are equalities joined by AND, and for USING. */
function joinsOnEqualities(at: At): boolean {
  let depth = 0;
  let inside = false;
  for (let i = at.index + 2; i < at.tokens.length; i++) {
    const text = word({ tokens: at.tokens, index: i });
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    if (depth < 0 || (depth === 0 && inside && AFTER_ON.has(text))) return true;
    if (depth === 0 && !inside && text === 'USING') return true;
    if (depth === 0 && text === 'ON') inside = true;
    else if (inside && NOT_EQUALITY.has(text)) return false;
  }
  return true;
}

const CLAUSES = new Set([
  'SELECT',
  'FROM',
  'WHERE',
  'HAVING',
  'QUALIFY',
  'GROUP',
  'ORDER',
  'ON',
  'LIMIT',
  'WITH',
]);
const JOINS = new Set(['JOIN', ',']);

/** The first rule that a token of the query meets. */
function firstBroken(rules: readonly Rule[], query: string): string | undefined {
  const tokens = tokenize(query);
  const clauses = ['AS'];
  for (let index = 0; index < tokens.length; index++) {
    const text = word({ tokens, index });
    const clause = clauses.at(-1) ?? '';
    const broken = rules.find((rule) => rule.matches({ tokens, index, clause }));
    if (broken !== undefined) return broken.construct;
    if (text === '(') clauses.push(clause === 'WITH' && tokens[index - 1]?.value === 'AS' ? 'AS' : clause);
    else if (text === ')' && clauses.length > 1) clauses.pop();
    else if (CLAUSES.has(text)) clauses[clauses.length - 1] = text;
    else if (clause === 'ON' && JOINS.has(text)) clauses[clauses.length - 1] = 'FROM';
    else if (['UNION', 'ALL'].includes(text)) clauses[clauses.length - 1] = 'AS';
  }
  return undefined;
}

export interface ResolvedMode {
  readonly mode: RefreshMode;
  readonly reason: string | null;
}

/**
 * Settles REFRESH_MODE once, at creation.
 *
 * @param texts the dynamic table's query, then the queries of the views it reads
 * @param upstreamFull a dynamic table among the sources that refreshes in full, or undefined
 * @throws AccountError 000002 for what no dynamic table may hold; 002711 when INCREMENTAL is asked and impossible
 */
export function resolveRefreshMode(
  asked: 'AUTO' | 'FULL' | 'INCREMENTAL',
  texts: readonly string[],
  upstreamFull: string | undefined,
): ResolvedMode {
  for (const text of texts) {
    const never = firstBroken(NEVER, text);
    if (never !== undefined) throw unsupported(`${never} in a dynamic table`);
  }
  if (asked === 'FULL') return { mode: 'FULL', reason: 'USER_SPECIFIED_FULL_REFRESH' };
  const construct = texts.map((text) => firstBroken(FULL_ONLY, text)).find((found) => found !== undefined);
  const reason =
    construct !== undefined
      ? `QUERY_NOT_SUPPORTED_FOR_INCREMENTAL: ${construct}`
      : upstreamFull !== undefined
        ? `UPSTREAM_USES_FULL_REFRESH: ${upstreamFull}`
        : null;
  if (reason === null) return { mode: 'INCREMENTAL', reason: null };
  if (asked === 'INCREMENTAL') {
    throw refused(
      `Dynamic table cannot be refreshed incrementally (${reason}). Change the query, or use REFRESH_MODE = AUTO or FULL.`,
      '002711',
      '0A000',
    );
  }
  return { mode: 'FULL', reason };
}
