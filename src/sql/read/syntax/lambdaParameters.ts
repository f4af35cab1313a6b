/** Parameters of lambdas with types: `x INT -> …`, `(x INT, y INT) -> …`. Source: "TRANSFORM", "FILTER", "REDUCE". */
import type { SnowflakeType } from '../types.js';
import { parseType } from '../types.js';
import type { Preparation } from './prepare.js';

/** The type behind the name at `at`, and the token after it; null where none stands. */
export function typedParameter(
  whole: Preparation,
  at: number,
): { readonly type: SnowflakeType; readonly end: number } | null {
  if (!['(', ','].includes(whole.symbol(at - 1)) || !whole.isName(at) || whole.word(at + 1) === '')
    return null;
  const read = typeAt(whole, at + 1);
  return read !== null && isParameterEnd(whole, read.end) ? read : null;
}

function typeAt(whole: Preparation, at: number): { type: SnowflakeType; end: number } | null {
  try {
    return parseType(whole.tokens, at, whole.timestamp);
  } catch {
    return null;
  }
}

/** An arrow, or other parameters and then `) ->`. */
function isParameterEnd(whole: Preparation, at: number): boolean {
  if (whole.symbol(at) === '->') return true;
  let end = at;
  for (; whole.symbol(end) !== ')'; end++) {
    if (whole.symbol(end) === '(') end = whole.closing(end);
    else if (whole.symbol(end) !== ',' && !whole.isName(end)) return false;
  }
  return whole.symbol(end + 1) === '->';
}
