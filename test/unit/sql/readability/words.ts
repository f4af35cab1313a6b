import { isReserved } from '../../../../src/sql/reserved.js';
import { tokens } from '../../../../src/sql/tokens.js';
import type { Token } from '../../../../src/sql/tokens.js';

/** What a tree does not keep, counted on the words of the text: quotes, parentheses, what is written again. */

/** The tokens without comments, words in upper case; GROUP BY and its like are one word. */
export function wordsOf(sql: string): readonly Token[] {
  const words = tokens(sql)
    .filter((t) => t.kind !== 'comment')
    .map((t) => (t.kind === 'word' ? { ...t, text: t.text.toUpperCase() } : t));
  return words.filter(
    (t, i) => !(t.text === 'BY' && /^(GROUP|ORDER|PARTITION)$/.test(words[i - 1]?.text ?? '')),
  );
}

export function isNeedlesslyQuoted({ kind, text }: Token): boolean {
  const name = text.slice(1, -1);
  return kind === 'quoted' && /^[A-Z_][A-Z0-9_$]*$/.test(name) && !isReserved(name);
}

const AGGREGATE = /^(SUM|AVG|MIN|MAX|COUNT|COUNT_IF|MEDIAN|STDDEV|VARIANCE|MODE|LISTAGG|ARRAY_AGG)$/;
const ENDS =
  /^(,|\)|;|AS|FROM|WHERE|GROUP|HAVING|QUALIFY|ORDER|LIMIT|UNION|JOIN|LEFT|RIGHT|FULL|INNER|CROSS|ASOF)$/;

/** Parentheses around all of an item of the SELECT list, of a condition, of an aggregate's argument. */
export function needlessParentheses(words: readonly string[]): number {
  const open: { readonly at: number; readonly starts: boolean }[] = [];
  let count = 0;
  words.forEach((word, at) => {
    if (word === '(') open.push({ at, starts: startsWhole(words, at) });
    if (word !== ')') return;
    const opened = open.pop();
    if (opened?.starts && ENDS.test(words[at + 1] ?? ';')) count++;
  });
  return count;
}

function startsWhole(words: readonly string[], at: number): boolean {
  if (/^(SELECT|WITH|VALUES)$/.test(words[at + 1] ?? '')) return false;
  const before = words[at - 1] ?? '';
  if (/^(SELECT|DISTINCT|WHERE|ON)$/.test(before)) return true;
  if (before === '(') return AGGREGATE.test(words[at - 2] ?? '');
  return before === ',' && inSelectList(words, at - 1);
}

/** Whether the comma stands between items of a SELECT list. */
function inSelectList(words: readonly string[], comma: number): boolean {
  let depth = 0;
  for (let i = comma - 1; i >= 0; i--) {
    const word = words[i] ?? '';
    if (word === ')') depth++;
    if (word === '(' && --depth < 0) return false;
    if (depth === 0 && word === 'SELECT') return true;
    if (depth === 0 && /^(FROM|GROUP|ORDER|PARTITION)$/.test(word)) return false;
  }
  return false;
}

/** Tokens of SELECTs with a join, a group or a condition that are written again, the largest first, each token once. */
export function repeatedTokens(words: readonly string[]): number {
  const bodies = words.flatMap((word, at) => (word === 'SELECT' ? [bodyFrom(words, at)] : []));
  const times = new Map<string, Body[]>();
  for (const body of bodies) {
    const text = masked(words.slice(body.start, body.end)).join(' ');
    times.set(text, [...(times.get(text) ?? []), body]);
  }
  const again = [...times]
    .filter(([text, spans]) => spans.length > 1 && /\b(JOIN|GROUP|WHERE)\b/.test(text))
    .map(([, spans]) => spans)
    .sort((a, b) => length(b[0]) - length(a[0]));
  const counted: Body[] = [];
  for (const spans of again) {
    const fresh = spans.slice(1).filter((s) => !counted.some((c) => c.start <= s.start && s.end <= c.end));
    counted.push(...fresh);
  }
  return counted.reduce((sum, body) => sum + length(body), 0);
}

interface Body {
  readonly start: number;
  readonly end: number;
}

const length = (body: Body | undefined) => (body ? body.end - body.start : 0);
const masked = (words: readonly string[]) =>
  words.map((w) => w.replace(/SNOWPARK_TEMP_\w+/g, 'SNOWPARK_TEMP'));

/** From a SELECT to the parenthesis that closes it, the UNION after it or the end. */
function bodyFrom(words: readonly string[], start: number): Body {
  let depth = 0;
  for (let end = start; end < words.length; end++) {
    if (words[end] === '(') depth++;
    if ((words[end] === ')' && --depth < 0) || (words[end] === 'UNION' && depth === 0)) return { start, end };
  }
  return { start, end: words.length };
}
