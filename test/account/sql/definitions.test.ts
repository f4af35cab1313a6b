import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../../src/sql/compile.js';
import { definitions } from '../../unit/sql/definitions.js';
import { corrected, guide } from '../../unit/sql/pipelines.js';
import { LocalTables, typesOf } from './localTables.js';
import { vocabulary } from './vocabulary.js';

const all = {
  ...definitions,
  ...vocabulary,
  corrected,
  'guide-v1': () => guide((line) => line.OR_ORDER_ID),
  'guide-v2': () => guide((line) => line.LI_ORDER_ID),
};

let tables: LocalTables;
beforeAll(async () => {
  tables = await LocalTables.open();
});
afterAll(() => tables.close());

describe('compiled SQL on the local account', () => {
  it.each(Object.entries(all))('%s runs, with the columns it says it has', async (_name, definition) => {
    const query = compile(definition(), tables);
    const { columns } = await tables.run(query.sql);
    const { claimed, real } = typesOf(query, columns);
    expect(claimed).toEqual(real);
  });
});
