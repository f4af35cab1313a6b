import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { figure, print } from './measure.js';
import { inDuckdb } from './training/inDuckdb.js';
import { inFeast, PeerEnded } from './training/inFeast.js';
import { onAccount } from './training/onAccount.js';
import type { Contender } from './training/world.js';

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
    await inTurn(contenders);
  } finally {
    feast.close();
    await account.close();
    duckdb.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function inTurn(contenders: readonly Contender[]): Promise<void> {
  const times = new Map(contenders.map((contender) => [contender, [] as number[]]));
  let rows: number | null = null;
  for (let run = -1; run < RUNS; run++)
    for (const contender of [...times.keys()]) {
      const time = await timed(contender).catch((error: unknown) => {
        if (!(error instanceof PeerEnded)) throw error;
        console.log(`  ${contender.name} is left out: ${error.message}.`);
        times.delete(contender);
        return null;
      });
      if (time === null) continue;
      if (run >= 0) times.get(contender)?.push(time);
      const digest = await contender.digest();
      rows ??= digest;
      if (digest !== rows) throw new Error(`${contender.name} makes other rows: ${digest}, not ${rows}.`);
    }
  for (const [{ name }, own] of times) print(figure(name, own));
}

async function timed({ make }: Contender): Promise<number> {
  const start = performance.now();
  await make();
  return performance.now() - start;
}
