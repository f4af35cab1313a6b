import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TargetConnection } from '../src/project/connection.js';
import { applyPlan } from '../src/project/plan/applyPlan.js';
import { hasChanges } from '../src/project/plan/makePlan.js';
import { planProject } from '../src/project/plan/planProject.js';
import { planTarget } from '../src/project/plan/planTarget.js';
import { Project } from '../src/project/project.js';
import { loadSample } from '../src/project/sample/load.js';
import { writeSample } from '../src/project/sample/write.js';
import { stopLocalAccount } from '../test/account/stop.js';
import { figure, measure, print } from './measure.js';

const FILES = 25;
const VIEWS_OF_A_FILE = 8;

/** A file of feature views over the sample's orders; every other one is a dynamic table. */
function definitionFile(file: number, edit: number): string {
  const views = Array.from({ length: VIEWS_OF_A_FILE }, (_, v) => {
    const id = file * VIEWS_OF_A_FILE + v;
    const least = id === 0 ? edit : id;
    return `
const orders${id} = ORDERS.filter((r) => r.O_ORDER_ID.gt(${least})).groupBy('O_CUSTOMER_SK')
  .agg((r) => ({ N_ORDERS: count(), LAST_ORDER: max(r.ORDER_DATE) }));
export const view${id} = featureView('ORDERS_${id}', {
  version: 'V_1', entities: [customer], from: orders${id}, timestamp: 'LAST_ORDER',
  ${v % 2 === 0 ? "refresh: '1 hour'," : ''}
  desc: 'Orders above ${id}', features: { N_ORDERS: 'How many' },
});`;
  });
  return `import { count, featureView, max } from 'firn';
import { ORDERS } from '../firn/sources';
import { customer } from './customer';
${views.join('\n')}
`;
}

/** What a pipeline waits for: the plan of 200 feature views that are registered, one of them edited. */
export default async function plan(): Promise<void> {
  const home = await mkdtemp(path.join(tmpdir(), 'firn-bench-home-'));
  const folder = await mkdtemp(path.join(tmpdir(), 'firn-bench-'));
  process.env['FIRN_HOME'] = home;
  await writeSample(folder, { customers: 100 });
  const file = (name: string | number) => path.join(folder, 'features', `${name}.ts`);
  for (let n = 0; n < FILES; n += 1) await writeFile(file(`orders${n}`), definitionFile(n, 0));
  const project = await Project.open(folder);
  try {
    const connection = await TargetConnection.open(project);
    const { database, warehouse } = connection.target;
    await loadSample(connection.session, folder, { database, warehouse });
    let start = performance.now();
    const all = await planTarget(connection, await project.evaluate());
    print(figure(`plan ${all.operations.length} definitions, none registered`, [performance.now() - start]));
    start = performance.now();
    await applyPlan(connection, all);
    print(figure('apply it', [performance.now() - start]));
    const edits = async (run: number) => {
      await writeFile(file('orders0'), definitionFile(0, 1000 + run));
      const one = await planTarget(connection, await project.evaluate());
      if (!hasChanges(one)) throw new Error('The edit is no change.');
    };
    await measure('plan of all with one edit, evaluation included', edits, { runs: 20 });
    await measure(
      'the same with source tables compared',
      async (run) => {
        await writeFile(file('orders0'), definitionFile(0, 2000 + run));
        const one = await planProject(project, connection);
        if (!hasChanges(one) || one.sources === null) throw new Error('The edit is no change.');
      },
      { runs: 20 },
    );
    const evaluation = await project.evaluate();
    await measure('the plan alone', () => planTarget(connection, evaluation), { runs: 20 });
    await connection.close();
  } finally {
    await project.close();
    await stopLocalAccount(home);
    await rm(home, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  }
}
