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
    default:
      return cell;
  }
}
