/**
 * The seed of a run's first program: the same in every run, so that a change that has nothing to do with it stays green.
 * `FIRN_SEED` gives other programs.
 */
export function firstSeed(): number {
  return Number(process.env.FIRN_SEED ?? 1);
}
