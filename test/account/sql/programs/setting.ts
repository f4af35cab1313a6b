import { setCatalog } from '../../../../src/dataframe/catalog.js';
import { Choice } from './choice.js';
import { randomTables } from './tables.js';
import type { RandomTable } from './tables.js';

/** Programs that read the same tables. */
const BATCH = 50;

/** The tables that the program of a seed reads. */
export class Setting {
  #batch = -1;
  #tables: readonly RandomTable[] = [];

  /** Makes them known to the catalog; `fresh` where they are others than before. */
  of(seed: number): { readonly tables: readonly RandomTable[]; readonly fresh: boolean } {
    const batch = Math.floor(seed / BATCH);
    if (batch === this.#batch) return { tables: this.#tables, fresh: false };
    const tables = randomTables(new Choice(batch), 4);
    setCatalog({
      table: (name) => {
        const found = tables.find((t) => t.name === name);
        return found && { name, columns: found.columns.map((c) => ({ ...c, nullable: true })) };
      },
    });
    this.#batch = batch;
    this.#tables = tables;
    return { tables, fresh: true };
  }
}
