import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openAccount } from '../../../src/account/engine/open.js';
import { modelCalls } from '../../../src/account/models/calls.js';
import type { TestConnection } from './account.js';
import { connect, temporaryFolder } from './account.js';
import { refusal } from './refusal.js';

const python = ['python3', 'python'].find((name) => spawnSync(name, ['--version']).status === 0);

const METHODS: Readonly<Record<string, string>> = {
  sum: 'def infer(a, b):\n    print("heard by nobody")\n    return {"TOTAL": None if a is None else a + b, "PLACE": __file__}\n',
  plain: 'def infer(a, b):\n    return a * b\n',
  fails: 'def infer(a, b):\n    raise ValueError("no such thing")\n',
  dies: 'import os\ndef infer(a, b):\n    os._exit(3)\n',
  missing: 'import no_such_module\ndef infer(a, b):\n    return 1\n',
};

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** An account with model M, version V1, of the methods above; `runs` says whether Python may run them. */
async function withModel(runs: boolean): Promise<TestConnection> {
  const folder = await temporaryFolder();
  const account = await openAccount(folder, runs && python !== undefined ? { python } : {});
  closing.push(() => account.close());
  const sql = await connect(account);
  await sql('CREATE DATABASE DB');
  await sql('CREATE STAGE S');
  const { upload } = await sql('PUT file:///x @S');
  const put = async (name: string, text: string): Promise<void> => {
    const file = path.join(upload?.folder ?? '', 'm', name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  const methods = Object.keys(METHODS).map(
    (name) =>
      `- {name: ${name.toUpperCase()}, type: FUNCTION, handler: functions.${name}.infer, inputs: [{name: A, type: DOUBLE}, {name: B, type: DOUBLE}], outputs: [{type: ${name === 'plain' ? 'DOUBLE' : 'OBJECT'}}]}`,
  );
  const table =
    '- {name: ROWS, type: TABLE_FUNCTION, handler: functions.rows.infer, inputs: [], outputs: []}';
  await put('MANIFEST.yml', `methods:\n${[...methods, table].join('\n')}\n`);
  for (const [name, text] of Object.entries(METHODS)) await put(`functions/${name}.py`, text);
  await sql('CREATE MODEL M WITH VERSION V1 FROM @S/m');
  return sql;
}

describe('calls of models in a text', () => {
  it('become functions without moving anything', () => {
    const sql = `SELECT MODEL(DB.S."m", V1)!PREDICT(A), "x", 'MODEL(M)!P(1)', MODEL ( M ) ! "p" (B) FROM MODEL (M)`;
    const { text, calls } = modelCalls(sql);
    expect(text).toHaveLength(sql.length);
    expect(text.replaceAll(/ +/g, ' ')).toBe(
      `SELECT "!0" (A), "x", 'MODEL(M)!P(1)', "!1" (B) FROM MODEL (M)`,
    );
    expect(text.indexOf('(A)')).toBe(sql.indexOf('(A)'));
    expect(calls).toEqual([
      { model: ['DB', 'S', 'm'], version: 'V1', method: 'PREDICT' },
      { model: ['M'], version: null, method: 'p' },
    ]);
  });
});

describe('models with names in a text', () => {
  const CALL = { model: ['DB', 'M'], version: 'V1', method: 'P' };

  it.each([
    ['WITH MINE AS MODEL DB.M VERSION V1 SELECT MINE!P(1)', 'SELECT "!0"(1)'],
    [
      'WITH MINE AS MODEL DB.M VERSION V1, B AS (SELECT 1) SELECT MINE!P(X) FROM B',
      'WITH B AS (SELECT 1) SELECT "!0"(X) FROM B',
    ],
    [
      'WITH B AS (SELECT 1), MINE AS MODEL DB.M VERSION V1 SELECT MINE!P(X) FROM B',
      'WITH B AS (SELECT 1) SELECT "!0"(X) FROM B',
    ],
  ])('%s', (sql, expected) => {
    const { text, calls } = modelCalls(sql);
    expect(text).toHaveLength(sql.length);
    const squeezed = text.replaceAll(/ +/g, ' ').replaceAll(' (', '(').trim();
    expect(squeezed).toBe(expected.replaceAll(' (', '('));
    expect(calls).toEqual([CALL]);
  });

  it('may be of the default version, and others stay as they are', () => {
    expect(modelCalls('WITH MINE AS MODEL M SELECT MINE!P(1)').calls).toEqual([
      { model: ['M'], version: null, method: 'P' },
    ]);
    expect(modelCalls("WITH A AS MODEL M SELECT '😀', A!P(1)").text.trim()).toBe(`SELECT '😀', "!0"(1)`);
    const other = "SELECT model, a != 1, 'x!y' FROM model";
    expect(modelCalls(other)).toEqual({ text: other, calls: [] });
  });
});

describe('a method of a model', () => {
  it('is refused where no Python may run it', async () => {
    const sql = await withModel(false);
    const { code, message } = await refusal(sql('SELECT MODEL(M, V1)!SUM(1, 2)'));
    expect([code, message.includes('firn serve --python')]).toEqual(['000002', true]);
    expect((await refusal(sql('SELECT MODEL(N, V1)!SUM(1, 2)'))).code).toBe('002003');
    expect((await refusal(sql('SELECT MODEL(M, V2)!SUM(1, 2)'))).code).toBe('002003');
    const unknown = await refusal(sql('SELECT MODEL(M, V1)!NOPE(1, 2)'));
    expect([unknown.code, unknown.message.includes('SUM, PLAIN')]).toEqual(['002140', true]);
    expect((await refusal(sql('SELECT MODEL(M, V1)!ROWS()'))).message).toContain('table function');
  });

  it.skipIf(python === undefined)('runs over rows, in queries, views and tables', async () => {
    const sql = await withModel(true);
    await sql(
      'CREATE TABLE T AS SELECT COLUMN1 AS ID, COLUMN2::FLOAT AS A FROM VALUES (1, 1.5), (2, NULL), (3, 4)',
    );
    const called = 'SELECT ID, MODEL(M, V1)!SUM(A, 0.5):TOTAL::FLOAT AS TOTAL FROM T';
    const rows = [
      ['1', '2'],
      ['2', null],
      ['3', '4.5'],
    ];
    expect((await sql(`${called} ORDER BY ID`)).rows).toEqual(rows);
    expect((await sql(`${called.replace('MODEL(M, V1)', 'MODEL(DB.PUBLIC.M)')} ORDER BY ID`)).rows).toEqual(
      rows,
    );
    const named = called
      .replace('MODEL(M, V1)', 'N')
      .replace('SELECT', 'WITH R AS (SELECT * FROM T), N AS MODEL M VERSION LAST SELECT');
    expect((await sql(`${named.replace(/FROM T$/, 'FROM R')} ORDER BY ID`)).rows).toEqual(rows);
    await sql(`CREATE VIEW V AS ${called}`);
    await sql('CREATE TABLE U AS SELECT * FROM V');
    expect((await sql('SELECT * FROM U ORDER BY ID')).rows).toEqual(rows);
    expect((await sql('SELECT MODEL(M, V1)!PLAIN(ID, 2) + 1 AS X FROM T ORDER BY X')).rows).toEqual([
      ['3'],
      ['5'],
      ['7'],
    ]);
    const many =
      'SELECT SUM(MODEL(M, V1)!PLAIN(N, 2)) FROM (SELECT SEQ4() AS N FROM TABLE(GENERATOR(ROWCOUNT => 10000)))';
    expect((await sql(many)).rows).toEqual([['99990000']]);
  });

  it.skipIf(python === undefined)('tells why it fails, and another call works', async () => {
    const sql = await withModel(true);
    const call = (method: string) => sql(`SELECT MODEL(M, V1)!${method}(1, 2)`);
    const failed = await refusal(call('FAILS'));
    expect([failed.code, failed.message.includes('ValueError: no such thing')]).toEqual(['100357', true]);
    expect((await refusal(call('MISSING'))).message).toContain('no_such_module');
    expect((await refusal(call('DIES'))).message).toContain('ended with code 3');
    expect((await refusal(sql('SELECT MODEL(M, V1)!PLAIN(1)'))).message).toContain('takes 2 arguments');
    expect((await call('PLAIN')).rows).toEqual([['2']]);
  });
});
