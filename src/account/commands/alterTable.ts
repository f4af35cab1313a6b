import type { CatalogColumn, CatalogObject, TableObject } from '../catalog/model.js';
import { refused, unsupported, wrongKind } from '../catalog/refusals.js';
import { ROW_COLUMN, logOf, untrack } from '../changes/tracking.js';
import { duckdbType } from '../query/duckdbTypes.js';
import { typeText } from '../../sql/read/types.js';
import { ROW } from '../query/recording.js';
import type { Change } from './alter.js';
import { alter, commonChange } from './alter.js';
import {
  clusterByClause,
  commentClause,
  nameList,
  properties,
  tagAssignments,
  withTags,
  withoutTags,
} from './clauses.js';
import type { ColumnDefinition } from './columns.js';
import {
  columnDefinition,
  duckdbColumn,
  freePhysical,
  invalidColumn,
  tableConstraint,
  withKeys,
} from './columns.js';
import type { Command, WriteScope } from './command.js';
import { STORAGE_PROPERTIES } from './databases.js';
import type { AlterTarget } from './family.js';
import type { Grammar } from './grammar.js';
import { checkIdentity, dropCounters } from './identity.js';
import { swapped } from './swap.js';
import { isTrue } from './tables.js';
import { withRetention } from './retention.js';

/** ALTER TABLE also renames, comments and tags dynamic tables, as in Snowflake. */
export function alterTable(g: Grammar, target: AlterTarget): Command {
  const common = commonChange(g);
  if (common !== undefined) return alter(['TABLE', 'DYNAMIC TABLE'], target, common);
  return alter(['TABLE'], target, tableChange(g));
}

/** A change that makes sense for tables alone. */
function onTable(
  change: (scope: WriteScope, table: TableObject) => Promise<TableObject> | TableObject,
): Change {
  return (scope, object: CatalogObject) => {
    if (object.kind !== 'TABLE') throw wrongKind(scope.names.full(object), object.kind, 'TABLE');
    return change(scope, object);
  };
}

function tableChange(g: Grammar): Change {
  const cluster = clusterByClause(g);
  if (cluster !== undefined) {
    g.end();
    return onTable((_s, table) => ({ ...table, clusterBy: cluster }));
  }
  if (g.try('DROP', 'CLUSTERING', 'KEY')) return onTable((_s, table) => ({ ...table, clusterBy: '' }));
  if (g.try('RENAME', 'COLUMN')) return renameColumn(g);
  if (g.try('SWAP', 'WITH')) {
    const other = g.name();
    g.end();
    return onTable((scope, table) => swapped(scope, table, other));
  }
  if (g.looksAt('ADD')) return addition(g);
  if (g.looksAt('DROP')) return removal(g);
  if (g.try('ALTER') || g.try('MODIFY')) return columnChanges(g);
  if (g.try('SET')) {
    const found = properties(g, [
      'COMMENT',
      'CHANGE_TRACKING',
      'ENABLE_SCHEMA_EVOLUTION',
      ...STORAGE_PROPERTIES,
    ]);
    if (Object.keys(found).length === 0) g.unexpected();
    g.end();
    const tracking = found['CHANGE_TRACKING'];
    return onTable(async (scope, table) => {
      const changed = {
        ...table,
        comment: found['COMMENT'] ?? table.comment,
        retention: withRetention(table.retention, found),
      };
      if (tracking === undefined) return changed;
      const kept = isTrue(tracking) ? changed : await untrack(scope, changed);
      return { ...kept, changeTracking: isTrue(tracking) };
    });
  }
  g.refuse('UNSET', 'SUSPEND RECLUSTER', 'RESUME RECLUSTER');
  g.unexpected();
}

function renameColumn(g: Grammar): Change {
  const before = g.identifier();
  g.expect('TO');
  const after = g.identifier();
  g.end();
  return onTable((_scope, table) => {
    columnOf(table, before);
    if (table.columns.some((c) => c.name === after))
      throw refused(`column '${after}' already exists`, '001430', '42601');
    return { ...table, columns: table.columns.map((c) => (c.name === before ? { ...c, name: after } : c)) };
  });
}

function columnOf(table: TableObject, name: string): CatalogColumn {
  const found = table.columns.find((c) => c.name === name);
  if (found === undefined) throw invalidColumn(name);
  return found;
}

function addition(g: Grammar): Change {
  g.expect('ADD');
  if (
    g.looksAt('CONSTRAINT') ||
    g.looksAt('PRIMARY', 'KEY') ||
    g.looksAt('UNIQUE', '(') ||
    g.looksAt('FOREIGN')
  ) {
    const keys = tableConstraint(g);
    g.end();
    return onTable((_scope, table) => ({ ...table, columns: withKeys(table.columns, keys) }));
  }
  g.try('COLUMN');
  const ifNotExists = g.try('IF', 'NOT', 'EXISTS');
  const wrapped = g.looksAt('(');
  const definitions = wrapped ? g.list(() => columnDefinition(g)) : [columnDefinition(g)];
  while (!wrapped && g.try(',')) definitions.push(columnDefinition(g));
  g.end();
  return onTable(async (scope, table) => {
    let grown = table;
    for (const definition of definitions) {
      const exists = grown.columns.some((c) => c.name === definition.name);
      if (exists && ifNotExists) continue;
      if (exists) throw refused(`column '${definition.name}' already exists`, '001430', '42601');
      grown = await addColumn(scope, grown, definition);
    }
    return grown;
  });
}

async function addColumn(
  scope: WriteScope,
  table: TableObject,
  definition: ColumnDefinition,
): Promise<TableObject> {
  if (definition.type === null)
    throw refused(`Missing data type of column '${definition.name}'.`, '002040', '42601');
  if (definition.identity !== null)
    throw unsupported('ADD COLUMN … AUTOINCREMENT', 'Make the table anew with it.');
  const column: CatalogColumn = {
    ...definition,
    type: definition.type,
    physical: freePhysical(table.columns),
    tags: withTags(scope.names, {}, definition.tags),
  };
  // The images in the log are those of rows that have the column now, whatever they were.
  for (const relation of withLog(table)) {
    await scope.duckdb.run(
      `ALTER TABLE ${relation} ADD COLUMN ${duckdbColumn(column.physical, column.type, true)}`,
    );
    if (column.default !== null) {
      const value = await scope.queries.translate(`SELECT ${column.default}`);
      await scope.duckdb.run(`UPDATE ${relation} SET ${column.physical} = (${value.sql})`);
    }
  }
  if (!column.nullable) await requireValues(scope, table, column);
  return { ...table, columns: [...table.columns, column] };
}

/** The table in DuckDB, and the log of its changes when there is one. */
function withLog(table: TableObject): string[] {
  return [`data.${table.physical}`, ...(table.changesSince === null ? [] : [logOf(table)])];
}

async function requireValues(scope: WriteScope, table: TableObject, column: CatalogColumn): Promise<void> {
  const relation = `data.${table.physical}`;
  const nulls = await scope.duckdb.runAndReadAll(
    `SELECT 1 FROM ${relation} WHERE ${column.physical} IS NULL LIMIT 1`,
  );
  if (nulls.currentRowCount > 0) {
    throw refused(
      `Column '${column.name}' contains null values. Not null constraint cannot be added.`,
      '002058',
      '42601',
    );
  }
  // DuckDB refuses a second change of a table's shape while rows changed in the same transaction, so the rule for
  // later rows is kept by rebuilding the table.
  await rebuild(scope, table, column);
}

async function rebuild(scope: WriteScope, table: TableObject, required: CatalogColumn): Promise<void> {
  const columns = [...table.columns.filter((c) => c.physical !== required.physical), required];
  const scratch = `new${scope.catalog.newId()}`;
  const shape = columns.map((c) => duckdbColumn(c.physical, c.type, c.nullable && c !== required)).join(', ');
  const isTracked = table.changesSince !== null;
  const names = [...columns.map((c) => c.physical), ...(isTracked ? [ROW] : [])].join(', ');
  await scope.duckdb.run(`CREATE TABLE data.${scratch} (${shape}${isTracked ? `, ${ROW_COLUMN}` : ''})`);
  await scope.duckdb.run(
    `INSERT INTO data.${scratch} (${names}) SELECT ${names} FROM data.${table.physical}`,
  );
  await scope.duckdb.run(`DROP TABLE data.${table.physical}`);
  await scope.duckdb.run(`ALTER TABLE data.${scratch} RENAME TO ${table.physical}`);
}

function removal(g: Grammar): Change {
  g.expect('DROP');
  if (g.try('PRIMARY', 'KEY')) {
    g.end();
    return onTable((_scope, table) => ({
      ...table,
      columns: table.columns.map((c) => ({ ...c, primaryKey: false })),
    }));
  }
  if (g.looksAt('CONSTRAINT') || g.looksAt('FOREIGN')) throw unsupported('DROP CONSTRAINT');
  g.try('COLUMN');
  const ifExists = g.try('IF', 'EXISTS');
  const names = nameList(g).map((name) => name.at(-1) ?? '');
  g.end();
  return onTable(async (scope, table) => {
    let left = table;
    for (const name of names) {
      if (ifExists && !left.columns.some((c) => c.name === name)) continue;
      const column = columnOf(left, name);
      if (left.columns.length === 1)
        throw refused(`Cannot drop the only column '${name}' of a table.`, '002262', '42601');
      for (const relation of withLog(table))
        await scope.duckdb.run(`ALTER TABLE ${relation} DROP COLUMN ${column.physical}`);
      await dropCounters(scope.duckdb, table.physical, [column]);
      left = { ...left, columns: left.columns.filter((c) => c !== column) };
    }
    return left;
  });
}

type ColumnChange = (
  scope: WriteScope,
  table: TableObject,
  column: CatalogColumn,
) => Promise<CatalogColumn> | CatalogColumn;

/** `[COLUMN] c COMMENT '…', [COLUMN] d SET NOT NULL, …`, with or without parentheses. */
function columnChanges(g: Grammar): Change {
  const one = (): { name: string; change: ColumnChange } => {
    g.try('COLUMN');
    return { name: g.identifier(), change: columnChange(g) };
  };
  const wrapped = g.looksAt('(');
  const changes = wrapped ? g.list(one) : [one()];
  while (!wrapped && g.try(',')) changes.push(one());
  g.end();
  return onTable(async (scope, table) => {
    let changed = table;
    for (const { name, change } of changes) {
      const column = await change(scope, changed, columnOf(changed, name));
      changed = { ...changed, columns: changed.columns.map((c) => (c.name === name ? column : c)) };
    }
    return changed;
  });
}

function columnChange(g: Grammar): ColumnChange {
  const comment = commentClause(g);
  if (comment !== undefined) return (_s, _t, column) => ({ ...column, comment });
  if (g.try('UNSET', 'COMMENT')) return (_s, _t, column) => ({ ...column, comment: null });
  if (g.try('SET', 'TAG')) {
    const tags = tagAssignments(g);
    return (scope, _t, column) => ({ ...column, tags: withTags(scope.names, column.tags, tags) });
  }
  if (g.try('UNSET', 'TAG')) {
    const tags = nameList(g);
    return (scope, _t, column) => ({ ...column, tags: withoutTags(scope.names, column.tags, tags) });
  }
  if (g.try('DROP', 'DEFAULT')) return (_s, _t, column) => ({ ...column, default: null });
  if (g.try('SET', 'DEFAULT')) {
    const text = g.textUntil(() => g.looksAt(',') || g.looksAt(')'));
    return (_s, _t, column) => {
      const changed = { ...column, default: text };
      checkIdentity(changed);
      return changed;
    };
  }
  if (g.try('DROP', 'NOT', 'NULL')) {
    return async (scope, table, column) => {
      await scope.duckdb.run(
        `ALTER TABLE data.${table.physical} ALTER COLUMN ${column.physical} DROP NOT NULL`,
      );
      return { ...column, nullable: true };
    };
  }
  if (g.try('SET', 'NOT', 'NULL') || g.try('NOT', 'NULL')) {
    return async (scope, table, column) => {
      await requireValues(scope, table, column);
      return { ...column, nullable: false };
    };
  }
  if (g.try('SET', 'DATA', 'TYPE') || g.try('TYPE') || g.peek()?.kind === 'word') return typeChange(g);
  g.unexpected();
}

/** Only what Snowflake allows: longer texts and wider numbers of the same scale. */
function typeChange(g: Grammar): ColumnChange {
  const type = g.type();
  return async (scope, table, column) => {
    const before = column.type;
    const wider =
      (type.kind === 'TEXT' && before.kind === 'TEXT' && type.length >= before.length) ||
      (type.kind === 'NUMBER' &&
        before.kind === 'NUMBER' &&
        type.scale === before.scale &&
        type.precision >= before.precision);
    if (!wider) {
      throw refused(
        `cannot change column ${column.name} from type ${typeText(before)} to ${typeText(type)}`,
        '002108',
        '22000',
      );
    }
    if (duckdbType(type) !== duckdbType(before)) {
      for (const relation of withLog(table)) {
        await scope.duckdb.run(
          `ALTER TABLE ${relation} ALTER COLUMN ${column.physical} SET DATA TYPE ${duckdbType(type)}`,
        );
      }
    }
    return { ...column, type };
  };
}
