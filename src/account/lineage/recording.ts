import type { WriteScope } from '../commands/command.js';
import { Grammar } from '../commands/grammar.js';
import { withDerivations } from './derivation.js';

/**
 * Notes where the rows that DML has written come from, each way once.
 *
 * @param target the full name of the table written
 */
export async function recordDerivations(
  { catalog, names, queries }: WriteScope,
  sql: string,
  target: string | undefined,
): Promise<void> {
  const table = target === undefined ? undefined : names.find('TABLE', new Grammar(target).name(), 'DML');
  if (table === undefined) return;
  const columns = table.columns.map((c) => c.name);
  const found = (await queries.derivations(sql, columns)).filter((d) => d.source !== table.id);
  const derivedFrom = withDerivations(table.derivedFrom, found);
  if (derivedFrom !== table.derivedFrom) catalog.put({ ...table, derivedFrom });
}
