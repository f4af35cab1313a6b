import type { Column } from '../columns/column.js';
import { isColumn } from '../columns/expressionOf.js';
import type { Text } from '../columns/text.js';
import { kindOf, lifted } from './operands.js';

/** A template literal with columns in it: its parts joined, values that are no texts written as ones. */
export function joinedText(texts: readonly string[], values: readonly unknown[]): Column {
  const parts: unknown[] = [];
  for (const [i, text] of texts.entries()) {
    if (text !== '') parts.push(text);
    if (i < values.length && values[i] !== '') parts.push(asText(values[i]));
  }
  const [first, ...others] = merged(parts);
  const start = lifted<Text>(first);
  return others.length === 0 ? start : start.concat(...(others as Text[]));
}

function asText(value: unknown): unknown {
  return isColumn(value) && kindOf(value) !== 'text' ? value.toText() : value;
}

/** Constants that follow each other are one. */
function merged(parts: readonly unknown[]): readonly unknown[] {
  const found: unknown[] = [];
  for (const part of parts) {
    const before = found.at(-1);
    if (typeof part === 'string' && typeof before === 'string') found[found.length - 1] = before + part;
    else found.push(part);
  }
  return found;
}
