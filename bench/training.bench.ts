import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { figure, print } from './measure.js';
import { inDuckdb } from './training/inDuckdb.js';
import { inFeast } from './training/inFeast.js';
import { onAccount } from './training/onAccount.js';

const RUNS = Number(process.env['FIRN_BENCH_RUNS'] ?? 5);

/**
 * Training data as of each row's moment: Firn's statement beside the ASOF JOIN that somebody writes by hand, on the local
 * account; the query by hand in DuckDB; and Feast's offline retrieval. All make the same rows, in turn, so that what else
 * the machine does falls on all of them.
 */
export default async function training(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'firn-bench-'));
  const account = await onAccount(path.join(folder, 'account'));
  const duckdb = await inDuckdb(path.join(folder, 'hand.duckdb'));
  await duckdb.writeFiles(folder);
  const feast = await inFeast(folder, duckdb.digestOf);
  const contenders = [...account.contenders, ...duckdb.contenders, ...feast.contenders];
  try {
    const times = contenders.map((): number[] => []);
    let rows: number | null = null;
    for (let run = -1; run < RUNS; run++)
      for (const [at, contender] of contenders.entries()) {
        const start = performance.now();
        await contender.make();
        if (run >= 0) times[at]!.push(performance.now() - start);
        const digest = await contender.digest();
        rows ??= digest;
        if (digest !== rows) throw new Error(`${contender.name} makes other rows: ${digest}, not ${rows}.`);
      }
    for (const [at, { name }] of contenders.entries()) print(figure(name, times[at]!));
  } finally {
    feast.close();
    await account.close();
    duckdb.close();
    await rm(folder, { recursive: true, force: true });
  }
}
