import type {
  CatalogColumn,
  CatalogObject,
  DynamicTableObject,
  FunctionObject,
  StreamObject,
  TableObject,
  TagObject,
  TagValues,
  TaskObject,
  ViewObject,
} from '../catalog/model.js';
import type { CatalogView } from '../catalog/catalog.js';
import { hasIdentity, identityText } from '../catalog/identity.js';
import type { Identity } from '../catalog/identity.js';
import { pathOf, printName, printNames } from '../catalog/names.js';
import { unsupported } from '../catalog/refusals.js';
import { liveTags } from '../commands/clauses.js';
import { textLiteral } from '../../sql/literals.js';
import { typeText } from '../../sql/read/types.js';

/** Prints one object; `name` stands for it, short or qualified. */
interface Printing {
  readonly catalog: CatalogView;
  readonly name: string;
}

/**
 * The statement that creates an object as it is now, as GET_DDL gives it (documentation: GET_DDL). Running it makes an
 * equal object; rows are not part of it.
 *
 * @param qualified whether the object's own name begins with its database
 */
export function objectDdl(catalog: CatalogView, object: CatalogObject, qualified: boolean): string {
  const name = qualified ? printNames(pathOf(catalog, object)) : printName(object.name);
  const at: Printing = { catalog, name };
  switch (object.kind) {
    case 'TABLE':
      return table(at, object);
    case 'VIEW':
      return view(at, object);
    case 'DYNAMIC TABLE':
      return dynamicTable(at, object);
    case 'TASK':
      return task(at, object);
    case 'TAG':
      return tag(at, object);
    case 'STREAM':
      return stream(at, object);
    case 'FUNCTION':
      return userFunction(at, object);
    default:
      throw unsupported(
        `GET_DDL of a ${object.kind}`,
        'It knows tables, views, dynamic tables, streams, tasks, tags and functions.',
      );
  }
}

function table(at: Printing, object: TableObject): string {
  const kind = object.type === 'TABLE' ? 'TABLE' : `${object.type} TABLE`;
  const keys = [
    ...keyClause(
      'primary key',
      object.columns.filter((c) => c.primaryKey),
    ),
    ...keyClause(
      'unique',
      object.columns.filter((c) => c.uniqueKey),
    ),
  ];
  const items = [...object.columns.map((c) => columnText(at, c)), ...keys];
  return `create or replace ${kind} ${at.name} ${listed(items)}${clauses([clusterBy(object.clusterBy), ...about(at, object)])};`;
}

function view(at: Printing, object: ViewObject): string {
  const items = object.columns.map((c) => described(at, c, printName(c.name)));
  const secure = object.secure ? 'secure ' : '';
  return `create or replace ${secure}view ${at.name}${listed(items)}${clauses(about(at, object))} as ${object.query};`;
}

function dynamicTable(at: Printing, object: DynamicTableObject): string {
  const items = object.columns.map((c) => described(at, c, printName(c.name)));
  const lag = object.targetLag === 'DOWNSTREAM' ? 'DOWNSTREAM' : textLiteral(object.targetLag);
  const options = [
    `target_lag = ${lag}`,
    `refresh_mode = ${object.refreshMode}`,
    `initialize = ${object.initialize}`,
    `warehouse = ${printName(object.warehouse)}`,
    object.initializationWarehouse === null
      ? ''
      : `initialization_warehouse = ${printName(object.initializationWarehouse)}`,
    clusterBy(object.clusterBy),
    ...about(at, object),
  ];
  const kind = object.transient ? 'transient dynamic table' : 'dynamic table';
  return `create or replace ${kind} ${at.name}${listed(items)}${clauses(options)}\n as ${object.query};`;
}

function task(at: Printing, object: TaskObject): string {
  const options = [
    object.warehouse === null ? '' : `warehouse=${printName(object.warehouse)}`,
    object.schedule === null ? '' : `schedule=${textLiteral(object.schedule)}`,
    ...Object.entries(object.properties)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => `${name}=${textLiteral(value)}`),
    ...about(at, object),
    object.predecessors.length === 0 ? '' : `after ${object.predecessors.join(', ')}`,
    object.condition === null ? '' : `when ${object.condition}`,
  ];
  const lines = options.filter((option) => option !== '').map((option) => `\n\t${option}`);
  return `create or replace task ${at.name}${lines.join('')}\n\tas ${object.definition};`;
}

function tag(at: Printing, object: TagObject): string {
  const allowed = object.allowedValues?.map(textLiteral).join(', ');
  const options = [
    allowed === undefined ? '' : `ALLOWED_VALUES ${allowed}`,
    object.propagate === null ? '' : `PROPAGATE = ${object.propagate}`,
    ...comment(object.comment),
  ];
  return `create or replace tag ${at.name}${clauses(options)};`;
}

function stream(at: Printing, object: StreamObject): string {
  const source = at.catalog.get(object.source);
  const name = source === undefined ? object.sourceName : printNames(pathOf(at.catalog, source));
  const options = [
    ...(object.appendOnly ? ['append_only = true'] : []),
    ...(object.initialRows ? ['show_initial_rows = true'] : []),
    ...comment(object.comment),
  ];
  const tags = tagText(at, object.tags);
  return `create or replace stream ${at.name}${clauses([tags])} on ${object.sourceKind.toLowerCase()} ${name}${clauses(options)};`;
}

function userFunction(at: Printing, object: FunctionObject): string {
  const parameters = object.parameters.map(
    (p) => `${printName(p.name)} ${typeText(p.type)}${p.default === null ? '' : ` DEFAULT ${p.default}`}`,
  );
  const options = [
    'LANGUAGE SQL',
    object.memoizable ? 'MEMOIZABLE' : '',
    object.immutable ? 'IMMUTABLE' : '',
    ...comment(object.comment),
  ].filter((option) => option !== '');
  const secure = object.secure ? 'SECURE ' : '';
  return `CREATE OR REPLACE ${secure}FUNCTION ${at.name}(${parameters.join(', ')})\nRETURNS ${returnsText(object)}\n${options.join('\n')}\nAS ${textLiteral(object.body)};`;
}

/** What a function gives, as RETURNS has it. */
export function returnsText({ returns }: FunctionObject): string {
  if (returns.kind === 'value') return typeText(returns.type);
  return `TABLE (${returns.columns.map((c) => `${printName(c.name)} ${typeText(c.type)}`).join(', ')})`;
}

function columnText(at: Printing, column: CatalogColumn): string {
  const text = [
    `${printName(column.name)} ${typeText(column.type)}`,
    ...(column.nullable ? [] : ['NOT NULL']),
    ...(column.default === null ? [] : [`DEFAULT ${column.default}`]),
    ...(hasIdentity(column) ? [counting(column.identity)] : []),
  ];
  return described(at, column, text.join(' '));
}

const counting = (identity: Identity): string =>
  identityText(identity)
    .replace('IDENTITY', 'autoincrement')
    .replace(/[A-Z]+/g, (word) => word.toLowerCase());

/** A column with its tags and comment. */
function described(at: Printing, column: CatalogColumn, text: string): string {
  const more = [
    tagText(at, column.tags),
    column.comment === null ? '' : `COMMENT ${textLiteral(column.comment)}`,
  ];
  return `${text}${clauses(more)}`;
}

function keyClause(kind: string, columns: readonly CatalogColumn[]): string[] {
  return columns.length === 0 ? [] : [`${kind} (${columns.map((c) => printName(c.name)).join(', ')})`];
}

function listed(items: readonly string[]): string {
  return `(\n\t${items.join(',\n\t')}\n)`;
}

/** What of the clauses is there, each after a blank. */
function clauses(all: readonly string[]): string {
  return all.map((clause) => (clause === '' ? '' : ` ${clause}`)).join('');
}

/** `LINEAR(A)`, as the catalog has it, is what CLUSTER BY takes. */
function clusterBy(key: string): string {
  return key === '' ? '' : `cluster by ${key.replace(/^LINEAR/, '')}`;
}

function about(at: Printing, object: CatalogObject): string[] {
  return [tagText(at, object.tags), ...comment(object.comment)];
}

function comment(text: string): string[] {
  return text === '' ? [] : [`COMMENT=${textLiteral(text)}`];
}

function tagText({ catalog }: Printing, tags: TagValues): string {
  const set = liveTags(catalog, tags).flatMap(([id, value]) => {
    const found = catalog.get(id);
    return found === undefined ? [] : [`${printNames(pathOf(catalog, found))}=${textLiteral(value)}`];
  });
  return set.length === 0 ? '' : `WITH TAG (${set.join(', ')})`;
}
