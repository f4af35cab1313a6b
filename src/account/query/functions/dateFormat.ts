/** Snowflake's date and time formats as strftime's. Source: "Date and time formats in conversion functions". */
import { badArgument, unsupportedFeature } from '../bind/errors.js';
import type { Place } from '../bind/errors.js';

/** Stand for the hours, with their sign, and minutes of an offset: `sf_format_zoned` puts them in. */
const OFFSET_HOURS = '\u0001';
const OFFSET_MINUTES = '\u0002';

/** Longest first. */
const ELEMENTS: readonly (readonly [string, string])[] = [
  ['YYYY', '%Y'],
  ['TZH', OFFSET_HOURS],
  ['TZM', OFFSET_MINUTES],
  ['MMMM', '%B'],
  ['HH24', '%H'],
  ['HH12', '%I'],
  ['MON', '%b'],
  ['FF3', '%g'],
  ['FF6', '%f'],
  ['FF9', '%n'],
  ['YY', '%y'],
  ['MM', '%m'],
  ['DD', '%d'],
  ['DY', '%a'],
  ['AM', '%p'],
  ['PM', '%p'],
  ['MI', '%M'],
  ['SS', '%S'],
  ['FF', '%n'],
];
const REFUSED = ['TZD', 'UUUU', 'FF'];

/** @throws AccountError 000002 for an element this account has not. */
export function strftimeFormat(format: string, where?: Place): string {
  let result = '';
  for (let i = 0; i < format.length;) {
    if (format[i] === '"') {
      const end = format.indexOf('"', i + 1);
      if (end < 0) throw badArgument(`Invalid date format '${format}'`, where);
      result += format.slice(i + 1, end).replaceAll('%', '%%');
      i = end + 1;
      continue;
    }
    const rest = format.slice(i).toUpperCase();
    const element = ELEMENTS.find(([name]) => rest.startsWith(name));
    if (element !== undefined && !/^FF\d/.test(rest.slice(0, element[0] === 'FF' ? 3 : 0))) {
      result += element[1];
      i += element[0].length;
      continue;
    }
    const refused = REFUSED.find((name) => rest.startsWith(name));
    if (refused !== undefined) throw unsupportedFeature(`date format element ${refused}`, where);
    result += format[i] === '%' ? '%%' : format[i]!;
    i++;
  }
  return result;
}
