import { tokenize } from '../read/lexer.js';
import type { Token } from '../read/lexer.js';

/**
 * What keeps a query from being refreshed incrementally, or from being a dynamic table at all (Snowflake documentation,
 * "Supported queries for dynamic tables").
 */
export interface Construct {
  readonly name: string;
  /** FULL: refreshed in full. REFUSED: no dynamic table may hold it, whatever its refresh mode. */
  readonly effect: 'FULL' | 'REFUSED';
  /** What to write instead. */
  readonly rewrite: string;
  /** False where the documentation does not say: taken as FULL until tried on an account. */
  readonly documented: boolean;
}

export interface FoundConstruct {
  readonly construct: Construct;
  /** Where it begins in the query. */
  readonly offset: number;
}

/** Where in a query a token stands. */
interface At {
  readonly tokens: readonly Token[];
  readonly index: number;
  /** The clause of the innermost SELECT: SELECT, FROM, WHERE, ON, … */
  readonly clause: string;
}

type Matches = (at: At) => boolean;

/** What to look for: at tokens of these words, or at every word that may be a function's name. */
interface Pattern {
  readonly words: readonly string[] | null;
  readonly matches: Matches;
}

interface Rule extends Construct, Pattern {}

/** Functions, by what they are called, anywhere or outside the clauses that allow them. */
const called = (names: readonly string[], allowed: readonly string[] = []): Pattern => ({
  words: names,
  matches: (at) => word(at, 1) === '(' && !allowed.includes(at.clause),
});
const words = (first: string, ...others: readonly string[]): Pattern => ({
  words: [first],
  matches: (at) => others.every((w, i) => word(at, i + 1) === w),
});
const oneOf = (names: readonly string[], allowed: readonly string[] = []): Pattern => ({
  words: names,
  matches: (at) => !allowed.includes(at.clause),
});
const where = (names: readonly string[], matches: Matches): Pattern => ({ words: names, matches });
const atNames = (matches: Matches): Pattern => ({ words: null, matches });

/** Between two queries, not the name of a column. */
const between = (name: string): Pattern =>
  where([name], (at) => ['SELECT', '(', 'ALL', 'WITH', 'VALUES'].includes(word(at, 1)));
/** Before a number of rows, not the name of a column. */
const isCounted = ({ tokens, index }: At): boolean =>
  ['number', 'variable'].includes(tokens[index + 1]?.kind ?? '');

const full = (name: string, pattern: Pattern, rewrite: string, documented = true): Rule => ({
  name,
  effect: 'FULL',
  rewrite,
  documented,
  ...pattern,
});
const refused = (name: string, pattern: Pattern, rewrite: string): Rule => ({
  name,
  effect: 'REFUSED',
  rewrite,
  documented: true,
  ...pattern,
});

const FILTERS = ['WHERE', 'HAVING', 'QUALIFY'];
const APPROXIMATE = ['APPROX_COUNT_DISTINCT', 'APPROX_PERCENTILE', 'APPROX_TOP_K', 'HLL'];
const VOLATILE = [
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
];
const CLOCKS = ['CURRENT_TIMESTAMP', 'CURRENT_DATE', 'CURRENT_TIME', 'LOCALTIMESTAMP', 'GETDATE', 'SYSDATE'];
const SESSION = ['CURRENT_ACCOUNT', 'CURRENT_REGION', 'CURRENT_ROLE', 'CURRENT_WAREHOUSE'];

const GROUPINGS = 'Write a union of the groupings: rollup() does, unionAll of several groupBy does.';
const MATCHING = 'Write semiJoin or antiJoin, which compile to a join on the distinct keys.';
const UNTRIED =
  "Snowflake's documentation does not say whether it refreshes incrementally: it is taken as FULL until tried on an account.";

const RULES: readonly Rule[] = [
  refused('ANY_VALUE', called(['ANY_VALUE']), 'Take min, max or maxBy.'),
  refused(
    'SAMPLE',
    words('SAMPLE', '('),
    'Take sample out; filter by hash(…) of the key for a part that stays the same.',
  ),
  refused(
    'TABLESAMPLE',
    words('TABLESAMPLE'),
    'Filter by hash(…) of the key for a part that stays the same.',
  ),
  refused('CURRENT_USER', oneOf(['CURRENT_USER']), 'Take it out: a refresh has no user.'),
  refused(
    'CURRENT_TIMESTAMP outside WHERE, HAVING and QUALIFY',
    oneOf(CLOCKS, FILTERS),
    'Store the date or time and compute the age when the features are read; in a filter the clock is allowed.',
  ),
  refused(
    'session variables',
    atNames(({ tokens, index }) => tokens[index]?.kind === 'variable'),
    'Write the value into the query.',
  ),
  full('WITH RECURSIVE', words('WITH', 'RECURSIVE'), 'Join the levels that are needed, one by one.'),
  full('CONNECT BY', words('CONNECT', 'BY'), 'Join the levels that are needed, one by one.'),
  full('GROUPING SETS', words('GROUPING', 'SETS'), GROUPINGS),
  full('ROLLUP', called(['ROLLUP']), GROUPINGS),
  full('CUBE', called(['CUBE']), GROUPINGS),
  full(
    'ASOF JOIN',
    words('ASOF', 'JOIN'),
    `${UNTRIED} Keep it in a feature view without refresh, over one that refreshes.`,
    false,
  ),
  full(
    'MATCH_RECOGNIZE',
    words('MATCH_RECOGNIZE'),
    `${UNTRIED} Window functions express most patterns.`,
    false,
  ),
  full(
    'model prediction',
    where(['PREDICT'], ({ tokens, index }) => tokens[index - 1]?.value === '!'),
    `${UNTRIED} Predict over a feature view instead of inside one.`,
    false,
  ),
  full('EXCEPT', between('EXCEPT'), MATCHING),
  full('MINUS', between('MINUS'), MATCHING),
  full('INTERSECT', between('INTERSECT'), MATCHING),
  full(
    'LIMIT',
    where(['LIMIT'], isCounted),
    'Keep rows by latestBy, or by rowNumber() and a filter (QUALIFY).',
  ),
  full('FETCH', words('FETCH', 'FIRST'), 'Keep rows by latestBy, or by rowNumber() and a filter (QUALIFY).'),
  full(
    'TOP',
    where(['SELECT'], (at) => word(at, 1) === 'TOP' && isCounted({ ...at, index: at.index + 1 })),
    'Keep rows by QUALIFY ROW_NUMBER() OVER (…) <= n.',
  ),
  full('UNPIVOT', words('UNPIVOT', '('), 'Write unpivot(), which compiles to UNION ALL.'),
  full('subquery outside FROM', where(['('], isSubquery), MATCHING),
  full(
    'LATERAL',
    where(['LATERAL'], (at) => word(at, 1) !== 'FLATTEN'),
    'Only LATERAL FLATTEN refreshes incrementally; join instead.',
  ),
  full(
    'SEQ of FLATTEN',
    where(['SEQ'], ({ tokens }) => tokens.some(({ kind, value }) => kind === 'word' && value === 'FLATTEN')),
    'It is a number that a refresh gives anew: take a key of the row that is flattened, and INDEX.',
    false,
  ),
  full(
    'outer join on more than equalities',
    where(['LEFT', 'RIGHT', 'FULL'], (at) => isOuterJoin(at) && !joinsOnEqualities(at)),
    'Join by the range with an inner join first, then back to all rows with a left join on the key.',
  ),
  full(
    'exact percentile',
    called(['PERCENTILE_CONT', 'PERCENTILE_DISC', 'MEDIAN']),
    'Take approxPercentile, which refreshes incrementally.',
  ),
  full(
    'approximate aggregate outside SELECT',
    called(APPROXIMATE, ['SELECT']),
    'Compute it in one feature view and filter in the next.',
  ),
  full('volatile function', called(VOLATILE), 'Take hash(…) of the key for a value that stays the same.'),
  full('session context function', oneOf(SESSION), 'Write the value into the query.'),
  full('geospatial function', atNames(isGeospatial), 'Compute it outside of the dynamic table.'),
  full(
    'function of your own in a condition',
    atNames(isOwnFunction),
    'It refreshes incrementally when the function is IMMUTABLE, which is not known here.',
    false,
  ),
];

function isSubquery(at: At): boolean {
  return ['SELECT', 'WITH'].includes(word(at, 1)) && !['FROM', 'WITH', 'AS'].includes(at.clause);
}

function isGeospatial({ tokens, index }: At): boolean {
  return (
    tokens[index]?.kind === 'word' && /^ST_/.test(tokens[index].value) && tokens[index + 1]?.value === '('
  );
}

/** `SCHEMA.FUNCTION(…)` where rows are filtered or joined. */
function isOwnFunction(at: At): boolean {
  const { tokens, index, clause } = at;
  return (
    [...FILTERS, 'ON'].includes(clause) &&
    ['word', 'quoted'].includes(tokens[index]?.kind ?? '') &&
    tokens[index - 1]?.value === '.' &&
    tokens[index - 1]?.kind === 'operator' &&
    word(at, 1) === '('
  );
}

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

const BY_WORD = new Map<string, Rule[]>();
for (const rule of RULES)
  for (const text of rule.words ?? []) BY_WORD.set(text, [...(BY_WORD.get(text) ?? []), rule]);
const AT_NAMES = RULES.filter((rule) => rule.words === null);
const NAMES: ReadonlySet<Token['kind']> = new Set(['word', 'quoted', 'variable']);
const NONE: readonly Rule[] = [];

/** All of them, in the order of the query. */
export function constructsIn(query: string): readonly FoundConstruct[] {
  const tokens = tokenize(query);
  const found: FoundConstruct[] = [];
  const clauses = ['AS'];
  for (const [index, token] of tokens.entries()) {
    const text = word({ tokens, index });
    const clause = clauses.at(-1) ?? '';
    const at = { tokens, index, clause };
    const candidates = [...(BY_WORD.get(text) ?? NONE), ...(NAMES.has(token.kind) ? AT_NAMES : NONE)];
    for (const rule of candidates) if (rule.matches(at)) found.push({ construct: rule, offset: token.start });
    if (text === '(') clauses.push(clause === 'WITH' && tokens[index - 1]?.value === 'AS' ? 'AS' : clause);
    else if (text === ')' && clauses.length > 1) clauses.pop();
    else if (CLAUSES.has(text)) clauses[clauses.length - 1] = text;
    else if (clause === 'ON' && JOINS.has(text)) clauses[clauses.length - 1] = 'FROM';
    else if (['UNION', 'ALL'].includes(text)) clauses[clauses.length - 1] = 'AS';
  }
  return found;
}
