/** SQL files of a project, and what may be done with queries in them and in template literals. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Project } from '../../../src/project/project.js';
import { SourceText } from '../../../src/project/text.js';
import { projectFolder, textAt } from './folder.js';
import type { ProjectFolder } from './folder.js';

const STYLE = { keywordCase: 'upper', indent: 2 } as const;

let folder: ProjectFolder;
let project: Project;
beforeAll(async () => {
  folder = await projectFolder();
  project = await folder.open();
});
afterAll(() => folder.remove());

describe('a SQL file', () => {
  it('has the problems of its queries at their places, and none of what is no query', async () => {
    const text = `-- a note
CREATE TABLE x (a INT);
SELECT O_CUSTOMER_KS FROM ORDERS;
select * from anywhere.else.t; select a from nowhere;

WITH c AS (SELECT ORDER_DATE + TRUE AS d FROM ORDERS) SELECT d FROM c;
SELECT 1 FORM ORDERS`;
    const file = await folder.write('queries/scratch.sql', text);
    const { diagnostics } = await project.evaluate();
    expect(
      diagnostics.filter((d) => d.span.file === file).map((d) => [d.code, d.severity, textAt(text, d.span)]),
    ).toEqual([
      ['unknown-column', 'error', 'O_CUSTOMER_KS'],
      ['sql-type-unknown', 'information', 'anywhere.else.t'],
      ['sql-type-unknown', 'information', 'nowhere'],
      ['type-mismatch', 'error', 'ORDER_DATE'],
      ['sql-syntax', 'error', 'ORDERS'],
    ]);
    await folder.write('queries/scratch.sql', 'SELECT O_CUSTOMER_SK FROM ORDERS');
    expect((await project.evaluate()).diagnostics).toEqual([]);
  });
});

/** The actions at `⇒`, carried out on the text without it. */
async function actionsAt(file: string, marked: string) {
  const at = marked.indexOf('⇒');
  const text = marked.replace('⇒', '');
  const source = new SourceText(folder.file(file), text);
  const actions = await project.sqlActions({ source, range: { start: at, end: at } }, STYLE);
  return actions.map(({ kind, fix, reason }) => {
    let result = text;
    for (const { span, newText } of [...(fix?.edits ?? [])].reverse())
      result =
        result.slice(0, source.offset(span.line, span.column)) +
        newText +
        result.slice(source.offset(span.endLine, span.endColumn));
    return { kind, reason, result: fix === null ? null : result };
  });
}

describe('the actions on a query', () => {
  it('move sub-queries of a statement of a file', async () => {
    const [, moved] = await actionsAt(
      'q.sql',
      'SELECT 1;\nSELECT⇒ a.STORE FROM (SELECT STORE FROM ORDERS WHERE STORE > 1) a;\n',
    );
    expect(moved).toEqual({
      kind: 'subqueries',
      reason: undefined,
      result:
        'SELECT 1;\nWITH ORDERS_FILTERED AS (\nSELECT STORE FROM ORDERS WHERE STORE > 1\n)\nSELECT a.STORE FROM ORDERS_FILTERED a;\n',
    });
  });

  it('format and move inside a template, with its frames and escapes kept', async () => {
    const text =
      "export const f = query`select a.STORE, '\\\\x' as b from (select STORE from ${ORDERS.filter((r) => r.STORE.eq('`'))} t⇒) a`;\n";
    const [format, moved] = await actionsAt('features/f.ts', text);
    expect(format?.result).toContain(
      "FROM\n    (\n      SELECT\n        STORE\n      FROM\n        ${ORDERS.filter((r) => r.STORE.eq('`'))} t\n    ) a\n`;",
    );
    expect(format?.result).toContain("query`\n  SELECT\n    a.STORE,\n    '\\\\x' AS b\n");
    expect(moved?.result).toContain(
      "query`WITH QUERY_SELECTED AS (\nselect STORE from ${ORDERS.filter((r) => r.STORE.eq('`'))} t\n)\nselect a.STORE, '\\\\x' as b from QUERY_SELECTED a`;",
    );
  });

  it('say why nothing can be moved, and are none outside of queries', async () => {
    const [, moved] = await actionsAt(
      'q.sql',
      'SELECT O_ORDER_ID, (SELECT⇒ MAX(PRICE) FROM LINEITEM WHERE LI_ORDER_ID = O_ORDER_ID) p FROM ORDERS',
    );
    expect(moved).toMatchObject({
      result: null,
      reason: expect.stringMatching(/columns of the query around/) as string,
    });
    expect(await actionsAt('q.sql', 'CREATE⇒ TABLE x (a INT)')).toEqual([]);
    expect(await actionsAt('features/f.ts', 'const⇒ a = query`SELECT 1`;')).toEqual([]);
  });

  it('leave a text of several lines in a template alone', async () => {
    const [format] = await actionsAt('features/f.ts', "  const a = query`select ⇒'a\n b' as x from t`;");
    expect(format).toMatchObject({ result: null, reason: expect.stringMatching(/several lines/) as string });
  });
});
