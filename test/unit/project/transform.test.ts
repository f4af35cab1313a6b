import { describe, expect, it } from 'vitest';
import { FileCallIds } from '../../../src/project/evaluation/callIds.js';
import { transform } from '../../../src/project/evaluation/transform.js';
import type { TransformedModule } from '../../../src/project/evaluation/transform.js';
import { SourceText } from '../../../src/project/text.js';
import type { Range } from '../../../src/project/text.js';

const parse = (text: string): TransformedModule =>
  transform(new SourceText('/p/a.ts', text), new FileCallIds(1));

/** Runs rewritten code with hooks that keep a protocol; gives what it exported and what the hooks saw. */
function run(text: string, modules: Record<string, Record<string, unknown>> = {}) {
  const { code, diagnostics } = parse(text);
  if (diagnostics.length > 0) throw new Error(diagnostics[0]?.message);
  const seen: string[] = [];
  const exported: Record<string, unknown> = {};
  const hooks = {
    name: (name: string, value: unknown) => (seen.push(`name ${name}`), value),
    enter: (id: number) => void seen.push(`enter ${id}`),
    leave: (id: number, value: unknown) => (seen.push(`leave ${id}`), value),
    callback: (id: number, names: string[], fn: unknown) => (seen.push(`callback ${id} ${names.join()}`), fn),
    tick: (id: number) => void seen.push(`tick ${id}`),
    load: (specifier: string) => modules[specifier] ?? {},
    export: (values: object) => void Object.assign(exported, values),
    exportAll: (values: object) => void Object.assign(exported, values),
  };
  new Function('__firn', code)(hooks);
  return { exported, seen };
}

const covered = ({ source }: TransformedModule, { start, end }: Range): string =>
  source.text.slice(start, end);

describe('calls', () => {
  it('of a chain are entered from the outside in and left from the inside out', () => {
    const { exported, seen } = run(
      `const a = { b() { return this; }, c: 1 };\nexport const x = a.b().b().c;`,
    );
    expect(exported).toEqual({ x: 1 });
    const outer = Number(seen[0]?.split(' ')[1]);
    expect(seen).toEqual([`enter ${outer}`, `enter ${outer + 1}`, `leave ${outer + 1}`, `leave ${outer}`]);
  });

  it('keep their this, their spread and their short circuits', () => {
    const { exported } = run(
      `const o = { k: 2, times(...n: number[]) { return n.map(i => i * this.k); }, no: undefined as undefined | { f(): { g(): number } } };\n` +
        `export const x = [o.times(...[1, 2]), o.no?.f().g(), (o.times)(3), o['times'](4)];`,
    );
    expect(exported).toEqual({ x: [[2, 4], undefined, [6], [8]] });
  });

  it('in every other place still work', () => {
    const { exported } = run(
      `const tag = (texts: TemplateStringsArray, n: number) => texts.join('?') + n;\n` +
        `class Base { constructor(readonly n: number) {} }\nclass More extends Base { constructor() { super(Number('4')); } }\n` +
        `enum Size { Small = 1, Big = Small + 1 }\n` +
        `function* numbers() { yield* [Math.abs(-1), Math.abs(-2)]; }\n` +
        'export const x = [tag`a${Math.abs(-3)}b`, new More().n, Size.Big, [...numbers()], (<number>Math.abs(-5)) as number];',
    );
    expect(exported).toEqual({ x: ['a?b3', 4, 2, [1, 2], 5] });
  });

  it('take functions as options, too', () => {
    const module = parse(
      `fv('X', { from: F, of: (e) => [sum(e.AMOUNT)], at(e) { return e; }, get g() { return 1; } });\nexport {};`,
    );
    const [callback, ...more] = [...module.places.callbacks.values()];
    expect(more).toEqual([]);
    expect(callback?.parameters).toEqual(['e']);
    expect(callback?.accesses.map(({ column }) => column)).toEqual(['AMOUNT']);
    const { exported } = run(
      `const call = (o: { f: (n: number) => number; m(n: number): number }) => [o.f(1), o.m(2)];\n` +
        `export const x = call({ f: (n) => n * 2, m(n) { return n * 3; } });`,
    );
    expect(exported).toEqual({ x: [2, 6] });
  });

  it('have the places of their method, of the whole and of their literals', () => {
    const module = parse(
      `const p = LINES\n  .leftJoin(X, 'K')\n  .agg({ keys: ['A', "B"], desc: \`d\` } as const);\nexport { p };`,
    );
    const [agg, join] = [...module.places.calls.values()];
    expect([covered(module, agg!.name), covered(module, join!.name)]).toEqual(['agg', 'leftJoin']);
    expect(covered(module, join!.whole)).toBe(`LINES\n  .leftJoin(X, 'K')`);
    expect(join?.arguments.map((it) => it.text)).toEqual([undefined, 'K']);
    const options = agg?.arguments[0]?.properties;
    expect(options?.get('keys')?.value.elements?.map((it) => it.text)).toEqual(['A', 'B']);
    expect(options?.get('desc')?.value.text).toBe('d');
    expect(covered(module, options!.get('keys')!.key)).toBe('keys');
  });
});

describe('consts', () => {
  it('whose value may be a frame are named', () => {
    const { seen } = run(
      `const f = () => 1, perOrder = f() as number, n = 5;\nlet later = f();\nexport { perOrder, n, later };`,
    );
    expect(seen.filter((it) => it.startsWith('name'))).toEqual(['name perOrder']);
  });
});

describe('callbacks', () => {
  const module = parse(
    `A.join(B, (li, ret) => li.X.eq(ret['Y'])).select(({ P, Q: q }) => ({ OUT: P, TWO: q })).map((r) => { const { Z } = r; return B.some((s) => s.W.eq(r.V)); });`,
  );
  const callbacks = [...module.places.callbacks.values()];
  const byParameters = (...names: string[]) => callbacks.find((it) => it.parameters.join() === names.join());
  const reads = (...names: string[]) =>
    byParameters(...names)?.accesses.map((it) => [it.parameter, it.column, covered(module, it)]);

  it('know their parameters and the columns that they read', () => {
    expect(reads('li', 'ret')).toEqual([
      ['li', 'X', 'X'],
      ['ret', 'Y', 'Y'],
    ]);
  });

  it('may take their row apart', () => {
    expect(reads('')).toEqual([
      ['', 'P', 'P'],
      ['', 'Q', 'Q'],
    ]);
    expect([...byParameters('')!.keys.keys()]).toEqual(['OUT', 'TWO']);
  });

  it('inside callbacks see the rows of both', () => {
    expect(reads('r')).toEqual([
      ['r', 'Z', 'Z'],
      ['r', 'V', 'V'],
    ]);
    expect(reads('s')).toEqual([['s', 'W', 'W']]);
  });
});

describe('modules', () => {
  it('import names, defaults and everything, first of all', () => {
    const { exported } = run(
      `export const x = [a, renamed, d, ns.a];\nimport d, { a, b as renamed, type T } from './m';\nimport * as ns from './m';\nexport type U = T;`,
      { './m': { a: 1, b: 2, default: 3 } },
    );
    expect(exported).toEqual({ x: [1, 2, 3, 1] });
  });

  it('leave out imports that are types alone', () => {
    const { imports } = parse(
      `import type { A } from './a';\nimport { B } from './b';\nimport { type C } from './c';\nexport const x = (b: B | A | C) => b;`,
    );
    expect(imports).toEqual([]);
  });

  it('export declarations, lists, defaults and other files', () => {
    const { exported } = run(
      `export const a = 1, { b, ...rest } = { b: 2, c: 3 };\nexport function f() { return 4; }\nexport class K {}\nexport enum E { One }\nexport interface I {}\n` +
        `const own = 5;\nexport { own as other };\nexport default own + 1;\nexport { z as zed } from './m';\nexport * from './n';\nexport * as all from './n';`,
      { './m': { z: 7 }, './n': { n: 8 } },
    );
    expect(exported).toMatchObject({
      a: 1,
      b: 2,
      rest: { c: 3 },
      other: 5,
      default: 6,
      zed: 7,
      n: 8,
      all: { n: 8 },
    });
    expect(Object.keys(exported).sort().join()).toBe('E,K,a,all,b,default,f,n,other,rest,zed');
  });

  it('export a definition before what follows it can fail', () => {
    const { code } = parse(`export const a = 1;\nthrow 1;\nexport const b = 2;`);
    expect(code.indexOf('"a": a')).toBeLessThan(code.indexOf('throw 1'));
  });

  it('know the statement of every export', () => {
    const module = parse(`export const a: number = f({\n});\nexport default a;`);
    const place = module.places.exports.get('a');
    expect([covered(module, place!.statement), covered(module, place!.name)]).toEqual([
      'export const a: number = f({\n});',
      'a',
    ]);
  });
});

describe('loops', () => {
  it('tick at every turn, with and without braces', () => {
    const { seen, exported } = run(
      `let n = 0;\nfor (const i of [1, 2]) n += i;\nwhile (n < 5) { n++; }\ndo n++; while (n < 7);\nexport { n };`,
    );
    expect(exported).toEqual({ n: 7 });
    expect(seen.map((it) => it.split(' ')[0])).toEqual(['tick', 'tick', 'tick', 'tick', 'tick', 'tick']);
  });
});

describe('a file', () => {
  it('that cannot be parsed has its errors and no code', () => {
    const { code, diagnostics } = parse('const x = (1;\n');
    expect(code).toBe('');
    expect(diagnostics[0]).toMatchObject({ code: 'syntax-error', span: { file: '/p/a.ts', line: 1 } });
  });

  it.each([
    ['await f();', 'top-level-await'],
    ['for await (const x of y) {}', 'top-level-await'],
    ['import("fs");', 'import-refused'],
    ['import fs = require("fs");', 'import-refused'],
    ['f(import.meta.url);', 'import-refused'],
    ['eval("1");', 'code-from-text'],
    ['new Function("1");', 'code-from-text'],
  ])('may not: %s', (text, code) => {
    expect(parse(text).diagnostics.map((it) => it.code)).toEqual([code]);
  });

  it('may wait inside a function', () => {
    expect(parse('export const f = async () => { await g(); };').diagnostics).toEqual([]);
  });
});
