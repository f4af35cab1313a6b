/** Cancelling by statement. Source: "SYSTEM$CANCEL_QUERY", "SYSTEM$CANCEL_ALL_QUERIES". */
import type { Service } from './service.js';

const form = /^\s*select\s+system\$(cancel_query|cancel_all_queries)\s*\(\s*'?([\w-]+)'?\s*\)\s*;?\s*$/i;

/** What such a statement answers when its turn comes. */
export const cancelled = "SELECT 'query cancelled.' AS STATUS";

export const isCancelling = (sql: string): boolean => form.test(sql);

/** Cancels at once what a statement asks for: in its turn it would wait for the very query that it cancels. */
export function cancelAsked(sql: string, { queries, sessions }: Service): void {
  const [, what, id = ''] = form.exec(sql) ?? [];
  if (what === undefined) return;
  if (what.toLowerCase() === 'cancel_query') queries.get(id).cancel();
  else for (const query of sessions.byId(Number(id))?.running ?? []) query.cancel();
}
