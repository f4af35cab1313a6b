import { expect } from 'vitest';
import type { TestConnection } from '../objects/account.js';
import type { DynamicState, Expected, StreamState, TableState, TaskState } from './expected.js';
import { GONE } from './tableSteps.js';

/** What the account holds, in the workload's terms. */
export async function held(sql: TestConnection): Promise<Expected> {
  return {
    tables: await tables(sql),
    dynamic: await dynamicTables(sql),
    streams: await streams(sql),
    tasks: await tasks(sql),
  };
}

const numberOrNull = (cell: string | null | undefined): number | null => (cell == null ? null : Number(cell));

async function tables(sql: TestConnection): Promise<Expected['tables']> {
  const found = new Map<string, TableState>();
  const shown = (await sql('SHOW TABLES IN SCHEMA DB.PUBLIC')).named.map((t) => String(t['name']));
  const names = shown.filter((name) => name.startsWith('T'));
  const tags = await tagsOf(sql, names);
  const columnTags = await columnTagsOf(sql, names);
  for (const name of names) {
    const full = `DB.PUBLIC.${name}`;
    const { rows } = await sql(`SELECT * FROM ${full}`);
    const byKey = new Map(rows.map(([k, ...values]) => [Number(k), values.map(numberOrNull)]));
    expect(byKey.size, `keys of ${name}`).toBe(rows.length);
    const described = (await sql(`DESCRIBE TABLE ${full}`)).named;
    const added = described
      .filter((c) => String(c['name']).startsWith('C'))
      .map((c) => ({ name: String(c['name']), default: numberOrNull(c['default']) }));
    const [tag, columnTag] = [tags.get(name) ?? null, columnTags.get(name) ?? null];
    found.set(name, { rows: byKey, added, tag, columnTag });
  }
  return found;
}

/** The tables' own tags, asked for in one statement. */
async function tagsOf(
  sql: TestConnection,
  names: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  if (names.length === 0) return new Map();
  const items = names.map((name) => `SYSTEM$GET_TAG('DB.PUBLIC.COLOUR', 'DB.PUBLIC.${name}', 'TABLE')`);
  const [tags = []] = (await sql(`SELECT ${items.join(', ')}`)).rows;
  return new Map(names.map((name, i) => [name, tags[i] as string | null]));
}

/** Likewise those of the column V. The table's tag is the column's, where the column has none of its own. */
async function columnTagsOf(
  sql: TestConnection,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (names.length === 0) return new Map();
  const queries = names.map(
    (name) =>
      `SELECT '${name}', TAG_VALUE FROM TABLE(DB.INFORMATION_SCHEMA.TAG_REFERENCES('DB.PUBLIC.${name}.V', 'COLUMN')) WHERE LEVEL = 'COLUMN'`,
  );
  return new Map((await sql(queries.join(' UNION ALL '))).rows as [string, string][]);
}

async function dynamicTables(sql: TestConnection): Promise<Expected['dynamic']> {
  const found = new Map<string, DynamicState>();
  for (const { name, text } of (await sql('SHOW DYNAMIC TABLES IN SCHEMA DB.PUBLIC')).named) {
    const [[count, sum] = []] = (await sql(`SELECT N, S FROM DB.PUBLIC.${name}`)).rows;
    const source = /FROM DB\.PUBLIC\.(\w+)/.exec(String(text))?.[1] ?? '';
    found.set(String(name), { source, count: Number(count), sum: sum == null ? null : Number(sum) });
  }
  return found;
}

/** A stream's table with its changes undone is what was consumed, and what was consumed is in the ledger. */
async function streams(sql: TestConnection): Promise<Expected['streams']> {
  const found = new Map<string, StreamState>();
  const { rows: taken } = await sql(
    'SELECT STREAM, K, V, SUM(N) FROM DB.PUBLIC.LEDGER GROUP BY STREAM, K, V HAVING SUM(N) <> 0',
  );
  for (const { name, stale, table_name: of } of (await sql('SHOW STREAMS IN SCHEMA DB.PUBLIC')).named) {
    const own = taken.filter(([stream]) => stream === name);
    const wrong = own.filter(([, , , n]) => Number(n) !== 1);
    expect(wrong, `changes of ${name} that were taken twice or never`).toEqual([]);
    const consumed = new Map(own.map(([, k, v]) => [Number(k), Number(v)]));
    const isStale = stale === 'true';
    const source = isStale ? GONE : String(of).replace('DB.PUBLIC.', '');
    if (!isStale)
      expect(await undone(sql, String(name), source), `what ${name} was consumed to`).toEqual(consumed);
    found.set(String(name), { source, consumed, isStale });
  }
  return found;
}

async function undone(
  sql: TestConnection,
  stream: string,
  source: string,
): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql(
    `SELECT K, V FROM (SELECT K, V, 1 AS N FROM DB.PUBLIC.${source}
       UNION ALL SELECT K, V, IFF(METADATA$ACTION = 'INSERT', -1, 1) FROM DB.PUBLIC.${stream})
     GROUP BY K, V HAVING SUM(N) <> 0`,
  );
  return new Map(rows.map(([k, v]) => [Number(k), Number(v)]));
}

async function tasks(sql: TestConnection): Promise<Expected['tasks']> {
  const { named } = await sql('SHOW TASKS IN SCHEMA DB.PUBLIC');
  return new Map(
    named.map((t) => [
      String(t['name']),
      { state: t['state'] as TaskState['state'], schedule: String(t['schedule']) },
    ]),
  );
}

/**
 * A run that succeeded left its row; one that was cut off failed, and may have left it; nothing ran twice.
 *
 * @returns how many runs succeeded
 */
export async function checkRuns(sql: TestConnection): Promise<number> {
  const { rows } = await sql(`
    SELECT NAME, STATE, COUNT(*) FROM TABLE(DB.INFORMATION_SCHEMA.TASK_HISTORY(RESULT_LIMIT => 10000))
    WHERE STATE <> 'SCHEDULED' GROUP BY NAME, STATE`);
  const left = new Map(
    (await sql('SELECT TASK, COUNT(*) FROM DB.PUBLIC.RUNS GROUP BY TASK')).rows as [string, string][],
  );
  const runs = new Map<string, { succeeded: number; failed: number }>();
  for (const [name, state, count] of rows) {
    expect(['SUCCEEDED', 'FAILED'], `a run of ${name}`).toContain(state);
    const known = runs.get(String(name)) ?? { succeeded: 0, failed: 0 };
    runs.set(String(name), { ...known, [state === 'FAILED' ? 'failed' : 'succeeded']: Number(count) });
  }
  for (const name of left.keys()) expect([...runs.keys()], 'tasks with runs').toContain(name);
  let all = 0;
  for (const [name, { succeeded, failed }] of runs) {
    const count = Number(left.get(name) ?? 0);
    expect(count, `rows of ${name}`).toBeGreaterThanOrEqual(succeeded);
    expect(count, `rows of ${name}`).toBeLessThanOrEqual(succeeded + failed);
    all += succeeded;
  }
  return all;
}
