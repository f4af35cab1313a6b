import { forgetDropped, nextForgetting } from '../commands/undrop.js';
import type { Job, JobSource } from './job.js';

/** What was dropped is removed for good when UNDROP cannot bring it back any more. */
export const droppedObjects: JobSource = (catalog) => {
  const due = nextForgetting(catalog);
  if (due === null) return [];
  const job: Job = {
    key: `dropped objects ${due}`,
    due,
    run: async (host, signal) => {
      const connection = await host.connect({});
      try {
        await connection.perform((scope) => forgetDropped(scope), signal);
      } finally {
        await connection.close();
      }
    },
  };
  return [job];
};
