import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Project } from '../src/project/project.js';
import { figure, measure, print } from './measure.js';

/** A definition's way to its SQL: a new project each time (cold), and one keystroke in an open one (warm). */
export default async function definition(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'firn-bench-'));
  await cp('examples/customer-segmentation', folder, { recursive: true });
  const file = path.join(folder, 'features/preprocess.ts');
  const text = await readFile(file, 'utf8');

  const cold: number[] = [];
  for (let run = 0; run < 12; run += 1) {
    const start = performance.now();
    const project = await Project.open(folder);
    await project.evaluate();
    cold.push(performance.now() - start);
    await project.close();
  }
  print(figure('cold: open project → SQL of both versions', cold.slice(2)));

  const project = await Project.open(folder);
  const edited = (run: number) => text.replace("'1970-01-01'", `'19${70 + (Math.abs(run) % 30)}-01-01'`);
  await measure(
    'warm: one edit → SQL of both versions',
    async (run) => {
      const { diagnostics } = await project.evaluate({ overlay: new Map([[file, edited(run)]]) });
      if (diagnostics.some((d) => d.severity === 'error')) throw new Error(diagnostics[0]!.message);
    },
    { runs: 200, warmUp: 30 },
  );
  await project.close();
  await rm(folder, { recursive: true, force: true });
}
