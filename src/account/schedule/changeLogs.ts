import { forgetConsumed, trimmings } from '../changes/readers.js';
import type { Job, JobSource } from './job.js';

/** Logs of changes become shorter when those who have not read them have had their time, though nobody writes. */
export const changeLogs: JobSource = (catalog) =>
  trimmings(catalog).map(({ table, due }): Job => ({
    key: `changes of ${table} ${due}`,
    due,
    run: async (host, signal) => {
      const connection = await host.connect({});
      try {
        await connection.perform((scope) => forgetConsumed(scope, table, scope.now), signal);
      } finally {
        await connection.close();
      }
    },
  }));
