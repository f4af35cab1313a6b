import { describe, expect, it } from 'vitest';
import { refusal } from './refusal.js';
import { freshConnection } from './account.js';

const text = (value: string | null) => ({ type: 'TEXT', value }) as const;
const number = (value: string) => ({ type: 'FIXED', value }) as const;

describe('IDENTIFIER with a bind', () => {
  it('names what a command makes, with quotes and odd characters', async () => {
    const sql = await freshConnection();
    await sql('CREATE TEMP STAGE /* a client */ identifier(?) FILE_FORMAT = (TYPE = CSV)', {
      binds: [text(`"it's a \\ stage"`)],
    });
    expect((await sql('SHOW STAGES')).named.map((row) => row['name'])).toEqual(["it's a \\ stage"]);
    await sql('CREATE TABLE IDENTIFIER(:1) (A INT)', { binds: [text('public.made')] });
    expect((await sql('SHOW TABLES')).named.map((row) => row['name'])).toEqual(['MADE']);
  });

  it('leaves the other binds of the statement their values', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE IDENTIFIER(?) AS SELECT 1 AS A', { binds: [text('T')] });
    await sql('INSERT INTO T SELECT ? FROM IDENTIFIER(?) WHERE A = ?', {
      binds: [number('2'), text('T'), number('1')],
    });
    expect((await sql('SELECT A FROM IDENTIFIER(?) ORDER BY A', { binds: [text('T')] })).rows).toEqual([
      ['1'],
      ['2'],
    ]);
    const numbered = 'SELECT :2 FROM IDENTIFIER(:1) WHERE A = :2';
    expect((await sql(numbered, { binds: [text('T'), number('2')] })).rows).toEqual([['2']]);
  });

  it('is refused where the bind is missing, NULL or no text', async () => {
    const sql = await freshConnection();
    const make = 'CREATE STAGE IDENTIFIER(?)';
    expect(await refusal(sql(make))).toMatchObject({ code: '002049' });
    for (const bind of [number('1'), text(null)]) {
      const error = await refusal(sql(make, { binds: [bind] }));
      expect(error.message).toContain('takes a name as text');
    }
    expect(
      (
        await sql("SELECT 'IDENTIFIER(?)', identifier FROM (SELECT ? AS identifier)", {
          binds: [number('1')],
        })
      ).rows,
    ).toEqual([['IDENTIFIER(?)', '1']]);
  });
});
