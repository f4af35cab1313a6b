import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluateText, sqlOf } from './evaluateText.js';
import { pairs } from './operatorPairs.js';
import { RandomPairs } from './randomPairs.js';

/** Both forms give frames without problems; their SQL. */
function both(methods: string, operators: string) {
  const forms = [
    evaluateText(methods, { operators: false }),
    evaluateText(methods, { operators: true }),
    evaluateText(operators, { operators: true }),
  ];
  for (const { problems } of forms)
    expect(
      problems.filter(({ severity }) => severity === 'error'),
      `${methods}\n${operators}`,
    ).toEqual([]);
  const [method, lowered, operator] = forms.map(sqlOf);
  expect(Object.keys(method ?? {}).length).toBeGreaterThan(0);
  return { method, lowered, operator };
}

describe('operators and methods give the same SQL', () => {
  it.each(Object.entries(pairs))('%s', (_name, [methods, operators]) => {
    const { method, lowered, operator } = both(methods, operators);
    expect(operator).toEqual(method);
    expect(lowered).toEqual(method);
  });

  it('for the feature views of the sample', () => {
    const file = new URL('../../../examples/customer-segmentation/features/preprocess.ts', import.meta.url);
    const methods = readFileSync(file, 'utf8')
      .replace(/^import [^]*?;\n/gm, '')
      .replaceAll('[customer]', '[entity("CUSTOMER", { joinKeys: ["O_CUSTOMER_SK"] })]');
    const operators = methods
      .replaceAll(
        /(\w+\.\w+)\.eq\((\w+\.\w+)\)\.and\((\w+\.\w+)\.eq\((\w+\.\w+)\)\)/g,
        '$1 === $2 && $3 === $4',
      )
      .replaceAll(/(\w+\.\w+)\.eq\((\w+\.\w+)\)/g, '$1 === $2')
      .replaceAll(/(\w+\.\w+)\.fillNull\(0\)\.mul\((\w+\.\w+)\.fillNull\(0\)\)/g, '($1 ?? 0) * ($2 ?? 0)')
      .replaceAll(/(\w+\.\w+)\.fillNull\(((?:[^()]|\(.*?\))*)\)/g, '($1 ?? $2)');
    expect(operators).not.toMatch(/\.(eq|and|mul|fillNull)\(/);
    const { method, operator } = both(methods, operators);
    expect(Object.keys(method ?? {})).toEqual(['preprocessV1', 'preprocessV2']);
    expect(operator).toEqual(method);
  });

  const first = Number(process.env.FIRN_PAIRS_SEED ?? 1);
  const seeds = Number(process.env.FIRN_PAIRS_SEEDS ?? 150);

  it(`for random expressions (seeds ${first} to ${first + seeds - 1})`, () => {
    for (let seed = first; seed < first + seeds; seed++) {
      const { methods, operators } = new RandomPairs(seed).definition();
      const { method, operator } = both(methods, operators);
      expect(operator, `seed ${seed}\n${methods}\n${operators}`).toEqual(method);
    }
  }, 120_000);
});
