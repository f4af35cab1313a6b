import type { Session } from '../../session/session.js';
import type { SourceSchema } from '../binding.js';
import type { CatalogKey } from '../catalog.js';
import { shown } from './shown.js';

/** The PRIMARY KEY and UNIQUE constraints of a schema's tables, by table. Snowflake enforces neither. */
export async function readKeys(
  session: Session,
  place: SourceSchema,
): Promise<ReadonlyMap<string, readonly CatalogKey[]>> {
  const byTable = new Map<string, CatalogKey[]>();
  for (const primary of [true, false]) {
    const rows = await shown(session, primary ? 'PRIMARY KEYS' : 'UNIQUE KEYS', place);
    const constraints = new Map<string, Readonly<Record<string, string>>[]>();
    for (const row of rows) {
      const constraint = JSON.stringify([row.table_name, row.constraint_name]);
      constraints.set(constraint, [...(constraints.get(constraint) ?? []), row]);
    }
    for (const parts of constraints.values()) {
      const columns = parts
        .toSorted((a, b) => Number(a.key_sequence) - Number(b.key_sequence))
        .map((row) => row.column_name ?? '');
      const table = parts[0]?.table_name ?? '';
      byTable.set(table, [...(byTable.get(table) ?? []), { primary, columns }]);
    }
  }
  return byTable;
}
