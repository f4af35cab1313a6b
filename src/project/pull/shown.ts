import { qualifiedName } from '../../sql/identifiers.js';
import type { Session } from '../../session/session.js';
import type { SourceSchema } from '../binding.js';

/** The rows of `SHOW <what> IN SCHEMA …`, by the names of the columns. */
export async function shown(
  session: Session,
  what: string,
  { database, schema }: SourceSchema,
): Promise<readonly Readonly<Record<string, string>>[]> {
  const { columns, rows } = await session.execute(
    `SHOW ${what} IN SCHEMA ${qualifiedName(database, schema)}`,
  );
  return rows.map((row) =>
    Object.fromEntries(columns.map(({ name }, i) => [name.toLowerCase(), String(row[i] ?? '')])),
  );
}
