import { Consumption } from '../changes/consumption.js';
import { nextTick } from '../changes/tracking.js';
import type { Store, Writing } from './store.js';

/** A client's open transaction. It holds the write lock from its first change to its end. */
export interface OpenTransaction {
  writing: Writing | null;
  /** Set when a failed statement took DuckDB's transaction with it; only ROLLBACK helps. */
  failed: boolean;
  readonly onCommit: (() => void)[];
  /** The tick at which it began. */
  readonly began: number;
  readonly consumption: Consumption;
}

export async function beginTransaction(store: Store): Promise<OpenTransaction> {
  const reading = await store.read();
  try {
    const began = await nextTick(reading.duckdb);
    return { writing: null, failed: false, onCommit: [], began, consumption: new Consumption(began) };
  } finally {
    await reading.end();
  }
}

/** Moves the offsets of the streams that were consumed, and commits. */
export async function commit(writing: Writing, consumption: Consumption, now: number): Promise<void> {
  try {
    await consumption.settle(writing, now);
  } catch (error) {
    await writing.rollback();
    throw error;
  }
  await writing.commit();
}
