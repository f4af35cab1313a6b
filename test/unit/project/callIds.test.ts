import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import { CallIds } from '../../../src/project/evaluation/callIds.js';

const parse = (text: string) => parseSync('/p/a.ts', text, { lang: 'ts', sourceType: 'module' }).program;

describe('numbers of calls', () => {
  it('stay those of a statement while others are written, moved and removed', () => {
    const ids = new CallIds().of('/p/a.ts');
    const [a, b] = ids.blocks(parse('const a = f();\nexport const b = g();'));
    expect(ids.blocks(parse('export const b = g();\nconst c = h(i());\nconst a = f();'))).toEqual([
      b,
      expect.any(Number),
      a,
    ]);
  });

  it('are another block for each statement, whatever their names', () => {
    const ids = new CallIds().of('/p/a.ts');
    const blocks = ids.blocks(parse('f();\nf();\nconst a = 1;\n{ const a = f(); }\nconst [b] = f();\nf();'));
    expect(new Set(blocks).size).toBe(6);
  });

  it('have room for all calls of a statement, also when it grows', () => {
    const ids = new CallIds().of('/p/a.ts');
    const text = (calls: number) => `const a = [${'f(),'.repeat(calls)}];\nconst b = g();`;
    for (const calls of [1, 3000, 10]) {
      const [a = 0, b = 0] = ids.blocks(parse(text(calls)));
      expect(Math.abs(b - a)).toBeGreaterThan(a < b ? calls : 0);
    }
  });

  it('tell their file, also when more names have been written than there are numbers', () => {
    const all = new CallIds();
    const [first, second] = [all.of('/p/a.ts'), all.of('/p/b.ts')];
    for (let i = 0; i < 70_000; i++) {
      const body = [
        {
          type: 'VariableDeclaration',
          start: 0,
          end: 9,
          declarations: [{ id: { type: 'Identifier', name: `a${i}` } }],
        },
      ] as never;
      for (const id of first.blocks({ body }))
        if (all.fileOf(id) !== '/p/a.ts') throw new Error(`${i}: ${id}`);
    }
    expect(all.fileOf(second.blocks(parse('f();'))[0] ?? -1)).toBe('/p/b.ts');
  });
});
