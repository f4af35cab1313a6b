import { readFileSync, readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { takeProblems } from '../../../src/dataframe/problems.js';
import * as firn from '../../../src/index.js';
import { compile } from '../../../src/sql/compile.js';
import { evaluate } from './evaluate.js';
import { errorsIn, virtualProgram } from '../types/virtualProgram.js';

const folder = new URL('../../../docs/frames/', import.meta.url);
const EXAMPLE = /```ts\n([\s\S]*?)```\n\n```sql\n([\s\S]*?)\n```/g;
const TABLES = ['CUSTOMER', 'EVENTS', 'LINEITEM', 'ORDERS', 'ORDER_RETURNS'] as const;

interface Example {
  readonly title: string;
  readonly code: string;
  readonly sql: string;
}

const pages = readdirSync(folder).filter((file) => file !== 'README.md');
const examples = pages.flatMap((page): Example[] =>
  [...readFileSync(new URL(page, folder), 'utf8').matchAll(EXAMPLE)].map(([, code = '', sql = '']) => ({
    title: `${page}: ${/export const (\w+)/.exec(code)?.[1] ?? ''}`,
    code,
    sql,
  })),
);

function frameOf(code: string) {
  const names = Object.keys(firn).filter((name) => code.includes(name));
  return evaluate(
    `import { ${names.join(', ')} } from 'firn';\nimport { ${TABLES.join(', ')} } from './sources';\n${code}`,
  );
}

describe('examples of the documentation', () => {
  let errors: ReadonlyMap<string, readonly string[]>;
  beforeAll(() => {
    const used = (code: string) => Object.keys(firn).filter((name) => new RegExp(`\\b${name}\\b`).test(code));
    const files = Object.fromEntries(
      examples.map(({ code }, i) => [
        `example${i}.ts`,
        `import { ${used(code).join(', ')} } from '../../../src/index.js';\nimport { ${TABLES.join(', ')} } from '../dataframe/sources.js';\n${code}`,
      ]),
    );
    const program = virtualProgram(files);
    errors = new Map(examples.map(({ title }, i) => [title, errorsIn(program, `example${i}.ts`)]));
  }, 120_000);

  it('are on every page', () => {
    for (const page of pages)
      expect(examples.filter((e) => e.title.startsWith(page)).length).toBeGreaterThan(1);
  });

  it.each(examples)('$title has types', ({ title }) => expect(errors.get(title)).toEqual([]));

  it.each(examples)('$title compiles to the SQL under it', ({ code, sql }) => {
    takeProblems();
    const frame = frameOf(code);
    expect(takeProblems()).toEqual([]);
    expect(compile(frame, { resolveTable: (table) => `SHOP.TRAINING.${table}` }).sql).toBe(sql);
  });
});
