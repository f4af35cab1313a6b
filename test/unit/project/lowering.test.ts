import { describe, expect, it } from 'vitest';
import * as trace from '../../../src/dataframe/trace.js';
import { operatorHooks } from '../../../src/project/evaluation/operatorHooks.js';
import { FileCallIds } from '../../../src/project/evaluation/callIds.js';
import { transform } from '../../../src/project/evaluation/transform.js';
import { SourceText } from '../../../src/project/text.js';
import { RandomScripts } from './randomScripts.js';

/** Runs a file, its operators lowered or as they are written; gives what it exports. */
function run(text: string, operators: boolean): Record<string, unknown> {
  const { code, diagnostics } = transform(new SourceText('/p/a.ts', text), new FileCallIds(1), { operators });
  if (diagnostics.length > 0) throw new Error(`${diagnostics[0]?.message}\n${text}`);
  const exported: Record<string, unknown> = {};
  let ticks = 0;
  const hooks = {
    ...trace,
    ...operatorHooks(trace.enter),
    tick: () => {
      if (++ticks > 1000) throw new Error('endless');
    },
    export: (values: object) => void Object.assign(exported, values),
  };
  trace.reset();
  new Function('__firn', code)(hooks);
  return exported;
}

/** The script in a file that notes what is looked at, and in which order. */
const framed = (script: string) => `
const notes: string[] = [];
const show = (value: any): string => {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[' + value.map(show).join() + ']' : 'object';
  return Object.is(value, -0) ? '-0' : typeof value + ':' + String(value);
};
const see = (...values: any[]) => { notes.push('see ' + show(values[0])); return values[0]; };
const key = (name: string) => ({ toString() { notes.push('key ' + name); return name; } }) as any;
const thing = (n: number): any => ({ valueOf() { notes.push('value'); return n; }, toString() { notes.push('text'); return 't' + n; } });
const o: any = { get p() { notes.push('get'); return this.hidden; }, set p(value) { notes.push('set ' + show(value)); this.hidden = value; }, hidden: 4, q: '5' };
function* body(a: any, b: any, c: any, d: any, e: any, f: any): any {
${script}
}
const scripts = body(3, 'x', null, undefined, thing(2), true);
try {
  let input: any = 6;
  for (let n = 0; n < 20; n += 1) {
    const step = scripts.next(input);
    notes.push((step.done === true ? 'result ' : 'yield ') + show(step.value));
    if (step.done) break;
    input = step.value;
  }
} catch (error) { notes.push('thrown ' + String(error)); }
export { notes };
`;

describe('operators of values that are no columns', () => {
  const first = Number(process.env.FIRN_LOWERING_SEED ?? 1);
  const seeds = Number(process.env.FIRN_LOWERING_SEEDS ?? 300);

  it(`do what they do without the rewriting (seeds ${first} to ${first + seeds - 1})`, () => {
    let results = 0;
    for (let seed = first; seed < first + seeds; seed++) {
      const text = framed(new RandomScripts(seed).script());
      const expected = run(text, false).notes as string[];
      const got = run(text, true).notes as string[];
      expect(got, `seed ${seed}\n${text}`).toEqual(expected);
      if (expected.at(-1)?.startsWith('result')) results++;
    }
    // Errors are compared, too, but most scripts should come to their end.
    expect(results).toBeGreaterThan(seeds / 4);
  }, 120_000);
});
