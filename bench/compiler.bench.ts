import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Project } from '../src/project/project.js';
import { compile } from '../src/sql/compile.js';
import { corrected } from '../test/unit/sql/pipelines.js';
import { figure, measure, print } from './measure.js';
import { drizzleQuery, kyselyQuery } from './peers.js';
import { definitionFile, wideProject } from './wideProject.js';

/** From a definition to its SQL: a large file through the evaluation, and the compiler alone beside query builders. */
export default async function compiler(): Promise<void> {
  await largeFile();
  await besidePeers();
}

async function largeFile(): Promise<void> {
  const folder = await wideProject();
  const file = path.join(folder, 'features/views.ts');
  const text = definitionFile(0);
  await writeFile(file, text);
  const project = await Project.open(folder);
  const day = (run: number) => `2024-01-${10 + (Math.abs(run) % 19)}`;
  const edits: Readonly<Record<string, (run: number) => string>> = {
    'one of its 8 views': (run) => text.replace('2024-01-01', day(run)),
    'all of its 8 views': (run) => text.replaceAll('2024-01-01', day(run)),
  };
  const lines = text.trimEnd().split('\n').length;
  for (const [what, edited] of Object.entries(edits))
    await measure(
      `one edit of a file of ${lines} lines that changes ${what}`,
      (run) => evaluated(project, new Map([[file, edited(run)]])),
      { runs: 150, warmUp: 30 },
    );
  await project.close();
  await rm(folder, { recursive: true, force: true });
}

async function evaluated(project: Project, overlay: ReadonlyMap<string, string>): Promise<void> {
  const { definitions, diagnostics } = await project.evaluate({ overlay });
  const failed = diagnostics.find((d) => d.severity === 'error');
  if (failed) throw new Error(failed.message);
  if (definitions.filter((d) => d.kind === 'featureView').length !== 8) throw new Error('Views are missing.');
}

/** Calls in one measured run: one call is too short for a clock. */
const BATCH = 200;

async function besidePeers(): Promise<void> {
  const options = { resolveTable: (table: string) => `DB.TRAINING.${table}` };
  const frame = corrected();
  const kysely = kyselyQuery();
  const drizzle = drizzleQuery();
  const work: Readonly<Record<string, () => unknown>> = {
    'the pipeline, Firn: build + compile': () => compile(corrected(), options).sql,
    'the pipeline, Kysely: build + compile': () => kyselyQuery().compile().sql,
    'the pipeline, Drizzle: build + toSQL': () => drizzleQuery().toSQL().sql,
    'the pipeline, Firn: compile': () => compile(frame, options).sql,
    'the pipeline, Kysely: compile': () => kysely.compile().sql,
    'the pipeline, Drizzle: toSQL': () => drizzle.toSQL().sql,
  };
  const times = new Map(Object.keys(work).map((name) => [name, [] as number[]]));
  // In turns, so that what else the machine does falls on all alike.
  for (let run = -5; run < 40; run += 1)
    for (const [name, once] of Object.entries(work)) {
      const start = performance.now();
      for (let i = 0; i < BATCH; i += 1) once();
      if (run >= 0) times.get(name)?.push((performance.now() - start) / BATCH);
    }
  for (const [name, list] of times) print(figure(name, list));
}
