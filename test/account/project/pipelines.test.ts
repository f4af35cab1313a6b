import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Evaluation, FeatureViewDefinition } from '../../../src/project/model.js';
import type { Project } from '../../../src/project/project.js';
import { addSampleDefinitions, projectFolder, textAt } from './folder.js';
import type { ProjectFolder } from './folder.js';

let folder: ProjectFolder;
let project: Project;
let source: string;
let preprocess: string;

beforeAll(async () => {
  folder = await projectFolder();
  await addSampleDefinitions(folder);
  project = await folder.open();
  source = folder.file('features/preprocess.ts');
  preprocess = await readFile(source, 'utf8');
});
afterAll(() => folder.remove());

function view(evaluation: Evaluation, version: string): FeatureViewDefinition {
  const found = evaluation.definitions.find((it) => it.kind === 'featureView' && it.version === version);
  if (found?.kind !== 'featureView') throw new Error(`no ${version}`);
  return found;
}

const edited = (from: string, to: string): ReadonlyMap<string, string> => {
  if (!preprocess.includes(from)) throw new Error(`${from} is not in the sample`);
  return new Map([[source, preprocess.replace(from, to)]]);
};

describe('the guide’s two pipelines', () => {
  it('are one entity and two versions of a feature view, in the order of the files', async () => {
    const { definitions, files } = await project.evaluate();
    expect(definitions.map((it) => [it.kind, it.name, it.exportName])).toEqual([
      ['entity', 'CUSTOMER', 'customer'],
      ['featureView', 'FV_UC01_PREPROCESS', 'preprocessV1'],
      ['featureView', 'FV_UC01_PREPROCESS', 'preprocessV2'],
    ]);
    expect(files).toEqual([folder.file('features/customer.ts'), source]);
  });

  it('carry everything that a registration needs', async () => {
    const v2 = view(await project.evaluate(), 'V_2');
    expect(v2).toMatchObject({
      entities: ['CUSTOMER'],
      timestamp: 'LATEST_ORDER_DATE',
      refresh: '60 minute',
      refreshMode: 'AUTO',
      initialize: 'ON_CREATE',
      clusterBy: null,
      warehouse: null,
    });
    expect(v2.query?.columns).toEqual([
      { name: 'O_CUSTOMER_SK', type: 'NUMBER(38,0)' },
      { name: 'FREQUENCY', type: 'FLOAT' },
      { name: 'RETURN_RATIO', type: 'FLOAT' },
      { name: 'LATEST_ORDER_DATE', type: 'DATE' },
    ]);
    expect(v2.query?.sources).toEqual([
      'TPCXAI_SF0001_QUICKSTART_INC.TRAINING.LINEITEM',
      'TPCXAI_SF0001_QUICKSTART_INC.TRAINING.ORDER_RETURNS',
      'TPCXAI_SF0001_QUICKSTART_INC.TRAINING.ORDERS',
    ]);
  });

  it('have CTEs named after the consts of the file', async () => {
    const sql = view(await project.evaluate(), 'V_2').query?.sql ?? '';
    const ctes = [...sql.matchAll(/^(?:WITH )?(\w+) AS \($/gm)].map((match) => match[1]);
    const consts = [...preprocess.matchAll(/const (\w+) =/g)].map((match) =>
      match[1]?.replace(/[A-Z]/g, '_$&').toUpperCase(),
    );
    expect(ctes).toContain('PER_ORDER');
    expect(consts).toEqual(expect.arrayContaining(ctes));
  });

  it('have the places of the exported statements, names and calls', async () => {
    const v1 = view(await project.evaluate(), 'V_1');
    expect(textAt(preprocess, v1.nameSpan)).toBe("'FV_UC01_PREPROCESS'");
    expect(textAt(preprocess, v1.span)).toMatch(/^export const preprocessV1 = featureView\([\s\S]*\}\);$/);
    const texts = new Set(Object.values(v1.calls).map((span) => textAt(preprocess, span)));
    expect([...texts].some((text) => text.startsWith('perOrder.groupBy') && text.endsWith('}))'))).toBe(true);
  });

  it('give the same bytes in another process', async () => {
    const other = await folder.open();
    const first = await project.evaluate();
    const second = await other.evaluate();
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  });

  it('read the sources of the target', async () => {
    const prod = view(await project.evaluate({ target: 'prod' }), 'V_2').query;
    expect(prod?.sources[0]).toBe('TPCXAI_SF0001_QUICKSTART_INC.SERVING.LINEITEM');
    const dev = view(await project.evaluate(), 'V_2').query;
    expect(prod?.sql.replaceAll('.SERVING.', '.TRAINING.')).toBe(dev?.sql);
  });

  it('warn of the join that undoes the left join, in the version that has it', async () => {
    const { diagnostics } = await project.evaluate();
    expect(diagnostics.map((it) => [it.code, it.severity])).toEqual([['left-join-undone', 'warning']]);
    const [line] = textAt(preprocess, { ...diagnostics[0]!.span, column: 1, endColumn: 999 }).split('\n');
    expect(line).toContain('ret.OR_ORDER_ID.eq(o.O_ORDER_ID)');
  });
});

describe('a mistake', () => {
  it('in a column stands under that column, with the column that was meant', async () => {
    const overlay = edited('r.PRICE.fillNull(0)),\n    RETURN', 'r.PRCE.fillNull(0)),\n    RETURN');
    const { diagnostics, definitions } = await project.evaluate({ overlay });
    const errors = diagnostics.filter((it) => it.severity === 'error');
    expect(errors.map((it) => it.code)).toEqual(['unknown-column']);
    const [error] = errors;
    const text = overlay.get(source) ?? '';
    expect(textAt(text, error!.span)).toBe('PRCE');
    expect(error?.message).toContain('Did you mean PRICE?');
    expect(error?.fix?.edits).toEqual([{ span: error?.span, newText: 'PRICE' }]);
    expect(definitions.every((it) => it.kind === 'entity' || it.query === undefined)).toBe(true);
  });

  it('in a group key stands inside the quotes', async () => {
    const overlay = edited(
      "groupBy('O_CUSTOMER_SK', 'INVOICE_YEAR')",
      "groupBy('O_CUSTOMER_SK', 'INVOICE_YER')",
    );
    const { diagnostics } = await project.evaluate({ overlay });
    const error = diagnostics.find((it) => it.code === 'unknown-column');
    expect(textAt(overlay.get(source) ?? '', error!.span)).toBe('INVOICE_YER');
    expect(error?.fix?.edits[0]?.newText).toBe('INVOICE_YEAR');
  });

  it('of one version leaves the other one its SQL', async () => {
    const overlay = edited('(ret, o) => ret.OR_ORDER_ID', '(ret, o) => ret.OR_ORDR_ID');
    const evaluation = await project.evaluate({ overlay });
    expect(view(evaluation, 'V_1').query).toBeUndefined();
    expect(view(evaluation, 'V_2').query?.sql).toContain('PER_ORDER AS (');
  });

  it('is gone when the text is', async () => {
    const { diagnostics } = await project.evaluate();
    expect(diagnostics.filter((it) => it.severity === 'error')).toEqual([]);
  });

  it.each([
    [
      "timestamp: 'LATEST_ORDER_DATE'",
      "timestamp: 'LATEST_ORDR_DATE'",
      'timestamp-missing',
      "'LATEST_ORDR_DATE'",
    ],
    ["refresh: '60 minute'", "refresh: '10 fortnights'", 'refresh-invalid', "'10 fortnights'"],
    ["version: 'V_1'", "version: 'V 1'", 'version-invalid', "'V 1'"],
    ["'FV_UC01_PREPROCESS', {\n  version: 'V_1'", "'FV$1', {\n  version: 'V_1'", 'name-invalid', "'FV$1'"],
    ["FREQUENCY: 'Average", "FREQUENY: 'Average", 'unknown-feature', 'FREQUENY'],
    ["FREQUENCY: 'Average", "O_CUSTOMER_SK: 'Average", 'unknown-feature', 'O_CUSTOMER_SK'],
    ["version: 'V_1'", "version: 'V_2'", 'duplicate-definition', "'FV_UC01_PREPROCESS'"],
    ["version: 'V_1'", "version: 'v_2'", 'version-case', "'V_2'"],
    ["refresh: '60 minute'", "clusterBy: ['STORE']", 'cluster-column-missing', "'STORE'"],
  ])('of a definition (%s → %s) is %s, there', async (from, to, code, text) => {
    const overlay = edited(from, to);
    const { diagnostics } = await project.evaluate({ overlay });
    const found = diagnostics.filter((it) => it.code !== 'left-join-undone');
    expect(found.map((it) => it.code)).toEqual([code]);
    expect(textAt(overlay.get(source) ?? '', found[0]!.span)).toBe(text);
  });
});
