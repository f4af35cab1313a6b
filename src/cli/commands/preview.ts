import type { TargetConnection } from '../../project/connection.js';
import type { Project } from '../../project/project.js';
import { readStatement } from '../../featurestore/readRows.js';
import { FeatureStore } from '../../featurestore/store.js';
import { definedRowsSql } from '../../project/tiles.js';
import { CliError } from '../cliError.js';
import type { CommandContext, Run } from '../command.js';
import { exitCode } from '../exitCode.js';
import { printRows } from '../rows.js';
import { withTarget } from '../withProject.js';
import { findView, unknownObject } from './describe.js';
import { findViewDefinition } from './register.js';

const defaultLimit = 20;

/** `firn preview NAME[@VERSION] | --sql "…" [--limit N]`: the first rows. */
export const run: Run = async (context, [name]) => {
  const { interrupt, options } = context;
  const sql = options.text('sql');
  const limit = options.count('limit') ?? defaultLimit;
  if ((name === undefined) === (sql === undefined)) {
    throw new CliError('usage', 'Name a feature view, or give a query with --sql.', {
      hint: 'firn preview NAME@VERSION, or firn preview --sql "SELECT …"',
    });
  }
  return withTarget(context, async (connection, project) => {
    // A query of the user's own is looked at as it is first, so that errors name its own lines.
    if (sql !== undefined) await interrupt.orStop(connection.session.describe(bare(sql)));
    const query = sql ?? (await queryOf(context, connection, project, name ?? ''));
    const began = performance.now();
    const cursor = await connection.session.query(limited(query, limit), { signal: interrupt.signal });
    await printRows(context, { cursor, began, limit });
    return exitCode.done;
  });
};

/** One row more than is shown tells whether there are more. */
function limited(sql: string, limit: number): string {
  return `SELECT *\nFROM (\n${bare(sql)}\n)\nLIMIT ${limit + 1}`;
}

/** Without the semicolon that ends a statement. */
function bare(sql: string): string {
  return sql.trim().replace(/(\s*;)+$/, '');
}

/** The registered rows; the definition's query when it is not registered, or when that is asked for. */
async function queryOf(
  context: CommandContext,
  connection: TargetConnection,
  project: Project,
  name: string,
): Promise<string> {
  const { output, interrupt, options } = context;
  const registered = options.flag('definition') ? null : await registeredQuery(context, connection, name);
  if (registered !== null && 'sql' in registered) return registered.sql;
  const evaluation = await interrupt.orStop(
    project.evaluate({ signal: interrupt.signal, target: connection.target.name }),
  );
  const definition = findViewDefinition(evaluation, name);
  if (definition === undefined) {
    const defined = evaluation.definitions.flatMap((d) =>
      d.kind === 'featureView' ? [`${d.name}@${d.version}`] : [],
    );
    throw unknownObject(name, [...new Set([...(registered?.present ?? []), ...defined])]);
  }
  const key = `${definition.name}@${definition.version}`;
  const sql = definedRowsSql(definition);
  if (sql === null)
    throw new CliError('definition-has-errors', `${key} has errors.`, { hint: '`firn check` lists them.' });
  output.say(`${key} as it is defined now${registered === null ? '' : '; it is not registered'}.`);
  return sql;
}

/** What says that there is no such feature view, or not even a store. */
const nothingRegistered: ReadonlySet<string> = new Set([
  'store-not-found',
  'database-not-found',
  'warehouse-not-found',
  'not-found',
]);

async function registeredQuery(
  context: CommandContext,
  { session, target }: TargetConnection,
  name: string,
): Promise<{ readonly sql: string } | { readonly present: readonly string[] }> {
  try {
    const store = await FeatureStore.open(session, { ...target, signal: context.interrupt.signal });
    const snapshot = await store.snapshot();
    const view = findView(context, snapshot, name);
    if (view !== undefined) return { sql: readStatement(store.objectSql(view), view) };
    return { present: snapshot.featureViews.map((other) => `${other.name}@${other.version}`) };
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : null;
    if (typeof code === 'string' && nothingRegistered.has(code)) return { present: [] };
    throw error;
  }
}
