/** Two tables change names. Source: "ALTER TABLE" (SWAP WITH). */
import type { TableObject } from '../catalog/model.js';
import type { ObjectName } from '../catalog/names.js';
import { refused } from '../catalog/refusals.js';
import type { WriteScope } from './command.js';

/**
 * Gives each table the other's place; rows, streams, tags and stages stay with theirs.
 * @returns the other table, to be put into the catalog by the caller
 * @throws AccountError 002003 when there is no other table, 001506 for a temporary one and one that lasts
 */
export function swapped(scope: WriteScope, table: TableObject, name: ObjectName): TableObject {
  const { catalog, names } = scope;
  const other = names.must('TABLE', name, 'ALTER TABLE');
  if (other.id === table.id) return table;
  if ((other.session === null) !== (table.session === null))
    throw refused(
      `${names.full(table)} cannot be swapped with ${names.full(other)}: one is temporary and one is not.`,
      '001506',
      '42601',
    );
  // What has the name goes first: the catalog finds one object by it.
  catalog.remove(other.id);
  catalog.put({ ...table, name: other.name, parent: other.parent });
  return { ...other, name: table.name, parent: table.parent };
}
