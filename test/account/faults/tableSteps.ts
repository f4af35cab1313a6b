import type { Expected, Step, TableState } from './expected.js';
import { TAGS, streamsOn, table, withTable, without } from './expected.js';
import type { Random } from './random.js';

type NewRow = readonly [number, number];

export function create(serial: number): Step {
  const name = `T${serial}`;
  const state: TableState = { rows: new Map(), added: [], tag: TAGS[0], columnTag: null };
  return {
    sql: [`CREATE TABLE DB.PUBLIC.${name} (K NUMBER, V NUMBER) WITH TAG (DB.PUBLIC.COLOUR = '${TAGS[0]}')`],
    after: (before) => ({ ...before, tables: new Map(before.tables).set(name, state) }),
  };
}

function freshRows(random: Random, { rows }: TableState): readonly NewRow[] {
  const first = Math.max(0, ...rows.keys()) + 1;
  return Array.from({ length: random.below(40) + 1 }, (_, i) => [first + i, random.below(1000)] as const);
}

const values = (rows: readonly NewRow[]) => rows.map(([k, v]) => `(${k}, ${v})`).join(', ');

/** Rows there keep their added columns; new ones get the defaults. */
function put(state: TableState, rows: readonly NewRow[]): TableState['rows'] {
  const all = new Map(state.rows);
  for (const [k, v] of rows) {
    const others = all.get(k)?.slice(1) ?? state.added.map((column) => column.default);
    all.set(k, [v, ...others]);
  }
  return all;
}

function withRows(name: string, change: (state: TableState) => TableState['rows']): Step['after'] {
  return (before) => withTable(before, name, { rows: change(table(before, name)) });
}

export function insert(random: Random, state: Expected, name: string): Step {
  const rows = freshRows(random, table(state, name));
  return {
    sql: [`INSERT INTO DB.PUBLIC.${name} (K, V) VALUES ${values(rows)}`],
    after: withRows(name, (before) => put(before, rows)),
  };
}

export function update(random: Random, name: string): Step {
  const limit = random.below(30);
  return {
    sql: [`UPDATE DB.PUBLIC.${name} SET V = V + 1 WHERE K <= ${limit}`],
    after: withRows(name, (before) => {
      const touched = [...before.rows].filter(([k]) => k <= limit);
      return put(
        before,
        touched.map(([k, [v]]) => [k, Number(v) + 1] as const),
      );
    }),
  };
}

export function remove(random: Random, name: string): Step {
  const remainder = random.below(5);
  return {
    sql: [`DELETE FROM DB.PUBLIC.${name} WHERE K % 5 = ${remainder}`],
    after: withRows(name, ({ rows }) => new Map([...rows].filter(([k]) => k % 5 !== remainder))),
  };
}

export function merge(random: Random, state: Expected, name: string): Step {
  const known = [...table(state, name).rows.keys()].slice(0, 5).map((k) => [k, random.below(1000)] as const);
  const all = [...known, ...freshRows(random, table(state, name))];
  return {
    sql: [
      `MERGE INTO DB.PUBLIC.${name} T USING (SELECT COLUMN1 AS K, COLUMN2 AS V FROM VALUES ${values(all)}) S ON T.K = S.K ` +
        'WHEN MATCHED THEN UPDATE SET V = S.V WHEN NOT MATCHED THEN INSERT (K, V) VALUES (S.K, S.V)',
    ],
    after: withRows(name, (before) => put(before, all)),
  };
}

/** Two statements that are visible together or not at all. */
export function transaction(random: Random, state: Expected, name: string): Step {
  const [first, second] = [insert(random, state, name), update(random, name)];
  return {
    sql: ['BEGIN', ...first.sql, ...second.sql, 'COMMIT'],
    after: (before) => second.after(first.after(before)),
  };
}

// ── the table itself ──────────────────────────────────────────────────────────────────────────────────────────────

export function tagged(random: Random, name: string): Step {
  const tag = random.pick(TAGS);
  return {
    sql: [`ALTER TABLE DB.PUBLIC.${name} SET TAG DB.PUBLIC.COLOUR = '${tag}'`],
    after: (before) => withTable(before, name, { tag }),
  };
}

export function untagged(name: string): Step {
  return {
    sql: [`ALTER TABLE DB.PUBLIC.${name} UNSET TAG DB.PUBLIC.COLOUR`],
    after: (before) => withTable(before, name, { tag: null }),
  };
}

export function columnTagged(random: Random, state: Expected, name: string): Step {
  const change = `ALTER TABLE DB.PUBLIC.${name} MODIFY COLUMN V`;
  const columnTag = table(state, name).columnTag === null ? random.pick(TAGS) : null;
  const clause =
    columnTag === null ? 'UNSET TAG DB.PUBLIC.COLOUR' : `SET TAG DB.PUBLIC.COLOUR = '${columnTag}'`;
  return { sql: [`${change} ${clause}`], after: (before) => withTable(before, name, { columnTag }) };
}

/** A column that the rows there get a value of: the default, when there is one. */
export function columnAdded(random: Random, name: string, serial: number): Step {
  const column = { name: `C${serial}`, default: random.below(3) === 0 ? null : random.below(100) };
  const isRequired = column.default !== null && random.below(2) === 0;
  const clause = `${column.default === null ? '' : ` DEFAULT ${column.default}`}${isRequired ? ' NOT NULL' : ''}`;
  return {
    sql: [`ALTER TABLE DB.PUBLIC.${name} ADD COLUMN ${column.name} NUMBER${clause}`],
    after: (before) => {
      const { rows, added } = table(before, name);
      const wider = [...rows].map(([k, all]) => [k, [...all, column.default]] as const);
      return withTable(before, name, { rows: new Map(wider), added: [...added, column] });
    },
  };
}

export function columnDropped(state: Expected, name: string): Step {
  const last = table(state, name).added.at(-1)?.name ?? '';
  return {
    sql: [`ALTER TABLE DB.PUBLIC.${name} DROP COLUMN ${last}`],
    after: (before) => {
      const { rows, added } = table(before, name);
      const narrower = [...rows].map(([k, all]) => [k, all.slice(0, -1)] as const);
      return withTable(before, name, { rows: new Map(narrower), added: added.slice(0, -1) });
    },
  };
}

/** The rows stay, the table is another one. */
export function replaced(name: string): Step {
  return {
    sql: [`CREATE OR REPLACE TABLE DB.PUBLIC.${name} AS SELECT K, V FROM DB.PUBLIC.${name}`],
    after: (before) => {
      const rows = [...table(before, name).rows].map(([k, all]) => [k, all.slice(0, 1)] as const);
      const changed = withTable(before, name, { rows: new Map(rows), added: [], tag: null, columnTag: null });
      return { ...changed, streams: streamsOn(before, name, { isStale: true, source: GONE }) };
    },
  };
}

/** The source of a stream whose table is no longer there. */
export const GONE = '(gone)';

export function renamed(name: string, serial: number): Step {
  const next = `T${serial}`;
  return {
    sql: [`ALTER TABLE DB.PUBLIC.${name} RENAME TO DB.PUBLIC.${next}`],
    after: (before) => ({
      ...before,
      tables: new Map(without(before.tables, name)).set(next, table(before, name)),
      streams: streamsOn(before, name, { source: next }),
    }),
  };
}

export function dropped(name: string): Step {
  return {
    sql: [`DROP TABLE DB.PUBLIC.${name}`],
    after: (before) => ({
      ...before,
      tables: without(before.tables, name),
      streams: streamsOn(before, name, { isStale: true, source: GONE }),
    }),
  };
}
