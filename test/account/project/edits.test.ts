import { readFile, rm } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Evaluation } from '../../../src/project/model.js';
import type { Project } from '../../../src/project/project.js';
import { random } from '../sql/randomFrames.js';
import { addSampleDefinitions, projectFolder } from './folder.js';
import type { ProjectFolder } from './folder.js';

/** A second file, so that what it takes from the first is built anew with it. */
const SECOND = `import { count, featureView } from 'firn';
import { ORDERS } from '../firn/sources';
import { customer } from './customer';

export const visits = featureView('VISITS', {
  version: 'V_1',
  entities: [customer],
  from: ORDERS.groupBy('O_CUSTOMER_SK').agg((o) => ({ VISITS: count(o.O_ORDER_ID) })),
});
`;

let folder: ProjectFolder;
let warm: Project;
beforeEach(async () => {
  folder = await projectFolder();
  await addSampleDefinitions(folder);
  await folder.write('features/visits.ts', SECOND);
  warm = await folder.open();
});
afterEach(() => folder.remove());

/** The evaluation with the places that its numbers of calls stand for; numbers themselves are one process's own. */
function told(evaluation: Evaluation): unknown {
  return {
    ...evaluation,
    definitions: evaluation.definitions.map((definition) => {
      if (definition.kind !== 'featureView') return definition;
      const { calls, query, ...rest } = definition;
      return {
        ...rest,
        query: query && { ...query, map: query.map.map((part) => ({ ...part, call: calls[part.call] })) },
      };
    }),
  };
}

async function coldly(overlay: ReadonlyMap<string, string>): Promise<unknown> {
  const cold = await folder.open();
  const evaluation = await cold.evaluate({ overlay });
  await cold.close();
  return told(evaluation);
}

type Edit = readonly [from: string | RegExp, to: string];

const PREPROCESS: readonly Edit[] = [
  ["'1970-01-01'", "'1971-02-03'"],
  ['safeDiv', 'div'],
  ['const perOrder', 'const perOne'],
  [/perOrder\./g, 'perOne.'],
  ['orderLines.groupBy', 'orderLines\n    .filter((r) => r.ROW_PRICE.gt(0))\n    .groupBy'],
  ['max(r.LATEST_ORDER_DATE)', 'max(r.LATEST_ORDER_DAT)'],
  ['.eq(ret.OR_ORDER_ID)', '.eq(ret.OR_ORDER_ID.abs())'],
  ["version: 'V_2'", "version: 'V_3'"],
  ['export const preprocessV1', 'export const earlier = 1;\nexport const preprocessV1'],
  ['/** Every line', 'const unused = LINEITEM.limit(3);\n/** Every line'],
  ['avg(r.N_ORDERS)', 'sum(r.N_ORDERS)'],
  ['(ret, o) =>', '(came, o) =>'],
  [/ret\.OR_ORDER_ID\.eq\(o/g, 'came.OR_ORDER_ID.eq(o'],
  ['return frequency', 'return ordersPerYear'],
];
const VISITS: readonly Edit[] = [
  ['count(o.O_ORDER_ID)', 'count(o.O_ORDER_ID.abs())'],
  ['VISITS: count', 'SEEN: count'],
  ["'V_1'", "'V_2'"],
  ['ORDERS.groupBy', 'ORDERS.sample({ rows: 3 }).groupBy'],
];

it('an open project says of every state of its files what one that is opened for it says', async () => {
  const next = random(1);
  const files = [
    { file: folder.file('features/preprocess.ts'), edits: PREPROCESS },
    { file: folder.file('features/visits.ts'), edits: VISITS },
  ];
  const original = new Map(
    await Promise.all(files.map(async ({ file }) => [file, await readFile(file, 'utf8')] as const)),
  );
  const texts = new Map(original);
  for (let step = 0; step < 25; step++) {
    const { file, edits } = files[Math.floor(next() * files.length)]!;
    const [from, to] = edits[Math.floor(next() * edits.length)]!;
    const text = texts.get(file) ?? '';
    texts.set(file, next() < 0.25 ? (original.get(file) ?? '') : text.replace(from, to));
    const overlay = new Map(texts);
    expect(told(await warm.evaluate({ overlay })), `step ${step}`).toEqual(await coldly(overlay));
  }
});

it('files that are written, added and removed on the disk are seen by the next evaluation', async () => {
  const names = async () => (await warm.evaluate()).definitions.map(({ exportName }) => exportName);
  expect(await names()).toContain('visits');
  await folder.write('features/visits.ts', SECOND.replace('const visits', 'const calls'));
  expect(await names()).toContain('calls');
  await folder.write(
    'features/more/another.ts',
    SECOND.replace('./customer', '../customer')
      .replace('../firn', '../../firn')
      .replace('const visits', 'const another')
      .replace("'VISITS'", "'ANOTHER'"),
  );
  expect(await names()).toContain('another');
  await rm(folder.file('features/more/another.ts'));
  expect(await names()).not.toContain('another');
  await folder.write('firn/catalog.json', '{');
  expect((await warm.evaluate()).diagnostics.map(({ code }) => code)).toContain('catalog-invalid');
});
