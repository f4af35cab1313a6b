import { describe, expect, it } from 'vitest';
import { columnar, limited, Previews } from '../../../src/language/previews.js';
import { maxCellText } from '../../../src/language/protocol.js';
import type { Cell, Cursor, Session } from '../../../src/session/session.js';
import { SessionError } from '../../../src/session/session.js';

/** A session over rows in memory; each statement waits for `release` when one is given. */
function sessionOver(rows: Cell[][], release?: Promise<void>): Session & { readonly statements: string[] } {
  const statements: string[] = [];
  const cursor: Cursor = {
    queryId: 'q1',
    columns: [{ name: 'ID', type: 'NUMBER', nullable: false }],
    rowCount: rows.length,
    page: async (start, count) => rows.slice(start, start + count),
  };
  return {
    statements,
    connection: 'memory',
    context: () => ({ account: '', user: '', role: null, warehouse: null, database: null, schema: null }),
    execute: () => Promise.reject(new Error('not used')),
    describe: () => Promise.reject(new Error('not used')),
    close: async () => undefined,
    query: async (sql, options) => {
      statements.push(sql);
      await Promise.race([
        release ?? Promise.resolve(),
        new Promise((_, reject) =>
          options?.signal?.addEventListener('abort', () => reject(new SessionError('cancelled', '000604'))),
        ),
      ]);
      return cursor;
    },
  };
}

const rows = (count: number): Cell[][] => Array.from({ length: count }, (_, index) => [index]);
const query = (session: Session, limit = 10) => ({
  id: 'p',
  title: 'FV V_1',
  target: 'dev',
  sql: 'SELECT 1',
  limit,
  session: async () => session,
});

describe('the statement of a preview', () => {
  it('asks for one row more than is shown, whatever the query ends with', () => {
    expect(limited('SELECT 1 -- all', 10)).toBe('SELECT *\nFROM (\nSELECT 1 -- all\n)\nLIMIT 11');
  });
});

describe('a preview', () => {
  it('says that the limit cut the result', async () => {
    const info = await new Previews().start(query(sessionOver(rows(11))));
    expect(info).toMatchObject({ rowCount: 10, limit: 10, truncated: true });
  });

  it('says that it did not', async () => {
    const info = await new Previews().start(query(sessionOver(rows(10))));
    expect(info).toMatchObject({ rowCount: 10, truncated: false });
  });

  it('never gives the row beyond the limit', async () => {
    const previews = new Previews();
    await previews.start(query(sessionOver(rows(11))));
    const page = await previews.page('p', 5, 100);
    expect(page).toMatchObject({ start: 5, rows: 5, columns: [[5, 6, 7, 8, 9]] });
  });

  it('gives at most 200 rows at a time', async () => {
    const previews = new Previews();
    await previews.start(query(sessionOver(rows(1000)), 1000));
    expect((await previews.page('p', 0, 5000)).rows).toBe(200);
  });

  it('is cancelled on the account', async () => {
    const previews = new Previews();
    const session = sessionOver(rows(1), new Promise(() => undefined));
    const started = previews.start(query(session));
    await new Promise((resolve) => setImmediate(resolve));
    previews.cancel('p');
    await expect(started).rejects.toThrow('cancelled');
    await expect(previews.page('p', 0, 1)).rejects.toThrow('no longer open');
  });

  it('is cancelled before its statement is sent when it waits for a login', async () => {
    const previews = new Previews();
    const session = sessionOver(rows(1));
    let login: (session: Session) => void = () => undefined;
    const started = previews.start({
      ...query(session),
      session: () => new Promise((resolve) => (login = resolve)),
    });
    previews.cancel('p');
    login(session);
    await expect(started).rejects.toThrow('cancelled');
    expect(session.statements).toEqual([]);
  });

  it('is forgotten when it is closed', async () => {
    const previews = new Previews();
    await previews.start(query(sessionOver(rows(3))));
    previews.close('p');
    await expect(previews.page('p', 0, 1)).rejects.toThrow('Run it again');
  });
});

describe('a page', () => {
  it('cuts long texts and says which', async () => {
    const long = 'x'.repeat(maxCellText + 1);
    const page = columnar(
      [
        [1, 'short'],
        [2, long],
      ],
      40,
      2,
    );
    expect(page.columns[1]?.[1]).toHaveLength(maxCellText);
    expect(page.cut).toEqual([[41, 1]]);
  });

  it('has every column even when it has no rows', () => {
    expect(columnar([], 0, 3).columns).toEqual([[], [], []]);
  });
});
