import { tokenize } from '../../sql/read/lexer.js';
import type { Token } from '../../sql/read/lexer.js';
import { callAt } from '../../sql/refresh/verdict.js';
import type { CompiledQuery } from '../../sql/compiled.js';
import type { FeatureViewResult } from '../evaluation/protocol.js';
import type { Diagnostic } from '../model.js';
import { diagnostic } from './rule.js';
import type { Site } from './site.js';

const NOWHERE = -1;

/** A dynamic table that takes all columns of a source changes when the source does. Frames list theirs. */
export function* starProblems(site: Site<FeatureViewResult>): Iterable<Diagnostic> {
  const { refresh, query } = site.definition;
  if (refresh === null || query === null) return;
  for (const { table, offset } of starsIn(query))
    yield diagnostic(
      'select-star',
      'warning',
      `\`*\` takes every column that ${table} will ever have: one that is added there changes the dynamic table, and all rows are computed anew, here and in what reads them. List the columns that are used.`,
      site.inCall(callAt(query, offset), NOWHERE, []) ?? site.nameSpan,
    );
}

interface FoundStar {
  readonly table: string;
  readonly offset: number;
}

/** The stars in lists of columns that take those of a source table. */
function starsIn(query: CompiledQuery): readonly FoundStar[] {
  const tokens = tokenize(query.sql);
  return tokens.flatMap((token, index) => {
    if (token.text !== '*' || !beginsItem(tokens, index)) return [];
    const qualifier = tokens[index - 1]?.text === '.' ? (tokens[index - 2]?.value ?? null) : null;
    const table = tablesFrom(tokens, index, query).find(
      ({ names }) => qualifier === null || names.includes(qualifier),
    );
    return table ? [{ table: table.source, offset: token.start }] : [];
  });
}

const BEFORE_STAR = ['SELECT', 'DISTINCT', 'ALL', ',', '.'];

/** A product has an operand before it, and `COUNT(*)` a bracket. */
const beginsItem = (tokens: readonly Token[], index: number): boolean =>
  BEFORE_STAR.includes(tokens[index - 1]?.value ?? '') && tokens[index - 1]?.kind !== 'quoted';

interface NamedTable {
  readonly source: string;
  /** What its columns can be qualified with. */
  readonly names: readonly string[];
}

const SET_OPERATORS = ['UNION', 'EXCEPT', 'MINUS', 'INTERSECT'];
const AFTER_TABLE = [
  ...SET_OPERATORS,
  ...['JOIN', 'INNER', 'LEFT', 'RIGHT', 'FULL', 'CROSS', 'NATURAL', 'ASOF', 'LATERAL', 'ON', 'USING'],
  ...['WHERE', 'GROUP', 'HAVING', 'QUALIFY', 'ORDER', 'LIMIT', 'AT', 'BEFORE', 'MATCH_CONDITION'],
];

/** The source tables in FROM of the SELECT that a star stands in. */
function tablesFrom(tokens: readonly Token[], star: number, { sql, sources }: CompiledQuery): NamedTable[] {
  const tables: NamedTable[] = [];
  let depth = 0;
  for (let index = star + 1; index < tokens.length; index++) {
    const { text, value, kind, start } = tokens[index] as Token;
    if (text === '(') depth += 1;
    else if (text === ')') depth -= 1;
    if (depth < 0 || (depth === 0 && kind === 'word' && SET_OPERATORS.includes(value))) break;
    if (depth > 0 || !['FROM', 'JOIN', ','].includes(tokens[index - 1]?.value ?? '')) continue;
    const source = sources.find(
      (name) => sql.startsWith(name, start) && !/^[\w$.]/.test(sql.slice(start + name.length)),
    );
    if (source === undefined) continue;
    const last = tokens.findLastIndex((token) => token.end <= start + source.length);
    tables.push({ source, names: [tokens[last]?.value ?? '', aliasAfter(tokens, last)] });
  }
  return tables;
}

function aliasAfter(tokens: readonly Token[], last: number): string {
  const [next, second] = tokens.slice(last + 1);
  const alias = next?.value === 'AS' && next.kind === 'word' ? second : next;
  const isName = alias?.kind === 'quoted' || (alias?.kind === 'word' && !AFTER_TABLE.includes(alias.value));
  return isName ? alias.value : '';
}
