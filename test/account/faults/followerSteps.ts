import type { DynamicState, Expected, Step, TaskState } from './expected.js';
import { table, valuesOf, without } from './expected.js';
import type { Random } from './random.js';
import { update } from './tableSteps.js';

// ── dynamic tables ────────────────────────────────────────────────────────────────────────────────────────────────

function summary(state: Expected, source: string): DynamicState {
  const all = [...valuesOf(table(state, source)).values()];
  return { source, count: all.length, sum: all.length === 0 ? null : all.reduce((a, b) => a + b, 0) };
}

export function dynamicTable(source: string, serial: number): Step {
  const name = `D${serial}`;
  return {
    sql: [
      `CREATE DYNAMIC TABLE DB.PUBLIC.${name} TARGET_LAG = '1 day' WAREHOUSE = WH AS ` +
        `SELECT COUNT(*) AS N, SUM(V) AS S FROM DB.PUBLIC.${source}`,
    ],
    after: (before) => ({ ...before, dynamic: new Map(before.dynamic).set(name, summary(before, source)) }),
  };
}

export function refresh(name: string): Step {
  return {
    sql: [`ALTER DYNAMIC TABLE DB.PUBLIC.${name} REFRESH`],
    after: (before) => {
      const source = before.dynamic.get(name)?.source;
      if (source === undefined) throw new Error(`The workload has no dynamic table ${name}.`);
      return { ...before, dynamic: new Map(before.dynamic).set(name, summary(before, source)) };
    },
  };
}

export function droppedDynamic(name: string): Step {
  return {
    sql: [`DROP DYNAMIC TABLE DB.PUBLIC.${name}`],
    after: (before) => ({ ...before, dynamic: without(before.dynamic, name) }),
  };
}

// ── streams ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Its first rows are those that the table has. */
export function stream(source: string, serial: number): Step {
  const name = `S${serial}`;
  return {
    sql: [`CREATE STREAM DB.PUBLIC.${name} ON TABLE DB.PUBLIC.${source} SHOW_INITIAL_ROWS = TRUE`],
    after: (before) => ({
      ...before,
      streams: new Map(before.streams).set(name, { source, consumed: new Map(), isStale: false }),
    }),
  };
}

/** DML that takes a stream's changes into the ledger, where they are counted. */
const taken = (name: string, condition = ''): string =>
  `INSERT INTO DB.PUBLIC.LEDGER SELECT '${name}', K, V, IFF(METADATA$ACTION = 'INSERT', 1, -1) FROM DB.PUBLIC.${name}${condition}`;

const consumedBy =
  (name: string, source: string): Step['after'] =>
  (before) => ({
    ...before,
    streams: new Map(before.streams).set(name, {
      source,
      consumed: valuesOf(table(before, source)),
      isStale: false,
    }),
  });

export function consumed(name: string, source: string): Step {
  return { sql: [taken(name)], after: consumedBy(name, source) };
}

/** In two halves that read the same changes, with a change between them that the stream gives only afterwards. */
export function consumedInTransaction(random: Random, name: string, source: string): Step {
  const change = update(random, source);
  return {
    sql: [
      'BEGIN',
      taken(name, ` WHERE METADATA$ACTION = 'DELETE'`),
      ...change.sql,
      taken(name, ` WHERE METADATA$ACTION = 'INSERT'`),
      'COMMIT',
    ],
    after: (before) => change.after(consumedBy(name, source)(before)),
  };
}

export function droppedStream(name: string): Step {
  return {
    sql: [`DROP STREAM DB.PUBLIC.${name}`],
    after: (before) => ({ ...before, streams: without(before.streams, name) }),
  };
}

// ── tasks ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Each of its runs leaves one row with its name. */
export function task(serial: number): Step {
  const name = `J${serial}`;
  return {
    sql: [
      `CREATE TASK DB.PUBLIC.${name} WAREHOUSE = WH SCHEDULE = '600 MINUTE' AS INSERT INTO DB.PUBLIC.RUNS VALUES ('${name}')`,
    ],
    after: withTask(name, { state: 'suspended', schedule: '600 MINUTE' }),
  };
}

function withTask(name: string, change: Partial<TaskState>): Step['after'] {
  return (before) => {
    const known = before.tasks.get(name) ?? { state: 'suspended', schedule: '' };
    return { ...before, tasks: new Map(before.tasks).set(name, { ...known, ...change }) };
  };
}

export function taskChanged(random: Random, state: Expected, name: string): Step {
  const { state: now } = state.tasks.get(name) ?? { state: 'suspended' };
  // A started task has to be suspended before it can be changed.
  const minutes = 300 + random.below(600);
  const changes = [
    ...(now === 'suspended'
      ? [
          { clause: `SET SCHEDULE = '${minutes} MINUTE'`, change: { schedule: `${minutes} MINUTE` } },
          { clause: 'RESUME', change: { state: 'started' as const } },
        ]
      : [{ clause: 'SUSPEND', change: { state: 'suspended' as const } }]),
  ];
  const { clause, change } = random.pick(changes);
  return { sql: [`ALTER TASK DB.PUBLIC.${name} ${clause}`], after: withTask(name, change) };
}

/** The run itself is the scheduler's; what it did is held against the history. */
export function executed(name: string): Step {
  return { sql: [`EXECUTE TASK DB.PUBLIC.${name}`], after: (before) => before };
}

export function droppedTask(name: string): Step {
  return {
    sql: [`DROP TASK DB.PUBLIC.${name}`],
    after: (before) => ({ ...before, tasks: without(before.tasks, name) }),
  };
}
