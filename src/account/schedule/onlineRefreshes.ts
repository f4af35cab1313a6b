import type { OnlineFeatureTableObject } from '../catalog/model.js';
import { homeOf } from '../catalog/names.js';
import { copySource, noteFailure, onlineDueOn } from '../commands/onlineRefresh.js';
import type { Job, JobSource, ScheduleHost } from './job.js';

/** The scheduled refreshes of online feature tables. */
export const onlineRefreshes: JobSource = (catalog) =>
  catalog.list('ONLINE FEATURE TABLE').flatMap((table): Job[] => {
    const due = onlineDueOn(table);
    if (due === null) return [];
    const run: Job['run'] = (host, signal) => refreshWhenDue(host, table, signal);
    return [{ key: `online refresh ${table.id} ${due}`, due, run }];
  });

async function refreshWhenDue(
  host: ScheduleHost,
  table: OnlineFeatureTableObject,
  signal: AbortSignal,
): Promise<void> {
  const { id, warehouse, owner } = table;
  const connection = await host.connect({ ...homeOf(host.catalog, table), warehouse, role: owner });
  try {
    await connection.perform(async (scope) => {
      // Somebody may have refreshed, suspended or dropped it while this waited for its turn.
      const current = scope.catalog.get(id);
      const due = current?.kind === 'ONLINE FEATURE TABLE' ? onlineDueOn(current) : null;
      if (current?.kind !== 'ONLINE FEATURE TABLE' || due === null || due > scope.now) return;
      try {
        await copySource(scope, current);
      } catch (error) {
        scope.afterwards((next) => noteFailure(next, id));
        throw error;
      }
    }, signal);
  } finally {
    await connection.close();
  }
}
