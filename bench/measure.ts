import { performance } from 'node:perf_hooks';

export interface Figure {
  readonly name: string;
  readonly runs: number;
  readonly min: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

/** Times `work` `runs` times after `warmUp` untimed runs; milliseconds. */
export async function measure(
  name: string,
  work: (run: number) => unknown,
  { runs = 50, warmUp = 5 }: { runs?: number; warmUp?: number } = {},
): Promise<Figure> {
  for (let i = 0; i < warmUp; i += 1) await work(-1 - i);
  const times: number[] = [];
  for (let i = 0; i < runs; i += 1) {
    const start = performance.now();
    await work(i);
    times.push(performance.now() - start);
  }
  return print(figure(name, times));
}

export function figure(name: string, times: readonly number[]): Figure {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return { name, runs: sorted.length, min: sorted[0]!, median: at(0.5), p95: at(0.95), max: sorted.at(-1)! };
}

export function print(result: Figure): Figure {
  const ms = (value: number) => `${value < 1 ? value.toFixed(3) : value.toFixed(1)} ms`.padStart(12);
  console.log(
    `  ${result.name.padEnd(46)} min${ms(result.min)}  median${ms(result.median)}  p95${ms(result.p95)}  (${result.runs} runs)`,
  );
  return result;
}
