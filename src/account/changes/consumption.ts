import type { DuckDBConnection } from '@duckdb/node-api';
import type { Catalog, CatalogView } from '../catalog/catalog.js';
import type { StreamObject } from '../catalog/model.js';
import { pathOf, printNames } from '../catalog/names.js';
import { forgetConsumed } from './readers.js';
import { nextTick } from './tracking.js';

interface Target {
  readonly duckdb: DuckDBConnection;
  readonly catalog: Catalog;
}

/**
 * The streams that the statements of one transaction read in order to change something. Their offsets move when it
 * commits: to where the transaction began, so that all of its statements see the same changes (documentation:
 * Introduction to streams, "Repeatable read isolation").
 */
export class Consumption {
  private readonly streams = new Map<number, number>();

  /** @param began the tick at which the client's transaction began; null for a statement that commits by itself. */
  constructor(private readonly began: number | null) {}

  /** Runs what reads these relations; when it succeeds, the streams among them are consumed. */
  async reading<T>(target: Target, reads: readonly string[], step: () => Promise<T>): Promise<T> {
    const streams = streamsNamed(target.catalog, reads);
    if (streams.length === 0) return step();
    // Taken in this transaction even when another number is used: only then is the sequence's state kept with it.
    const here = await nextTick(target.duckdb);
    const result = await step();
    for (const stream of streams) this.streams.set(stream.id, this.began ?? here);
    return result;
  }

  /** Moves the offsets, in the transaction that is about to commit. */
  async settle({ duckdb, catalog }: Target, now: number): Promise<void> {
    const bases = new Set<number>();
    for (const [id, offset] of this.streams) {
      const stream = catalog.get(id);
      if (stream?.kind !== 'STREAM') continue;
      catalog.put({ ...stream, offset, offsetOn: now, initialRows: false });
      for (const base of stream.bases) bases.add(base);
    }
    this.streams.clear();
    for (const base of bases) await forgetConsumed({ duckdb, catalog }, base, now);
  }
}

export function streamsNamed(catalog: CatalogView, reads: readonly string[]): StreamObject[] {
  const streams = catalog.list('STREAM');
  if (streams.length === 0) return [];
  const names = new Set(reads);
  return streams.filter((stream) => names.has(printNames(pathOf(catalog, stream))));
}
