/** LIMIT and OFFSET. Source: "LIMIT / FETCH": constants only, NULL means none. */
import type { Expression } from '../../../sql/read/syntax/tree.js';
import { unsupportedFeature } from './errors.js';

function rowCount(value: Expression | null, clause: string): string {
  if (value === null || (value.kind === 'literal' && value.type === 'null')) return '';
  if (value.kind === 'literal' && value.type === 'number' && /^\d+$/.test(value.value))
    return ` ${clause} ${value.value}`;
  throw unsupportedFeature(`${clause} of an expression`);
}

/** Text with a blank before, or nothing. */
export function rowLimits(limit: Expression | null, offset: Expression | null): string {
  return `${rowCount(limit, 'LIMIT')}${rowCount(offset, 'OFFSET')}`;
}
