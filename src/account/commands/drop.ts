import type { CatalogObject, ObjectKind } from '../catalog/model.js';
import type { ObjectName } from '../catalog/names.js';
import { refused } from '../catalog/refusals.js';
import { targetOrRefusal } from './alter.js';
import type { Command, WriteScope } from './command.js';
import { status } from './command.js';
import type { Grammar } from './grammar.js';
import { dropObject } from './objects.js';

/** Stands after `DROP KIND`: `[IF EXISTS] name [CASCADE | RESTRICT]`. */
export function drop(
  g: Grammar,
  kind: ObjectKind,
  readName: (g: Grammar) => ObjectName = (at) => at.name(),
): Command {
  const ifExists = g.try('IF', 'EXISTS');
  const name = readName(g);
  const restrict = g.try('RESTRICT');
  if (!restrict) g.try('CASCADE');
  g.end();
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const object = targetOrRefusal(scope, [kind], { name, ifExists });
      if (object === undefined)
        return status(`Drop statement executed successfully (${name.at(-1) ?? ''} already dropped).`);
      if (restrict) refuseUsed(scope, object);
      await dropObject(scope, object);
      return status(`${object.name} successfully dropped.`);
    },
  };
}

/** RESTRICT keeps a container that something outside it refers to; Snowflake looks at foreign keys, here at contents. */
function refuseUsed(scope: WriteScope, object: CatalogObject): void {
  if (object.kind !== 'DATABASE' && object.kind !== 'SCHEMA') return;
  const inside = scope.catalog.children(object.id).find((o) => o.kind !== 'SCHEMA' || o.name !== 'PUBLIC');
  if (inside !== undefined) {
    throw refused(
      `Cannot drop ${object.kind.toLowerCase()} '${scope.names.full(object)}' with RESTRICT: it contains ${scope.names.full(inside)}.`,
      '002202',
      '55000',
    );
  }
}
