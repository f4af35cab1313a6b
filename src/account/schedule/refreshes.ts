import type { DynamicTableObject } from '../catalog/model.js';
import { dueOn, refresh } from '../commands/refresh.js';
import { homeOf } from '../catalog/names.js';
import type { Job, JobSource, ScheduleHost } from './job.js';

/** The scheduled refreshes of dynamic tables. Tables come before those they read, which they refresh with them. */
export const refreshes: JobSource = (catalog) =>
  catalog
    .list('DYNAMIC TABLE')
    .sort((a, b) => b.id - a.id)
    .flatMap((table): Job[] => {
      const due = dueOn(table);
      if (due === null) return [];
      const run: Job['run'] = (host, signal) => refreshWhenDue(host, table, signal);
      return [{ key: `refresh ${table.id} ${due}`, due, run }];
    });

async function refreshWhenDue(
  host: ScheduleHost,
  { id, warehouse, owner }: DynamicTableObject,
  signal: AbortSignal,
): Promise<void> {
  const table = host.catalog.get(id);
  if (table?.kind !== 'DYNAMIC TABLE') return;
  const home = homeOf(host.catalog, table);
  const connection = await host.connect({ ...home, warehouse, role: owner });
  try {
    await connection.perform(async (scope) => {
      // Somebody may have refreshed, suspended or dropped it while this waited for its turn.
      const current = scope.catalog.get(id);
      const due = current?.kind === 'DYNAMIC TABLE' ? dueOn(current) : null;
      if (current?.kind !== 'DYNAMIC TABLE' || due === null || due > scope.now) return;
      await refresh(scope, current, 'SCHEDULED');
    }, signal);
  } finally {
    await connection.close();
  }
}
