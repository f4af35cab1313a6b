import type { Random } from './random.js';

/** What the account must hold: rows by key, the tag's value, and what each dynamic table showed after its refresh. */
export interface Expected {
  readonly tables: ReadonlyMap<string, TableState>;
  readonly dynamic: ReadonlyMap<string, DynamicState>;
}

interface TableState {
  readonly rows: ReadonlyMap<number, number>;
  readonly tag: string | null;
}

interface DynamicState {
  readonly source: string;
  /** `COUNT(*)` and `SUM(V)` of the source when it was last refreshed. */
  readonly count: number;
  readonly sum: number | null;
}

/** Some statements that count as one: all of it is acknowledged with the last of them, or none of it happened. */
export interface Step {
  readonly sql: readonly string[];
  readonly after: (before: Expected) => Expected;
}

export const NOTHING: Expected = { tables: new Map(), dynamic: new Map() };
export const TAGS = ['red', 'green', 'blue'] as const;

/** What is made once, before the first kill. */
export const SETUP = [
  'CREATE WAREHOUSE WH',
  'CREATE DATABASE DB',
  `CREATE TAG DB.PUBLIC.COLOUR ALLOWED_VALUES ${TAGS.map((tag) => `'${tag}'`).join(', ')}`,
];

const MOST_TABLES = 5;
const MOST_DYNAMIC = 3;

/** The next step of a workload that writes, tags, refreshes, and makes, renames and drops objects. */
export function nextStep(random: Random, state: Expected, serial: number): Step {
  const makers = [create(serial), ...changes(random, state, serial)];
  return random.pick(makers);
}

function create(serial: number): Step {
  const name = `T${serial}`;
  return {
    sql: [`CREATE TABLE DB.PUBLIC.${name} (K NUMBER, V NUMBER) WITH TAG (DB.PUBLIC.COLOUR = '${TAGS[0]}')`],
    after: (before) => ({
      ...before,
      tables: new Map(before.tables).set(name, { rows: new Map(), tag: TAGS[0] }),
    }),
  };
}

function changes(random: Random, state: Expected, serial: number): readonly Step[] {
  if (state.tables.size === 0) return [];
  const name = random.pick([...state.tables.keys()]);
  const steps = [
    insert(random, state, name),
    insert(random, state, name),
    update(random, name),
    remove(random, name),
    merge(random, state, name),
    transaction(random, state, name),
    tagged(random, name),
    untagged(name),
    replaced(name),
  ];
  if (state.dynamic.size > 0)
    steps.push(
      refresh(random.pick([...state.dynamic.keys()])),
      refresh(random.pick([...state.dynamic.keys()])),
    );
  if (state.dynamic.size < MOST_DYNAMIC) steps.push(dynamicTable(name, serial));
  const used = new Set([...state.dynamic.values()].map(({ source }) => source));
  if (!used.has(name)) steps.push(renamed(name, serial));
  if (!used.has(name) && state.tables.size >= MOST_TABLES)
    steps.push(dropped(name), dropped(name), dropped(name));
  if (state.dynamic.size >= MOST_DYNAMIC) steps.push(droppedDynamic(random.pick([...state.dynamic.keys()])));
  return steps;
}

function table(state: Expected, name: string): TableState {
  const found = state.tables.get(name);
  if (!found) throw new Error(`The workload has no table ${name}.`);
  return found;
}

function withRows(name: string, change: (rows: Map<number, number>) => void): Step['after'] {
  return (before) => {
    const rows = new Map(table(before, name).rows);
    change(rows);
    return { ...before, tables: new Map(before.tables).set(name, { ...table(before, name), rows }) };
  };
}

function freshRows(random: Random, { rows }: TableState): readonly (readonly [number, number])[] {
  const first = Math.max(0, ...rows.keys()) + 1;
  return Array.from({ length: random.below(40) + 1 }, (_, i) => [first + i, random.below(1000)] as const);
}

const values = (rows: readonly (readonly [number, number])[]) =>
  rows.map(([k, v]) => `(${k}, ${v})`).join(', ');

function insert(random: Random, state: Expected, name: string): Step {
  const added = freshRows(random, table(state, name));
  return {
    sql: [`INSERT INTO DB.PUBLIC.${name} VALUES ${values(added)}`],
    after: withRows(name, (rows) => added.forEach(([k, v]) => rows.set(k, v))),
  };
}

function update(random: Random, name: string): Step {
  const limit = random.below(30);
  return {
    sql: [`UPDATE DB.PUBLIC.${name} SET V = V + 1 WHERE K <= ${limit}`],
    after: withRows(name, (rows) => {
      for (const [k, v] of rows) if (k <= limit) rows.set(k, v + 1);
    }),
  };
}

function remove(random: Random, name: string): Step {
  const remainder = random.below(5);
  return {
    sql: [`DELETE FROM DB.PUBLIC.${name} WHERE K % 5 = ${remainder}`],
    after: withRows(name, (rows) => {
      for (const k of [...rows.keys()]) if (k % 5 === remainder) rows.delete(k);
    }),
  };
}

function merge(random: Random, state: Expected, name: string): Step {
  const known = [...table(state, name).rows.keys()].slice(0, 5).map((k) => [k, random.below(1000)] as const);
  const all = [...known, ...freshRows(random, table(state, name))];
  return {
    sql: [
      `MERGE INTO DB.PUBLIC.${name} T USING (SELECT COLUMN1 AS K, COLUMN2 AS V FROM VALUES ${values(all)}) S ON T.K = S.K ` +
        'WHEN MATCHED THEN UPDATE SET V = S.V WHEN NOT MATCHED THEN INSERT (K, V) VALUES (S.K, S.V)',
    ],
    after: withRows(name, (rows) => all.forEach(([k, v]) => rows.set(k, v))),
  };
}

/** Two statements that are visible together or not at all. */
function transaction(random: Random, state: Expected, name: string): Step {
  const [first, second] = [insert(random, state, name), update(random, name)];
  return {
    sql: ['BEGIN', ...first.sql, ...second.sql, 'COMMIT'],
    after: (before) => second.after(first.after(before)),
  };
}

const withTag =
  (name: string, tag: string | null): Step['after'] =>
  (before) => ({ ...before, tables: new Map(before.tables).set(name, { ...table(before, name), tag }) });

function tagged(random: Random, name: string): Step {
  const tag = random.pick(TAGS);
  return {
    sql: [`ALTER TABLE DB.PUBLIC.${name} SET TAG DB.PUBLIC.COLOUR = '${tag}'`],
    after: withTag(name, tag),
  };
}

function untagged(name: string): Step {
  return { sql: [`ALTER TABLE DB.PUBLIC.${name} UNSET TAG DB.PUBLIC.COLOUR`], after: withTag(name, null) };
}

/** The rows stay, the table is another one. */
function replaced(name: string): Step {
  return {
    sql: [`CREATE OR REPLACE TABLE DB.PUBLIC.${name} AS SELECT K, V FROM DB.PUBLIC.${name}`],
    after: withTag(name, null),
  };
}

function renamed(name: string, serial: number): Step {
  const next = `T${serial}`;
  return {
    sql: [`ALTER TABLE DB.PUBLIC.${name} RENAME TO DB.PUBLIC.${next}`],
    after: (before) => {
      const tables = new Map(before.tables).set(next, table(before, name));
      tables.delete(name);
      return { ...before, tables };
    },
  };
}

function dropped(name: string): Step {
  return {
    sql: [`DROP TABLE DB.PUBLIC.${name}`],
    after: (before) => {
      const tables = new Map(before.tables);
      tables.delete(name);
      return { ...before, tables };
    },
  };
}

function summary(state: Expected, source: string): DynamicState {
  const { rows } = table(state, source);
  const sum = rows.size === 0 ? null : [...rows.values()].reduce((a, b) => a + b, 0);
  return { source, count: rows.size, sum };
}

function dynamicTable(source: string, serial: number): Step {
  const name = `D${serial}`;
  return {
    sql: [
      `CREATE DYNAMIC TABLE DB.PUBLIC.${name} TARGET_LAG = '1 day' WAREHOUSE = WH AS ` +
        `SELECT COUNT(*) AS N, SUM(V) AS S FROM DB.PUBLIC.${source}`,
    ],
    after: (before) => ({ ...before, dynamic: new Map(before.dynamic).set(name, summary(before, source)) }),
  };
}

function refresh(name: string): Step {
  return {
    sql: [`ALTER DYNAMIC TABLE DB.PUBLIC.${name} REFRESH`],
    after: (before) => {
      const source = before.dynamic.get(name)?.source;
      if (source === undefined) throw new Error(`The workload has no dynamic table ${name}.`);
      return { ...before, dynamic: new Map(before.dynamic).set(name, summary(before, source)) };
    },
  };
}

function droppedDynamic(name: string): Step {
  return {
    sql: [`DROP DYNAMIC TABLE DB.PUBLIC.${name}`],
    after: (before) => {
      const dynamic = new Map(before.dynamic);
      dynamic.delete(name);
      return { ...before, dynamic };
    },
  };
}
