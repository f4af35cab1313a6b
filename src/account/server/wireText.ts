import type { SnowflakeType, WireCell } from '../account.js';

/** Seconds since the epoch with nine decimals as `2026-11-24 10:11:12.123456789`. */
function momentText(cell: string): string {
  const [whole = '0', fraction = '0'] = cell.split('.');
  const nanoseconds = BigInt(whole + fraction.padEnd(9, '0'));
  const below = ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const seconds = Number((nanoseconds - below) / 1_000_000_000n);
  const clock = new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return `${clock}.${String(below).padStart(9, '0')}`;
}

/** A moment, and its offset from UTC in minutes plus 1440, as the wall time at the offset: `… 10:11:12.000000000 +0200`. */
function zonedText(cell: string): string {
  const [moment = '0', shifted = '1440'] = cell.split(' ');
  const offset = Number(shifted) - 1440;
  const [whole = '0', fraction = '0'] = moment.split('.');
  const wall = momentText(`${BigInt(whole) + BigInt(offset * 60)}.${fraction}`);
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const digits = (n: number): string => String(n).padStart(2, '0');
  return `${wall} ${offset < 0 ? '-' : '+'}${digits(hours)}${digits(minutes)}`;
}

/** A cell of a result as text that converts to the same value in SQL. */
export function inText(cell: WireCell, type: SnowflakeType): string | null {
  if (cell === null) return null;
  switch (type.kind) {
    case 'BOOLEAN':
      return cell === '1' ? 'true' : 'false';
    case 'DATE':
      return new Date(Number(cell) * 86_400_000).toISOString().slice(0, 10);
    case 'TIME':
      return momentText(cell).slice(11);
    case 'TIMESTAMP_NTZ':
      return momentText(cell);
    case 'TIMESTAMP_LTZ':
      return `${momentText(cell)} +0000`;
    case 'TIMESTAMP_TZ':
      return zonedText(cell);
    default:
      return cell;
  }
}
