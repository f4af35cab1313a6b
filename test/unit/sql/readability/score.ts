import type { Expression } from '../../../../src/sql/read/syntax/tree.js';
import { linesOf } from './layout.js';
import { blocksOf, columnsOf, ctesOf, readQuery, sourcesOf } from './queries.js';
import type { Block } from './queries.js';
import { isNeedlesslyQuoted, needlessParentheses, repeatedTokens, wordsOf } from './words.js';

/** What makes SQL hard to read. */
export interface Metrics {
  readonly tokens: number;
  readonly lines: number;
  readonly selects: number;
  /** SELECTs around a SELECT, within one CTE or the last query. */
  readonly depth: number;
  /** Queries in FROM and JOIN. */
  readonly derived: number;
  /** SELECTs of plain columns of one source that do nothing else. */
  readonly passThrough: number;
  readonly needlessQuotes: number;
  readonly machineNames: number;
  readonly redundantAliases: number;
  /** Columns with their table's name where there is one table. */
  readonly needlessQualifiers: number;
  readonly needlessParentheses: number;
  /** Tokens of SELECTs that occur again. */
  readonly repeated: number;
  readonly stars: number;
  readonly ordinals: number;
}

/** Terms that count without an end, and those of which none counts for more than `MOST`. */
const UNBOUNDED = new Set<keyof Metrics>(['tokens', 'lines', 'selects']);
const MOST = 25;

const WEIGHTS: Readonly<Record<Exclude<keyof Metrics, 'tokens' | 'lines'>, number>> = {
  selects: 3,
  depth: 6,
  derived: 2,
  passThrough: 4,
  needlessQuotes: 0.1,
  machineNames: 2,
  redundantAliases: 0.5,
  needlessQualifiers: 0.2,
  needlessParentheses: 0.5,
  repeated: 0.15,
  stars: 1,
  ordinals: 1,
};

const MACHINE =
  /^(_*(t|q|cte|stage|table|expr|base|sub|subquery|x|l|r|o)_*\d+|_q_?\d*|snowpark_.*|cte|base|_expr_\d+|__.*)$/i;

/** 100 for SQL as good as the one written by hand; the lower, the harder to read. */
export function score(sql: string, byHand: string): number {
  return scoreOf(measure(sql), measure(byHand));
}

function scoreOf(found: Metrics, hand: Metrics): number {
  const terms = Object.entries(WEIGHTS).map(([name, weight]) => {
    const metric = name as keyof Metrics;
    const more = weight * Math.max(0, found[metric] - hand[metric]);
    return UNBOUNDED.has(metric) ? more : Math.min(MOST, more);
  });
  const size =
    20 * Math.max(0, found.tokens / hand.tokens - 1) + 10 * Math.max(0, found.lines / hand.lines - 1);
  return 100 * Math.exp(-(size + terms.reduce((a, b) => a + b, 0)) / 60);
}

export function measure(sql: string): Metrics {
  const query = readQuery(sql);
  const blocks = blocksOf(query);
  const tokens = wordsOf(sql);
  const words = tokens.map((t) => t.text);
  const sources = blocks.flatMap(({ select }) => sourcesOf(select));
  const names = [
    ...ctesOf(query).map((cte) => cte.name.text),
    ...sources.flatMap((s) => (s.alias ? [s.alias.text] : [])),
  ];
  return {
    tokens: tokens.length,
    lines: linesOf(query),
    selects: blocks.length,
    depth: Math.max(0, ...blocks.map((b) => b.depth)),
    derived: sources.filter((s) => s.kind === 'derived').length,
    passThrough: blocks.filter(passesThrough).length,
    needlessQuotes: tokens.filter(isNeedlesslyQuoted).length,
    machineNames: names.filter((name) => MACHINE.test(name)).length,
    redundantAliases: blocks.reduce((n, b) => n + redundantAliases(b), 0),
    needlessQualifiers: blocks.reduce((n, b) => n + needlessQualifiers(b), 0),
    needlessParentheses: needlessParentheses(words),
    repeated: repeatedTokens(words),
    stars: blocks.flatMap((b) => b.select.items).filter((i) => i.value.kind === 'star').length,
    ordinals: blocks.reduce((n, b) => n + ordinals(b), 0),
  };
}

function passesThrough({ select, query }: Block): boolean {
  const { items, from, where, groupBy, having, qualify, distinct } = select;
  const works = where ?? groupBy ?? having ?? qualify ?? query?.limit;
  const [source] = from;
  return (
    !works &&
    !distinct &&
    (query?.orderBy.length ?? 0) === 0 &&
    from.length === 1 &&
    source?.kind !== 'joined' &&
    items.every((i) => i.value.kind === 'column' || i.value.kind === 'star')
  );
}

function redundantAliases({ select }: Block): number {
  const items = select.items.filter(
    (i) => i.alias && i.value.kind === 'column' && i.value.path.at(-1)?.text === i.alias.text,
  );
  const sources = sourcesOf(select).filter(
    (s) => s.kind === 'relation' && s.alias && s.path.length === 1 && s.path[0]?.text === s.alias.text,
  );
  return items.length + sources.length;
}

function needlessQualifiers(block: Block): number {
  if (sourcesOf(block.select).length !== 1) return 0;
  return columnsOf(block).filter((c) => c.path.length > 1).length;
}

function ordinals({ select, query }: Block): number {
  const isNumber = (e: Expression) => e.kind === 'literal' && e.type === 'number';
  const keys = select.groupBy?.kind === 'list' ? select.groupBy.items : [];
  const ordered = (query?.orderBy ?? []).filter((o) => isNumber(o.value));
  return keys.filter((k) => k.kind === 'expression' && isNumber(k.value)).length + ordered.length;
}
