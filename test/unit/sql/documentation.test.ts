import { readFileSync, readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { CLASSES } from '../../../src/dataframe/columns/classes.js';
import { Frame, Group } from '../../../src/dataframe/frame.js';
import { Model } from '../../../src/dataframe/model.js';
import { takeProblems } from '../../../src/dataframe/problems.js';
import * as firn from '../../../src/index.js';
import { compile } from '../../../src/sql/compile.js';
import { evaluate } from './evaluate.js';
import { operatorProgram } from '../types/operatorProgram.js';
import { errorsIn, virtualProgram } from '../types/virtualProgram.js';

const folder = new URL('../../../docs/frames/', import.meta.url);
const EXAMPLE = /```ts\n([\s\S]*?)```\n\n```sql\n([\s\S]*?)\n```/g;
/** Helpers that subclasses share; definition files cannot call them. */
const PROTECTED: ReadonlySet<string> = new Set([
  'part',
  'difference',
  'truncated',
  'sliced',
  'shifted',
  'shiftedType',
]);
const TABLES = ['CUSTOMER', 'EVENTS', 'LINEITEM', 'ORDERS', 'ORDER_RETURNS'] as const;

/** The page that is about projects with operators. */
const OPERATORS = 'operators.md';

interface Example {
  readonly operators: boolean;
  readonly title: string;
  readonly code: string;
  readonly sql: string;
}

const pages = readdirSync(folder).filter((file) => file !== 'README.md');
const examples = pages.flatMap((page): Example[] =>
  [...readFileSync(new URL(page, folder), 'utf8').matchAll(EXAMPLE)].map(([, code = '', sql = '']) => ({
    operators: page === OPERATORS,
    title: `${page}: ${/export const (\w+)/.exec(code)?.[1] ?? ''}`,
    code,
    sql,
  })),
);

function frameOf({ code, operators }: Example) {
  const names = Object.keys(firn).filter((name) => code.includes(name));
  return evaluate(
    `import { ${names.join(', ')} } from 'firn';\nimport { ${TABLES.join(', ')} } from './sources';\n${code}`,
    { operators },
  );
}

/** What definition files can call: exported functions, and the methods of frames, groups, models and columns. */
const DEFINERS: ReadonlySet<string> = new Set(['entity', 'featureView']);
const exported = Object.entries(firn).flatMap(([name, value]) =>
  typeof value === 'function' && !DEFINERS.has(name) ? [name] : [],
);
const classes = [Frame, Group, Model, ...Object.values(CLASSES)];
const methods = classes.flatMap((c) => methodsOf(c.prototype));

function methodsOf(prototype: object): string[] {
  const parent = Object.getPrototypeOf(prototype) as object | null;
  const own = Object.getOwnPropertyNames(prototype).filter(
    (name) => name !== 'constructor' && !PROTECTED.has(name),
  );
  return parent === null || parent === Object.prototype ? own : [...own, ...methodsOf(parent)];
}

describe('the documentation', () => {
  const text = pages.map((page) => readFileSync(new URL(page, folder), 'utf8')).join('\n');
  const shown = (name: string) => new RegExp(`(?:\\b|\\.)${name}\\(|\`${name}\\b`).test(text);

  it('shows every function', () => expect(exported.filter((name) => !shown(name))).toEqual([]));

  it('shows every method of frames, groups, models and columns', () =>
    expect([...new Set(methods)].filter((name) => !shown(name))).toEqual([]));
});

describe('examples of the documentation', () => {
  let errors: ReadonlyMap<string, readonly string[]>;
  beforeAll(async () => {
    const used = (code: string) => Object.keys(firn).filter((name) => new RegExp(`\\b${name}\\b`).test(code));
    const files = (withOperators: boolean) =>
      Object.fromEntries(
        examples.flatMap(({ code, operators }, i) => {
          const [library, sources] = operators
            ? ['firn', './sources.js']
            : ['../../../src/index.js', '../dataframe/sources.js'];
          const imports = `import { ${used(code).join(', ')} } from '${library}';\nimport type { Int } from '${library}';\nimport { ${TABLES.join(', ')} } from '${sources}';\n`;
          return operators === withOperators ? [[`example${i}.ts`, imports + code]] : [];
        }),
      );
    const plain = virtualProgram(files(false));
    const operator = await operatorProgram(files(true));
    errors = new Map(
      examples.map(({ title, operators }, i) => [
        title,
        errorsIn(operators ? operator : plain, `example${i}.ts`),
      ]),
    );
  }, 240_000);

  it('are on every page', () => {
    for (const page of pages)
      expect(examples.filter((e) => e.title.startsWith(page)).length).toBeGreaterThan(1);
  });

  it.each(examples)('$title has types', ({ title }) => expect(errors.get(title)).toEqual([]));

  it.each(examples)('$title compiles to the SQL under it', (example) => {
    takeProblems();
    const frame = frameOf(example);
    expect(takeProblems()).toEqual([]);
    expect(compile(frame, { resolveTable: (table) => `SHOP.TRAINING.${table}` }).sql).toBe(example.sql);
  });
});
