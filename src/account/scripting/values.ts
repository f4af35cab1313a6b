import type { AccountColumn, WireCell } from '../account.js';

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** A number of seconds with its fraction as one of nanoseconds. */
function nanoseconds(seconds: string): string {
  const [whole = '0', fraction = ''] = seconds.split('.');
  const digits = `${whole}${fraction.padEnd(9, '0').slice(0, 9)}`;
  return digits.replace(/^(-?)0+(?=\d)/, '$1');
}

/** Seconds of a day as `HH:MM:SS.fff`. */
function timeText(seconds: string): string {
  const [whole = '0', fraction = '0'] = seconds.split('.');
  const parts = [Math.floor(Number(whole) / 3600), Math.floor(Number(whole) / 60) % 60, Number(whole) % 60];
  return `${parts.map((part) => String(part).padStart(2, '0')).join(':')}.${fraction}`;
}

/** A cell of a result as SQL that means it, of the same type. */
export function literalOf({ type }: AccountColumn, cell: WireCell): string {
  if (cell === null) return 'NULL';
  switch (type.kind) {
    case 'NUMBER':
    case 'FLOAT':
      return type.kind === 'FLOAT'
        ? `${quoted(cell)}::FLOAT`
        : `(${cell})::NUMBER(${type.precision},${type.scale})`;
    case 'BOOLEAN':
      return cell === '1' || cell.toLowerCase() === 'true' ? 'TRUE' : 'FALSE';
    case 'DATE':
      return `DATEADD(DAY, ${cell}, '1970-01-01'::DATE)`;
    case 'TIME':
      return `'${timeText(cell)}'::TIME`;
    case 'TIMESTAMP_NTZ':
      return `TO_TIMESTAMP_NTZ(${nanoseconds(cell)}, 9)`;
    case 'TIMESTAMP_LTZ':
      return `TO_TIMESTAMP_LTZ(${nanoseconds(cell)}, 9)`;
    case 'TIMESTAMP_TZ': {
      // Seconds, then the offset in minutes, counted from 1440.
      const [seconds = '0', offset = '1440'] = cell.split(' ');
      const minutes = Number(offset) - 1440;
      const hours = `${minutes < 0 ? '-' : '+'}${String(Math.floor(Math.abs(minutes) / 60)).padStart(2, '0')}:${String(Math.abs(minutes) % 60).padStart(2, '0')}`;
      return `TO_TIMESTAMP_TZ(TO_VARCHAR(DATEADD(MINUTE, ${minutes}, TO_TIMESTAMP_NTZ(${nanoseconds(seconds)}, 9)), 'YYYY-MM-DD HH24:MI:SS.FF9') || ' ${hours}')`;
    }
    case 'BINARY':
      return `TO_BINARY(${quoted(cell)}, 'HEX')`;
    case 'VARIANT':
    case 'ARRAY':
    case 'OBJECT':
      return `(PARSE_JSON(${quoted(cell)})::${type.kind})`;
    default:
      return quoted(cell);
  }
}
