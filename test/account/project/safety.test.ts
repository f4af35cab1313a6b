import { unlink } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnostic, Evaluation } from '../../../src/project/model.js';
import type { Project } from '../../../src/project/project.js';
import { projectFolder, textAt } from './folder.js';
import type { ProjectFolder } from './folder.js';

let folder: ProjectFolder;
let project: Project;

beforeEach(async () => {
  folder = await projectFolder();
  await folder.write('features/good.ts', GOOD);
  project = await folder.open();
});
afterEach(() => folder.remove());

const GOOD = `import { count, entity, featureView } from 'firn';
import { ORDERS } from '../firn/sources';

export const customer = entity('CUSTOMER', { joinKeys: ['O_CUSTOMER_SK'] });
export const orders = featureView('ORDERS_OF', {
  version: 'V_1',
  entities: [customer],
  from: ORDERS.groupBy('O_CUSTOMER_SK').agg(() => ({ N: count() })),
});
`;

/** Evaluates with one more file; the good file's definitions must be there whatever that file does. */
async function withFile(text: string): Promise<{ errors: readonly Diagnostic[]; evaluation: Evaluation }> {
  await folder.write('features/bad.ts', text);
  const evaluation = await project.evaluate();
  const good = evaluation.definitions.find((it) => it.name === 'ORDERS_OF');
  expect(good?.kind === 'featureView' && good.query?.sql).toContain('COUNT(*) AS N');
  const errors = evaluation.diagnostics.filter((it) => it.severity === 'error');
  for (const { span } of errors) expect(span.file).toBe(folder.file('features/bad.ts'));
  return { errors, evaluation };
}

describe('a file that', () => {
  it('throws gets the error at its line and column', async () => {
    const text = `interface Unused { readonly a: number }\n\nfunction fail(what: string): never {\n  throw new Error(\`no \${what}\`);\n}\n\nfail('luck');\n`;
    const { errors } = await withFile(text);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ code: 'definition-throws', message: 'Error: no luck' });
    expect(errors[0]?.span).toMatchObject({ line: 4 });
    expect(textAt(text, errors[0]!.span)).toMatch(/^(new|Error|throw)$/);
  });

  it('throws after a definition keeps that definition', async () => {
    const { evaluation } = await withFile(
      `import { entity } from 'firn';\nexport const store = entity('STORE', { joinKeys: ['STORE'] });\nthrow 'enough';\n`,
    );
    expect(evaluation.definitions.map((it) => it.name)).toContain('STORE');
    expect(evaluation.diagnostics.map((it) => it.message)).toContain('It threw "enough".');
  });

  it('misuses the library gets the error at that call', async () => {
    const text = `import { table } from 'firn';\nconst rows: unknown = table('ORDERS');\n(rows as { nope(): void }).nope();\n`;
    const { errors } = await withFile(text);
    expect(errors[0]).toMatchObject({ code: 'definition-throws', span: { line: 3 } });
  });

  it('loops for ever gets an error at the loop', async () => {
    const text = `let turns = 0;\nexport function spin(): void {\n  for (;;) turns++;\n}\nspin();\n`;
    const { errors } = await withFile(text);
    expect(errors.map((it) => it.code)).toEqual(['evaluation-timeout']);
    expect(errors[0]?.span.line).toBe(3);
    expect(textAt(text, errors[0]!.span)).toBe('for');
  });

  it('hangs without a loop is found and set aside until it changes', async () => {
    const hang = `export const slow = /^(a+)+$/.test('a'.repeat(60) + 'b');\n`;
    const { errors } = await withFile(hang);
    expect(errors.map((it) => [it.code, it.span.line])).toEqual([['evaluation-timeout', 1]]);
    expect((await withFile(hang)).errors.map((it) => it.code)).toEqual(['evaluation-timeout']);
    expect((await withFile(`export const fast = 1;\n`)).errors).toEqual([]);
  });

  it('allocates for ever is found and set aside until it changes', async () => {
    const bomb = `const kept: number[][] = [];\nfunction more(): void {\n  kept.push(new Array<number>(1e6).fill(7));\n}\nfor (;;) more();\n`;
    const { errors } = await withFile(bomb);
    expect(errors).toHaveLength(1);
    expect(['evaluation-memory', 'evaluation-timeout']).toContain(errors[0]?.code);
    expect((await withFile('export {};\n')).errors).toEqual([]);
  });

  it('recurses without end gets an error, not a crash', async () => {
    const { errors } = await withFile(`const deeper = (n: number): number => deeper(n) + 1;\ndeeper(1);\n`);
    expect(errors[0]).toMatchObject({ code: 'definition-throws', span: { line: 1 } });
    expect(errors[0]?.message).toContain('calls itself without end');
  });

  it.each([
    [`import { readFileSync } from 'fs';\nexport const x = readFileSync('/etc/passwd');\n`, "'fs'"],
    [`import * as fs from 'node:fs';\nexport const x = fs;\n`, "'node:fs'"],
    [`import { readFileSync } from 'fs';\nexport const x = 1;\n`, "'fs'"],
    [`import lodash from 'lodash';\nexport const x = lodash;\n`, "'lodash'"],
    [`export * from '../../outside';\n`, "'../../outside'"],
    [`export const x = await import('fs');\n`, "import('fs')"],
    [`declare const require: (name: string) => unknown;\nexport const x = require('fs');\n`, "require('fs')"],
  ])('imports what it may not is refused at the import: %s', async (text, place) => {
    const { errors } = await withFile(text);
    const refusal = errors.find((it) => it.code === 'import-refused');
    expect(textAt(text, refusal!.span)).toBe(place);
  });

  it('imports a missing file is told which one was meant', async () => {
    await folder.write('features/helpers.ts', 'export const one = 1;\n');
    const text = `import { one } from './helprs';\nexport const x = one;\n`;
    const { errors } = await withFile(text);
    expect(errors.map((it) => [it.code, textAt(text, it.span)])).toEqual([['missing-import', "'./helprs'"]]);
    expect(errors[0]?.fix?.edits[0]?.newText).toBe('./helpers');
    expect(textAt(text, errors[0]!.fix!.edits[0]!.span)).toBe('./helprs');
  });

  it('imports a missing name is told which one was meant', async () => {
    const text = `import { ORDRES } from '../firn/sources';\nimport { summ } from 'firn';\nexport const x = [ORDRES, summ];\n`;
    const { errors } = await withFile(text);
    expect(errors.map((it) => [it.code, textAt(text, it.span)])).toEqual([
      ['missing-export', 'ORDRES'],
      ['missing-export', 'summ'],
    ]);
    expect(errors[0]?.message).toContain('Did you mean `ORDERS`?');
    expect(errors[1]?.message).toContain('Did you mean `sum`?');
  });

  it('imports in a circle is told so', async () => {
    await folder.write('lib/a.ts', `import { b } from './b';\nexport const a = 1;\nexport const c = b;\n`);
    await folder.write('lib/b.ts', `import { a } from './a';\nexport const b = a;\n`);
    await folder.write('features/bad.ts', `import { c } from '../lib/a';\nexport const x = c;\n`);
    const { diagnostics, definitions } = await project.evaluate();
    expect(diagnostics.filter((it) => it.code === 'import-cycle').map((it) => it.span.line)).toEqual([1, 1]);
    expect(definitions.map((it) => it.name)).toContain('ORDERS_OF');
  });

  it('has a syntax error gets it at its place', async () => {
    const text = `export const x = ;\n`;
    const { errors } = await withFile(text);
    expect(errors.map((it) => [it.code, it.span.line, it.span.column])).toEqual([['syntax-error', 1, 18]]);
  });

  it('waits at the top level is refused', async () => {
    const { errors } = await withFile(`export const x = await Promise.resolve(1);\n`);
    expect(errors.map((it) => it.code)).toEqual(['top-level-await']);
  });
});

describe('a file cannot', () => {
  const attempts: readonly [what: string, code: string, message: string][] = [
    ['see the process', `export const x = process.env;`, 'process is not defined'],
    ['see the network', `export const x = fetch('http://localhost');`, 'fetch is not defined'],
    ['set timers', `setTimeout(() => {}, 0);`, 'setTimeout is not defined'],
    ['read the clock', `export const x = Date.now();`, 'same SQL whenever'],
    ['make today’s date', `export const x = new Date();`, 'same SQL whenever'],
    ['throw dice', `export const x = Math.random();`, 'same SQL whenever'],
    [
      'make a function of text',
      `export const x = (() => {}).constructor('return process')();`,
      'made of text',
    ],
    ['change what arrays do', `Array.prototype.map = () => [];`, 'read only'],
    ['take a global away', `(globalThis as { Map?: unknown }).Map = undefined;`, 'read only'],
    ['leave a global behind', `(globalThis as { left?: number }).left = 1;`, 'not extensible'],
    [
      'change how loops walk',
      `Object.getPrototypeOf([].values()).next = () => ({ done: true });`,
      'read only',
    ],
    ['change what objects are', `(Object.prototype as { x?: number }).x = 1;`, 'not extensible'],
  ];

  it.each(attempts)('%s', async (_, code, message) => {
    const { errors } = await withFile(code);
    expect(errors.map((it) => it.code)).toEqual(['definition-throws']);
    expect(errors[0]?.message).toContain(message);
  });

  it('reach the process through the constructor of a generator, of async code or of the library', async () => {
    const { errors } = await withFile(
      `import { entity } from 'firn';\nconst makers = [function* () {}, async () => {}, entity];\n` +
        `export const found = makers.map((fn) => {\n  try {\n    return (fn.constructor as (text: string) => () => unknown)('return globalThis')();\n  } catch {\n    return null;\n  }\n});\nif (found.some((it) => it !== null)) throw new Error('reached');\n`,
    );
    expect(errors).toEqual([]);
  });
});

describe('the files around a broken one', () => {
  it('use what it exported before it broke, and say so where they need more', async () => {
    await folder.write(
      'lib/half.ts',
      `export const early = 1;\nthrow new Error('half-way');\nexport const late = 2;\n`,
    );
    await folder.write('features/a.ts', `import { early } from '../lib/half';\nexport const x = early;\n`);
    const needy = `import { late } from '../lib/half';\nexport const y = late;\n`;
    await folder.write('features/b.ts', needy);
    const { diagnostics } = await project.evaluate();
    expect(diagnostics.map((it) => [it.code, it.span.file, textAt(needy, it.span)])).toEqual([
      ['import-failed', folder.file('features/b.ts'), "'../lib/half'"],
      ['definition-throws', folder.file('lib/half.ts'), expect.anything()],
    ]);
  });

  it('run again when it is repaired, and lose it when it is deleted', async () => {
    await folder.write(
      'lib/half.ts',
      `export const early: number = missing;\ndeclare const missing: number;\n`,
    );
    await folder.write('features/a.ts', `import { early } from '../lib/half';\nexport const x = early;\n`);
    expect((await project.evaluate()).diagnostics.map((it) => it.code)).toContain('import-failed');
    await folder.write('lib/half.ts', `export const early = 1;\n`);
    expect((await project.evaluate()).diagnostics).toEqual([]);
    await unlink(folder.file('lib/half.ts'));
    expect((await project.evaluate()).diagnostics.map((it) => it.code)).toEqual(['missing-import']);
  });
});

it('what a file prints is shown at the call that printed it', async () => {
  const text = `console.log('hello', { a: 1 });\n`;
  const { evaluation } = await withFile(text);
  expect(
    evaluation.diagnostics.map((it) => [it.code, it.severity, it.message, textAt(text, it.span)]),
  ).toEqual([['printed', 'information', 'hello {"a":1}', 'log']]);
});

it('without a catalog snapshot one diagnostic says how to get it', async () => {
  await unlink(folder.file('firn/catalog.json'));
  const { diagnostics } = await project.evaluate();
  expect(diagnostics.map((it) => it.code)).toEqual(['catalog-missing']);
  await folder.write('firn/catalog.json', '{ "version": 1, "tables": ');
  expect((await project.evaluate()).diagnostics.map((it) => it.code)).toEqual(['catalog-invalid']);
});
