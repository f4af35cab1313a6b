/** Names of select items that have no alias. */
import type { Token } from '../lexer.js';

const LIST_ENDS: ReadonlySet<string> = new Set([
  'FROM',
  'WHERE',
  'GROUP',
  'HAVING',
  'QUALIFY',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'FETCH',
  'UNION',
  'INTERSECT',
  'EXCEPT',
  'MINUS',
  'INTO',
]);
const ITEM_GOES_ON: ReadonlySet<string> = new Set(['WITHIN GROUP', 'DISTINCT FROM']);
const OPERAND_ENDS: ReadonlySet<string> = new Set([')', ']', '}', '?']);
const VALUE_WORDS: ReadonlySet<string> = new Set(['END', 'NULL', 'TRUE', 'FALSE']);

type IsKeyword = (at: number) => boolean;

function endsOperand(tokens: readonly Token[], at: number, keyword: IsKeyword): boolean {
  const token = tokens[at];
  if (token === undefined) return false;
  if (token.kind === 'operator') return OPERAND_ENDS.has(token.text);
  return token.kind !== 'word' || !keyword(at) || VALUE_WORDS.has(token.value);
}

/** Whether tokens `from` … `to - 1` need a label: they are an expression, not a column, a star or an aliased item. */
function needsLabel(tokens: readonly Token[], from: number, to: number, keyword: IsKeyword): boolean {
  const last = tokens[to - 1];
  if (to <= from || last === undefined) return false;
  if (
    tokens
      .slice(from, to)
      .every((t, i) => (i % 2 === 0 ? t.kind === 'word' || t.kind === 'quoted' : t.text === '.'))
  ) {
    // A column keeps its name; TRUE, NULL and the like are expressions.
    return to - from === 1 && keyword(from);
  }
  if (isStar(tokens, from, to)) return false;
  const before = tokens[to - 2];
  if (before?.kind === 'word' && before.value === 'AS') return false;
  const isName = last.kind === 'quoted' || (last.kind === 'word' && !keyword(to - 1));
  if (!isName || to - from < 2) return true;
  // `double precision` and other types of two words end in a word that is no alias.
  return (
    !endsOperand(tokens, to - 2, keyword) || (before?.value === 'DOUBLE' && tokens[to - 3]?.text === '::')
  );
}

function isStar(tokens: readonly Token[], from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const token = tokens[i]!;
    if (token.text === '*') return true;
    const isPath =
      (i - from) % 2 === 0 ? token.kind === 'word' || token.kind === 'quoted' : token.text === '.';
    if (!isPath) return false;
  }
  return false;
}

/**
 * Stand-in aliases for the unnamed select items of one query level, by the number of the item's last token.
 * A stand-in leads to the item's source text, whose upper-case form Snowflake gives as the column's name.
 */
export function selectLabels(
  tokens: readonly Token[],
  from: number,
  to: number,
  keyword: IsKeyword,
): ReadonlyMap<number, string> {
  const labels = new Map<number, string>();
  let depth = 0;
  let start = -1;
  const close = (end: number): void => {
    if (start >= 0 && needsLabel(tokens, start, end, keyword)) labels.set(end - 1, `u${start}_${end}`);
    start = -1;
  };
  for (let i = from; i < to; i++) {
    const token = tokens[i]!;
    if (token.kind === 'operator' && ['(', '[', '{'].includes(token.text)) depth++;
    else if (token.kind === 'operator' && [')', ']', '}'].includes(token.text)) depth--;
    if (depth !== 0) continue;
    if (token.kind === 'word' && token.value === 'SELECT' && keyword(i)) {
      start = i + 1;
      while (['DISTINCT', 'ALL'].includes(tokens[start]?.value ?? '') && tokens[start]?.kind === 'word')
        start++;
      if (tokens[start]?.kind === 'word' && tokens[start]?.value === 'TOP' && keyword(start)) start += 2;
      i = start - 1;
    } else if (start >= 0 && token.kind === 'operator' && token.text === ',') {
      close(i);
      start = i + 1;
    } else if (start >= 0 && token.kind === 'word' && LIST_ENDS.has(token.value) && keyword(i)) {
      // `WITHIN GROUP` and `IS DISTINCT FROM` go on with the item.
      if (!ITEM_GOES_ON.has(`${tokens[i - 1]?.value} ${token.value}`)) close(i);
    }
  }
  close(to);
  return labels;
}
