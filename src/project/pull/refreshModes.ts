import type { Session } from '../../session/session.js';
import type { SourceSchema } from '../binding.js';
import { shown } from './shown.js';

/** How a schema's dynamic tables refresh: what reads one that refreshes in full cannot refresh incrementally. */
export async function readRefreshModes(
  session: Session,
  place: SourceSchema,
): Promise<ReadonlyMap<string, string>> {
  const rows = await shown(session, 'DYNAMIC TABLES', place);
  return new Map(rows.map((row) => [row.name ?? '', row.refresh_mode ?? '']));
}
