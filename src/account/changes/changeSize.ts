import type { RefreshBasis, StoredRelation } from '../catalog/model.js';
import type { WriteScope } from '../commands/command.js';
import type { Changes } from './maintenance/deltas.js';
import { FEW } from './maintenance/maintain.js';
import { logOf } from './tracking.js';

/** The changes of some tables since a tick. */
interface Change extends Changes {
  /** How many rows came, went or were changed. */
  readonly changed: number;
  /** The same for each table. */
  readonly rows: readonly number[];
  /** How many rows there are. */
  readonly all: number;
}

/** Counts the changes of tables since a tick, in one statement. */
export async function changeOf(
  scope: WriteScope,
  sources: readonly StoredRelation[],
  since: number,
): Promise<Change> {
  const [rows, plain, unchanged] = [[] as number[], new Set<string>(), new Set<string>()];
  if (sources.length === 0) return { changed: 0, rows, all: 0, since, plain, unchanged };
  const counts = sources.map(
    (source, i) =>
      `SELECT ${i} AS n, count(*) FILTER (added), count(*) FILTER (NOT added), min(tick) = max(tick),
         (SELECT count(*) FROM data.${source.physical}) FROM ${logOf(source)} WHERE tick > ${since}`,
  );
  const counted = await scope.duckdb.runAndReadAll(`${counts.join(' UNION ALL ')} ORDER BY n`);
  let all = 0;
  for (const [n, came, went, isOneStatement, stored] of counted.getRowsJson()) {
    const log = logOf(sources[Number(n)]!);
    const changed = Math.max(Number(came), Number(went));
    rows.push(changed);
    all += Number(stored);
    if (changed === 0) unchanged.add(log);
    // A row that several statements changed has images that were there in between.
    else if (isOneStatement === true || Number(came) === 0 || Number(went) === 0) plain.add(log);
  }
  return { changed: rows.reduce((sum, n) => sum + n, 0), rows, all, since, plain, unchanged };
}

/** A twentieth of the rows that the query reads. */
const LARGE_SHARE = 20;

/** Whether to follow a change would cost more than to compute everything; of few rows it does not matter. */
export function isLarge({ changed, all }: Change): boolean {
  return all >= FEW && changed * LARGE_SHARE > all;
}

type TouchesMost = RefreshBasis['touchesMost'];

/** So often a change is taken for one that touches most, before that is found out again. */
const GUESSES = 8;

/** Whether a change, no smaller in any table than one that was found to touch most, is likely to do so as well. */
export function isExpected({ rows }: Change, known: TouchesMost): boolean {
  return known !== undefined && known.guesses > 0 && known.rows.every((n, i) => (rows[i] ?? 0) >= n);
}

/** What to remember of a change that was found to touch most. */
export function found({ rows }: Change): TouchesMost {
  return { rows, guesses: GUESSES };
}

/** The same after one more change was taken for such a one. */
export function guessed(known: TouchesMost): TouchesMost {
  return known && { ...known, guesses: known.guesses - 1 };
}
