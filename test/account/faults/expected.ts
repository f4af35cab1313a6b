/** What the account must hold, by names without their schema. */
export interface Expected {
  readonly tables: ReadonlyMap<string, TableState>;
  readonly dynamic: ReadonlyMap<string, DynamicState>;
  readonly streams: ReadonlyMap<string, StreamState>;
  readonly tasks: ReadonlyMap<string, TaskState>;
}

export type Rows = ReadonlyMap<number, readonly (number | null)[]>;

export interface TableState {
  /** Values of V and of the added columns by K. */
  readonly rows: Rows;
  readonly added: readonly AddedColumn[];
  readonly tag: string | null;
  /** The tag's value on the column V. */
  readonly columnTag: string | null;
}

export interface AddedColumn {
  readonly name: string;
  readonly default: number | null;
}

export interface DynamicState {
  readonly source: string;
  /** `COUNT(*)` and `SUM(V)` of the source when it was last refreshed. */
  readonly count: number;
  readonly sum: number | null;
}

export interface StreamState {
  readonly source: string;
  /** V by K as it was when the stream was last consumed, and as the ledger has it. */
  readonly consumed: ReadonlyMap<number, number>;
  /** Its table was dropped or replaced. */
  readonly isStale: boolean;
}

export interface TaskState {
  readonly state: 'started' | 'suspended';
  readonly schedule: string;
}

/** Some statements that count as one: all of it is acknowledged with the last of them, or none of it happened. */
export interface Step {
  readonly sql: readonly string[];
  readonly after: (before: Expected) => Expected;
}

export const NOTHING: Expected = {
  tables: new Map(),
  dynamic: new Map(),
  streams: new Map(),
  tasks: new Map(),
};

export const TAGS = ['red', 'green', 'blue'] as const;

export function table(state: Expected, name: string): TableState {
  const found = state.tables.get(name);
  if (!found) throw new Error(`The workload has no table ${name}.`);
  return found;
}

export function withTable(state: Expected, name: string, change: Partial<TableState>): Expected {
  return { ...state, tables: new Map(state.tables).set(name, { ...table(state, name), ...change }) };
}

export function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  const left = new Map(map);
  left.delete(key);
  return left;
}

/** V by K. */
export function valuesOf({ rows }: TableState): ReadonlyMap<number, number> {
  return new Map([...rows].map(([k, [v]]) => [k, Number(v)]));
}

/** The streams with each of those on a table changed. */
export function streamsOn(
  state: Expected,
  name: string,
  change: Partial<StreamState>,
): ReadonlyMap<string, StreamState> {
  return new Map(
    [...state.streams].map(([s, stream]) => [s, stream.source === name ? { ...stream, ...change } : stream]),
  );
}
