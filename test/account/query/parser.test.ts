/** The parser's worker: it is replaced after a long statement, and nothing is lost. */
import { afterEach, describe, expect, it } from 'vitest';
import { distFile } from '../../../src/session/distribution.js';
import { Parser } from '../../../src/sql/read/parser.js';
import type { Statement } from '../../../src/sql/read/syntax/tree.js';

let parser: Parser | undefined;
afterEach(() => parser?.stop());

const short = (n: number): string => `SELECT A${n} FROM T`;
const long = (n: number): string => `SELECT ${'A + '.repeat(200)}${n} FROM T`;

function label(statement: Statement): string {
  if (statement.kind !== 'query' || statement.query.body.kind !== 'select') return statement.kind;
  return statement.query.body.items[0]?.label ?? '';
}

async function labels(texts: readonly string[]): Promise<string[]> {
  const statements = await Promise.all(texts.map((text) => parser!.parse(text)));
  return statements.map(label);
}

describe('the parser', () => {
  it('answers what was asked beside and after a statement that its worker is replaced for', async () => {
    parser = new Parser(distFile('reader.cjs'), 500);
    const texts = Array.from({ length: 6 }, (_, n) => (n % 3 === 0 ? long(n) : short(n)));
    const expected = texts.map((text, n) =>
      n % 3 === 0 ? text.slice('SELECT '.length, -' FROM T'.length) : `A${n}`,
    );
    expect(await labels(texts)).toEqual(expected);
    expect(await labels([short(100)])).toEqual(['A100']);
  });

  it('refuses what is asked while it stops, and not the answers before', async () => {
    parser = new Parser(distFile('reader.cjs'), 500);
    expect(await labels([long(1)])).toHaveLength(1);
    const open = parser.parse(short(1));
    await parser.stop();
    await expect(open).rejects.toThrow('closing');
  });
});
