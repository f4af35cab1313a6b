/** INSERT, UPDATE, DELETE and MERGE on declared types, with the counts that Snowflake answers. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestAccount } from './support.js';

let account: TestAccount;
beforeEach(async () => {
  account = await TestAccount.open();
  await account.table('T', [
    'id NUMBER(38,0) NOT NULL',
    'amount NUMBER(8,2)',
    'name VARCHAR(5)',
    "state VARCHAR DEFAULT 'new'",
    'at DATE',
  ]);
  await account.table('S', ['id NUMBER', 'amount NUMBER(8,2)'], ['(1, 10)', '(2, 20)']);
});
afterEach(() => account.close());

const rows = async (sql = 'select * from t order by id'): Promise<unknown> => (await account.run(sql)).rows;

describe('INSERT', () => {
  it('converts each value to its column’s type and answers the number of rows', async () => {
    const result = await account.run(
      "insert into t values (1, '2.555', 'a', 'x', '2020-01-02'), (2.4, 3, null, default, null)",
    );
    expect(result.names).toEqual(['number of rows inserted']);
    expect(result.rows).toEqual([['2']]);
    expect(await rows()).toEqual([
      ['1', '2.56', 'a', 'x', '18263'],
      ['2', '3.00', null, 'new', null],
    ]);
  });

  it('fills left-out columns with their defaults', async () => {
    await account.run('insert into t (amount, id) select amount, id from s where id = 1');
    expect(await rows()).toEqual([['1', '10.00', null, 'new', null]]);
  });

  it('takes a query with CTEs', async () => {
    await account.run("insert into t (id, name) with q as (select 7 k) select k, 'q' from q");
    expect(await rows('select id, name from t')).toEqual([['7', 'q']]);
  });

  it('OVERWRITE replaces what is there, also when it reads the same table', async () => {
    await account.run('insert into t (id) values (1), (2)');
    await account.run('insert overwrite into t (id) select 9');
    expect(await rows('select id from t')).toEqual([['9']]);
  });

  it('INSERT OVERWRITE reads the rows it replaces', async () => {
    await account.run('insert into t (id) values (1), (2)');
    await account.run('insert overwrite into t (id) select id + 10 from t');
    expect(await rows('select id from t order by 1')).toEqual([['11'], ['12']]);
  });

  it.each([
    ["insert into t (id, name) values (1, 'toolong')", '100078', /too long/],
    ['insert into t (name) values (null)', '100072', /non-nullable/],
    ['insert into t (id) values (1, 2)', '002057', /expecting 1 but got 2/],
    ['insert into t (nope) values (1)', '000904', /invalid identifier 'NOPE'/],
    ["insert into t (id) values ('abc')", '100038', /'abc' is not recognized/],
    ['insert into nix values (1)', '002003', /NIX/],
  ])('refuses %s', async (sql, code, message) => {
    await expect(account.run(sql)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as unknown,
    });
    expect(await rows()).toEqual([]);
  });
});

describe('UPDATE', () => {
  beforeEach(() => account.run('insert into t (id, amount) values (1, 1), (2, 2), (3, 3)'));

  it('sets columns, also through an alias', async () => {
    const result = await account.run("update t as x set x.amount = amount * 2, name = 'u' where x.id = 2");
    expect(result.names).toEqual(['number of rows updated', 'number of multi-joined rows updated']);
    expect(result.rows).toEqual([['1', '0']]);
    expect(await rows('select amount, name from t where id = 2')).toEqual([['4.00', 'u']]);
  });

  it('joins FROM', async () => {
    await account.run('update t set amount = s.amount from s where t.id = s.id');
    expect(await rows('select amount from t order by id')).toEqual([['10.00'], ['20.00'], ['3.00']]);
  });
});

describe('INSERT … VALUES of many rows', () => {
  it('converts plain literals as if each stood alone', async () => {
    await account.run(`insert into t (id, amount, name, at) values
      (1, -2.555, '1.50', '2020-01-02'), (2.4, 3, 'b', null), (3, null, null, '2020-01-03')`);
    expect(await rows('select id, amount, name, at from t order by id')).toEqual([
      ['1', '-2.56', '1.50', '18263'],
      ['2', '3.00', 'b', null],
      ['3', null, null, '18264'],
    ]);
  });

  it('keeps the digits of each number that goes into text', async () => {
    await account.run('insert into t (id, name) values (1, 1.5), (2, 2.25), (3, 4)');
    expect(await rows('select name from t order by id')).toEqual([['1.5'], ['2.25'], ['4']]);
  });

  it('takes ten thousand rows', async () => {
    const lines = Array.from(
      { length: 10_000 },
      (_, i) => `(${i}, ${i % 100}.25, 'n${i % 10}', '2024-01-01')`,
    );
    expect(
      (await account.run(`insert into t (id, amount, name, at) values ${lines.join(', ')}`)).rows,
    ).toEqual([['10000']]);
    expect(await rows('select sum(id), sum(amount), count(distinct name), max(at) from t')).toEqual([
      ['49995000', '497500.00', '10', '19723'],
    ]);
  });

  it.each([
    ['insert into t (id, amount) values (1, 2), (2, 12345678)', '100039'],
    ["insert into t (id, at) values (1, '2020-01-01'), (2, 'soon')", '100040'],
    ["insert into t (id, name) values (1, 'short'), (2, 'too long')", '100078'],
    ['insert into t (id) values (1), (null)', '100072'],
  ])('refuses a row that does not fit (%s)', async (sql, code) => {
    await expect(account.run(sql)).rejects.toMatchObject({ code });
    expect(await rows()).toEqual([]);
  });
});

describe('rows that meet several rows', () => {
  beforeEach(() => account.run('insert into t (id, amount) values (1, 1), (2, 2), (3, 3)'));
  const twice = '(select column1 k, column2 v from values (1, 10), (1, 20), (2, 30)) z';

  it('UPDATE counts each row once and says how many were multi-joined', async () => {
    const { rows: counts } = await account.run(`update t set amount = z.v from ${twice} where t.id = z.k`);
    expect(counts).toEqual([['2', '1']]);
    expect(await rows('select amount in (10, 20) from t where id = 1')).toEqual([['1']]);
  });

  it.each([
    'when matched then update set amount = z.v',
    'when matched and z.v = 10 then delete when matched then update set amount = 0',
  ])('MERGE refuses to choose (%s)', async (whens) => {
    const merge = account.run(`merge into t using ${twice} on t.id = z.k ${whens}`);
    await expect(merge).rejects.toMatchObject({ code: '100090' });
    expect(await rows('select amount from t order by id')).toEqual([['1.00'], ['2.00'], ['3.00']]);
  });

  it('MERGE takes a row whose WHEN conditions leave one, and deletes once', async () => {
    const update = 'when matched and z.v <> 10 then update set amount = z.v';
    expect((await account.run(`merge into t using ${twice} on t.id = z.k ${update}`)).rows).toEqual([['2']]);
    const deletion = `merge into t using ${twice} on t.id = z.k when matched then delete`;
    expect((await account.run(deletion)).rows).toEqual([['2']]);
  });
});

describe('DELETE', () => {
  beforeEach(() => account.run('insert into t (id) values (1), (2), (3)'));

  it('with WHERE, USING a table, USING a query, and of everything', async () => {
    expect((await account.run('delete from t where id = 3')).rows).toEqual([['1']]);
    expect(
      (await account.run('delete from t using db.public.s as y where t.id = y.id and y.id = 1')).rows,
    ).toEqual([['1']]);
    expect((await account.run('delete from t as x using (select 2 k) z where x.id = z.k')).rows).toEqual([
      ['1'],
    ]);
    const result = await account.run('delete from t');
    expect(result.names).toEqual(['number of rows deleted']);
    expect(result.rows).toEqual([['0']]);
  });
});

describe('MERGE', () => {
  beforeEach(() => account.run("insert into t (id, amount, name) values (1, 1, 'old'), (5, 5, 'old')"));

  it('inserts and updates with a count for each kind of action written', async () => {
    const result = await account.run(`merge into t using (select * from s) as src on t.id = src.id
      when matched then update set t.amount = src.amount, name = 'new'
      when not matched then insert (id, amount) values (src.id, src.amount)`);
    expect(result.names).toEqual(['number of rows inserted', 'number of rows updated']);
    expect(result.rows).toEqual([['1', '1']]);
    expect(await rows('select id, amount, name, state from t order by id')).toEqual([
      ['1', '10.00', 'new', 'new'],
      ['2', '20.00', null, 'new'],
      ['5', '5.00', 'old', 'new'],
    ]);
  });

  it('takes the first WHEN that holds', async () => {
    const result = await account.run(`merge into t using s on t.id = s.id
      when matched and s.amount < 5 then update set name = 'low'
      when matched then delete`);
    expect(result.names).toEqual(['number of rows updated', 'number of rows deleted']);
    expect(result.rows).toEqual([['0', '1']]);
    expect(await rows('select id from t')).toEqual([['5']]);
  });
});

describe('what a translation says about DML', () => {
  it('names the table changed and the relations read', async () => {
    const translation = await account.translate('insert into t (id) select id from s');
    expect(translation).toMatchObject({ kind: 'insert', writes: 'DB.PUBLIC.T', reads: ['DB.PUBLIC.S'] });
  });
});
