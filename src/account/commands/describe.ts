import { hasIdentity, identityText } from '../catalog/identity.js';
import type { CatalogColumn, CatalogObject, ObjectKind, Relation } from '../catalog/model.js';
import { isRelation } from '../catalog/model.js';
import { homeOf } from '../catalog/names.js';
import { typeText } from '../../sql/read/types.js';
import { targetOrRefusal } from './alter.js';
import type { Command, ReadScope } from './command.js';
import { INTEGER, TIMESTAMP_LTZ, moment } from './command.js';
import type { Grammar } from './grammar.js';
import type { NamedRow } from './show.js';
import { filterNames, shape, showRequest, toRows } from './show.js';

const RELATION_COLUMNS = shape([
  'name',
  'type',
  'kind',
  'null?',
  'default',
  'primary key',
  'unique key',
  'check',
  'expression',
  'comment',
  'policy name',
  'privacy domain',
]);

function described(column: CatalogColumn): NamedRow {
  return {
    name: column.name,
    type: typeText(column.type),
    kind: 'COLUMN',
    'null?': column.nullable ? 'Y' : 'N',
    default: hasIdentity(column) ? identityText(column.identity) : column.default,
    'primary key': column.primaryKey ? 'Y' : 'N',
    'unique key': column.uniqueKey ? 'Y' : 'N',
    comment: column.comment,
  };
}

export const RELATIONS: readonly ObjectKind[] = ['TABLE', 'VIEW', 'DYNAMIC TABLE'];

/** DESCRIBE TABLE takes anything with columns; DESCRIBE VIEW and DYNAMIC TABLE their own kind. */
export function describeRelation(kinds: readonly ObjectKind[]): (g: Grammar) => Command {
  return (g) => {
    const name = g.name();
    if (g.try('TYPE', '=')) g.oneOf('COLUMNS');
    g.end();
    return {
      access: 'read',
      kind: 'describe',
      run: (scope) => {
        const found = targetOrRefusal(scope, kinds, { name, ifExists: false });
        const columns = found !== undefined && isRelation(found) ? found.columns : [];
        return { columns: RELATION_COLUMNS, rows: toRows(RELATION_COLUMNS, columns.map(described)) };
      },
    };
  };
}

const CONTENT_COLUMNS = shape(['created_on', 'name', 'kind'], { created_on: TIMESTAMP_LTZ });

/** DESCRIBE DATABASE and SCHEMA list what is inside. */
export function describeContainer(kind: 'DATABASE' | 'SCHEMA'): (g: Grammar) => Command {
  return (g) => {
    const name = g.name();
    g.end();
    return {
      access: 'read',
      kind: 'describe',
      run: (scope) => {
        const container = targetOrRefusal(scope, [kind], { name, ifExists: false });
        const inside = container === undefined ? [] : scope.catalog.children(container.id);
        const rows = inside
          .filter((o) => kind === 'DATABASE' || isRelation(o))
          .map((o) => ({ created_on: moment(o.createdOn), name: o.name, kind: o.kind }));
        return { columns: CONTENT_COLUMNS, rows: toRows(CONTENT_COLUMNS, rows) };
      },
    };
  };
}

const PROPERTY_COLUMNS = shape(['property', 'value']);

/** DESCRIBE of a kind whose facts are a few properties. */
export function describeProperties(kind: ObjectKind): (g: Grammar) => Command {
  return (g) => {
    const name = g.name();
    g.end();
    return {
      access: 'read',
      kind: 'describe',
      run: (scope) => {
        const object = targetOrRefusal(scope, [kind], { name, ifExists: false });
        const rows = object === undefined ? [] : factsOf(scope, object);
        return { columns: PROPERTY_COLUMNS, rows: toRows(PROPERTY_COLUMNS, rows) };
      },
    };
  };
}

function factsOf(scope: ReadScope, object: CatalogObject): NamedRow[] {
  const facts: Record<string, unknown> = {
    NAME: scope.names.full(object),
    OWNER: object.owner,
    COMMENT: object.comment,
  };
  if (object.kind === 'FILE FORMAT') Object.assign(facts, object.options);
  if (object.kind === 'WAREHOUSE') Object.assign(facts, { STATE: object.state, ...object.properties });
  if (object.kind === 'STAGE') Object.assign(facts, object.fileFormat);
  if (object.kind === 'TAG') Object.assign(facts, { ALLOWED_VALUES: object.allowedValues });
  if (object.kind === 'TASK') {
    const { state, schedule, warehouse, definition, condition } = object;
    Object.assign(facts, {
      STATE: state,
      SCHEDULE: schedule,
      WAREHOUSE: warehouse,
      DEFINITION: definition,
      CONDITION: condition,
    });
  }
  return Object.entries(facts).map(([property, value]) => ({
    property,
    value: value === null ? null : typeof value === 'string' ? value : JSON.stringify(value),
  }));
}

const COLUMN_COLUMNS = shape([
  'table_name',
  'schema_name',
  'column_name',
  'data_type',
  'null?',
  'default',
  'kind',
  'expression',
  'comment',
  'database_name',
  'autoincrement',
  'schema_evolution_record',
]);

/** SHOW COLUMNS [LIKE '…'] [IN [TABLE | VIEW] name | SCHEMA s | DATABASE d | ACCOUNT] */
export function showColumns(g: Grammar): Command {
  const request = showRequest(g, 'object');
  return {
    access: 'read',
    kind: 'show',
    run: (scope) => {
      const { container } = request;
      const all = relationsOf(scope, container).flatMap((relation) =>
        relation.columns.map((column) => ({ relation, column })),
      );
      const rows = filterNames(all, request, ({ column }) => column.name).map(({ relation, column }) => {
        const at = homeOf(scope.catalog, relation);
        return {
          table_name: relation.name,
          schema_name: at.schema,
          column_name: column.name,
          data_type: typeAsJson(column),
          'null?': column.nullable ? 'true' : 'NOT_NULL',
          default: column.default ?? '',
          kind: 'COLUMN',
          expression: '',
          comment: column.comment ?? '',
          database_name: at.database,
          autoincrement: hasIdentity(column) ? identityText(column.identity) : '',
        };
      });
      return { columns: COLUMN_COLUMNS, rows: toRows(COLUMN_COLUMNS, rows) };
    },
  };
}

function relationsOf(scope: ReadScope, container: ReturnType<typeof showRequest>['container']): Relation[] {
  if (container.level === 'object') return [scope.names.relation(container.name, 'SHOW COLUMNS')];
  const { context } = scope.session;
  const all = scope.catalog.list('TABLE', 'VIEW', 'DYNAMIC TABLE');
  const inSchema = (id: number): Relation[] => all.filter((r) => r.parent === id);
  const inDatabase = (id: number): Relation[] =>
    all.filter((r) => scope.catalog.get(r.parent)?.parent === id);
  if (container.level === 'schema')
    return inSchema(scope.names.schema(container.name, 'SHOW COLUMNS').schema.id);
  if (container.level === 'database')
    return inDatabase(scope.names.database(container.name, 'SHOW COLUMNS').id);
  if (container.level === 'account' || context.database === null) return all;
  if (context.schema === null) return inDatabase(scope.names.database(null, 'SHOW COLUMNS').id);
  return inSchema(scope.names.schema([], 'SHOW COLUMNS').schema.id);
}

/** `{"type":"FIXED","precision":38,"scale":0,"nullable":true}` */
function typeAsJson({ type, nullable }: CatalogColumn): string {
  switch (type.kind) {
    case 'NUMBER':
      return JSON.stringify({ type: 'FIXED', precision: type.precision, scale: type.scale, nullable });
    case 'FLOAT':
      return JSON.stringify({ type: 'REAL', nullable });
    case 'TEXT':
      return JSON.stringify({
        type: 'TEXT',
        length: type.length,
        byteLength: type.length,
        nullable,
        fixed: false,
      });
    case 'BINARY':
      return JSON.stringify({
        type: 'BINARY',
        length: type.length,
        byteLength: type.length,
        nullable,
        fixed: false,
      });
    case 'TIME':
    case 'TIMESTAMP_NTZ':
    case 'TIMESTAMP_LTZ':
    case 'TIMESTAMP_TZ':
      return JSON.stringify({ type: type.kind, precision: 0, scale: type.scale, nullable });
    case 'VECTOR':
      return JSON.stringify({
        type: 'VECTOR',
        dimension: type.dimension,
        vectorElementType: { type: type.element === 'INT' ? 'FIXED' : 'REAL', nullable: false },
        nullable,
      });
    default:
      return JSON.stringify({ type: type.kind, nullable });
  }
}

const KEY_COLUMNS = shape(
  [
    'created_on',
    'database_name',
    'schema_name',
    'table_name',
    'column_name',
    'key_sequence',
    'constraint_name',
    'rely',
    'comment',
  ],
  { created_on: TIMESTAMP_LTZ, key_sequence: INTEGER },
);

/** SHOW PRIMARY KEYS | UNIQUE KEYS [IN …] */
export function showKeys(pick: (column: CatalogColumn) => boolean, suffix: string): (g: Grammar) => Command {
  return (g) => {
    const request = showRequest(g, 'object');
    return {
      access: 'read',
      kind: 'show',
      run: (scope) => {
        const rows = relationsOf(scope, request.container).flatMap((relation) => {
          const at = homeOf(scope.catalog, relation);
          return relation.columns.filter(pick).map((column, i) => ({
            created_on: moment(relation.createdOn),
            database_name: at.database,
            schema_name: at.schema,
            table_name: relation.name,
            column_name: column.name,
            key_sequence: String(i + 1),
            constraint_name: `${relation.name}_${suffix}`,
            rely: 'false',
          }));
        });
        return { columns: KEY_COLUMNS, rows: toRows(KEY_COLUMNS, rows) };
      },
    };
  };
}
