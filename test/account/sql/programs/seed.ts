/**
 * The first seed of a run: a fresh one each time, for new programs find more than the same ones again. FIRN_SEED repeats
 * a run.
 */
export function firstSeed(): number {
  return Number(process.env.FIRN_SEED ?? Math.floor(Math.random() * 1e8));
}
