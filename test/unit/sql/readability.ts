import { isReserved } from '../../../src/sql/reserved.js';
import { tokens } from '../../../src/sql/tokens.js';
import type { Token } from '../../../src/sql/tokens.js';

/** What makes SQL hard to read, counted on its tokens. */
interface Metrics {
  readonly tokens: number;
  readonly lines: number;
  readonly selects: number;
  /** SELECTs around a SELECT, within one CTE or the last SELECT. */
  readonly depth: number;
  /** Queries in FROM and JOIN. */
  readonly derived: number;
  readonly needlessQuotes: number;
  readonly machineNames: number;
  readonly redundantAliases: number;
  /** Tokens of SELECTs that occur again. */
  readonly repeated: number;
  readonly stars: number;
  readonly ordinals: number;
}

const WEIGHTS: Readonly<Record<Exclude<keyof Metrics, 'tokens' | 'lines'>, number>> = {
  selects: 3,
  depth: 6,
  derived: 2,
  needlessQuotes: 0.1,
  machineNames: 2,
  redundantAliases: 0.5,
  repeated: 0.15,
  stars: 1,
  ordinals: 1,
};

/** No single term but size counts for more. */
const MOST = 25;
const MACHINE =
  /^(_*(t|q|cte|stage|table|expr|base|sub|subquery|x|l|r|o)_*\d+|_q_?\d*|snowpark_.*|cte|base|_expr_\d+|__.*)$/i;

/** 100 for SQL as good as the one written by hand; the lower, the harder to read. */
export function score(sql: string, byHand: string): number {
  const [found, hand] = [measure(sql), measure(byHand)];
  const terms = Object.entries(WEIGHTS).map(([metric, weight]) => {
    const more = weight * Math.max(0, found[metric as keyof Metrics] - hand[metric as keyof Metrics]);
    return metric === 'selects' ? more : Math.min(MOST, more);
  });
  const size =
    20 * Math.max(0, found.tokens / hand.tokens - 1) + 10 * Math.max(0, found.lines / hand.lines - 1);
  return 100 * Math.exp(-(size + terms.reduce((a, b) => a + b, 0)) / 60);
}

function measure(sql: string): Metrics {
  const all = tokens(sql).filter((t) => t.kind !== 'comment');
  const words = all.map((t) => (t.kind === 'word' ? t.text.toUpperCase() : t.text));
  const selects = selectsOf(words);
  return {
    tokens: all.length,
    lines: laidOut(words),
    selects: selects.length,
    depth: Math.max(0, ...selects.map((s) => s.depth)),
    derived: words.filter(
      (w, i) => w === '(' && /^(FROM|JOIN|,)$/.test(words[i - 1] ?? '') && words[i + 1] === 'SELECT',
    ).length,
    needlessQuotes: all.filter(isNeedlesslyQuoted).length,
    machineNames: words.filter(
      (_w, i) => words[i - 1] === 'AS' && MACHINE.test(all[i]?.text.replaceAll('"', '') ?? ''),
    ).length,
    redundantAliases: words.filter((w, i) => w === 'AS' && words[i - 1] === words[i + 1]).length,
    repeated: repeatedTokens(selects.map((s) => s.words)),
    stars: words.filter((w, i) => w === '*' && /^(SELECT|DISTINCT|,|\.)$/.test(words[i - 1] ?? '')).length,
    ordinals: ordinalsOf(words),
  };
}

interface SelectWords {
  readonly depth: number;
  readonly words: readonly string[];
}

/** Every SELECT with its words up to the parenthesis that closes it, the WITH before the next, or the end. */
function selectsOf(words: readonly string[]): readonly SelectWords[] {
  const found: SelectWords[] = [];
  /** For each open parenthesis, whether a SELECT stands in it that is no CTE's. */
  const open: boolean[] = [];
  words.forEach((word, i) => {
    if (word === '(') open.push(words[i + 1] === 'SELECT' && words[i - 1] !== 'AS');
    else if (word === ')') open.pop();
    else if (word === 'SELECT') found.push({ depth: open.filter(Boolean).length, words: bodyFrom(words, i) });
  });
  return found;
}

function bodyFrom(words: readonly string[], start: number): readonly string[] {
  let depth = 0;
  for (let i = start; i < words.length; i++) {
    if (words[i] === '(') depth++;
    if (words[i] === ')' && --depth < 0) return words.slice(start, i);
    if (words[i] === 'UNION' && depth === 0) return words.slice(start, i);
  }
  return words.slice(start);
}

function repeatedTokens(bodies: readonly (readonly string[])[]): number {
  const times = new Map<string, number>();
  for (const body of bodies) {
    const works = body.some((w) => w === 'JOIN' || w === 'GROUP' || w === 'WHERE');
    if (works) times.set(body.join(' '), (times.get(body.join(' ')) ?? 0) + 1);
  }
  return [...times].reduce((sum, [text, n]) => sum + (n - 1) * text.split(' ').length, 0);
}

/** Lines of one common layout, so that line breaks of the writer's own do not count. */
function laidOut(words: readonly string[]): number {
  const breaks = /^(SELECT|FROM|JOIN|WHERE|GROUP|HAVING|QUALIFY|ORDER|LIMIT|UNION|ON|AND|,)$/;
  return 1 + words.filter((w) => breaks.test(w)).length;
}

function ordinalsOf(words: readonly string[]): number {
  return words.filter((w, i) => /^\d+$/.test(w) && words[i - 1] === 'BY').length;
}

function isNeedlesslyQuoted({ kind, text }: Token): boolean {
  const name = text.slice(1, -1);
  return kind === 'quoted' && /^[A-Z_][A-Z0-9_$]*$/.test(name) && !isReserved(name);
}
