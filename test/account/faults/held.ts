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
  for (const { name } of (await sql('SHOW TABLES IN SCHEMA DB.PUBLIC')).named) {
    if (!String(name).startsWith('T')) continue;
    const full = `DB.PUBLIC.${name}`;
    const { rows } = await sql(`SELECT * FROM ${full}`);
    const byKey = new Map(rows.map(([k, ...values]) => [Number(k), values.map(numberOrNull)]));
    expect(byKey.size, `keys of ${name}`).toBe(rows.length);
    const described = (await sql(`DESCRIBE TABLE ${full}`)).named;
    const added = described
      .filter((c) => String(c['name']).startsWith('C'))
      .map((c) => ({ name: String(c['name']), default: numberOrNull(c['default']) }));
    const tag = async (object: string, domain: string): Promise<string | null> =>
      (await sql(`SELECT SYSTEM$GET_TAG('DB.PUBLIC.COLOUR', '${object}', '${domain}')`)).rows[0]?.[0] as
        string | null;
    // The table's tag is the column's, where the column has none of its own.
    const tagOfTable = await tag(full, 'TABLE');
    const own = await sql(
      `SELECT TAG_VALUE FROM TABLE(DB.INFORMATION_SCHEMA.TAG_REFERENCES('${full}.V', 'COLUMN')) WHERE LEVEL = 'COLUMN'`,
    );
    const columnTag = (own.rows[0]?.[0] ?? null) as string | null;
    found.set(String(name), { rows: byKey, added, tag: tagOfTable, columnTag });
  }
  return found;
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
  for (const { name, stale, table_name: of } of (await sql('SHOW STREAMS IN SCHEMA DB.PUBLIC')).named) {
    const { rows } = await sql(
      `SELECT K, V FROM DB.PUBLIC.LEDGER WHERE STREAM = '${name}' GROUP BY K, V HAVING SUM(N) = 1`,
    );
    const wrong = await sql(
      `SELECT K, V FROM DB.PUBLIC.LEDGER WHERE STREAM = '${name}' GROUP BY K, V HAVING SUM(N) NOT IN (0, 1)`,
    );
    expect(wrong.rows, `changes of ${name} that were taken twice or never`).toEqual([]);
    const consumed = new Map(rows.map(([k, v]) => [Number(k), Number(v)]));
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
