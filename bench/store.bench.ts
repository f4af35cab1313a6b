import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TargetConnection } from '../src/project/connection.js';
import type { FeatureViewDefinition } from '../src/project/model.js';
import { Project } from '../src/project/project.js';
import { register } from '../src/project/register.js';
import { loadSample } from '../src/project/sample/load.js';
import { writeSample } from '../src/project/sample/write.js';
import { stopLocalAccount } from '../test/account/stop.js';
import { figure, measure, print } from './measure.js';
import { largeStore } from './store/largeStore.js';

/** What a person waits for: an account that starts, a registration, a refresh, the first page of a preview. */
export default async function store(): Promise<void> {
  const home = await mkdtemp(path.join(tmpdir(), 'firn-bench-home-'));
  const folder = await mkdtemp(path.join(tmpdir(), 'firn-bench-'));
  process.env['FIRN_HOME'] = home;
  await writeSample(folder, { customers: 500 });
  const project = await Project.open(folder);
  try {
    let start = performance.now();
    const connection = await TargetConnection.open(project);
    print(figure('start the local account and log in', [performance.now() - start]));
    const { database, warehouse } = connection.target;
    start = performance.now();
    const { rows } = await loadSample(connection.session, folder, { database, warehouse });
    print(figure(`load the sample (${rows} rows)`, [performance.now() - start]));

    const evaluation = await project.evaluate();
    const view = evaluation.definitions.find(
      (d): d is FeatureViewDefinition => d.kind === 'featureView' && d.version === 'V_2',
    )!;
    await measure(
      'register, with its first build',
      () => register(connection, evaluation, view, { overwrite: true }),
      {
        runs: 10,
        warmUp: 1,
      },
    );
    const features = await connection.store();
    await measure('refresh', () => features.refreshFeatureView(view.name, view.version), {
      runs: 10,
      warmUp: 1,
    });
    await measure('snapshot of the store', () => features.snapshot(), { runs: 20 });
    await measure('preview: first page of the feature view', async () => {
      const cursor = await features.readFeatureView(view.name, view.version);
      await cursor.page(0, 200);
    });
    await measure(
      'preview: first page of its query',
      async () => {
        const cursor = await connection.session.query(`SELECT * FROM (\n${view.query!.sql}\n) LIMIT 1000`);
        await cursor.page(0, 200);
      },
      { runs: 20 },
    );
    await measure('SELECT 1', () => connection.session.execute('SELECT 1'), { runs: 100 });
    await largeStore(connection.session, warehouse, 1000);
    await connection.close();
  } finally {
    await project.close();
    await stopLocalAccount(home);
    await rm(home, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  }
}
