/** Date parts as arguments of functions. */
import type { CallSite } from './definition.js';
import type { Expression } from '../../../sql/read/syntax/tree.js';
import { datePartOf, writtenPart } from '../../../sql/read/dateParts.js';
import type { DatePart } from '../../../sql/read/dateParts.js';
import { badArgument } from '../bind/errors.js';

export function datePart(value: Expression | undefined, site: CallSite): DatePart {
  const part = datePartOf(value);
  if (part === undefined)
    throw badArgument(
      `'${writtenPart(value) ?? ''}' is not a valid date/time component for function ${site.call.name}.`,
      site.where,
    );
  return part;
}

export function isDatePart(value: Expression | undefined): boolean {
  return datePartOf(value) !== undefined;
}
