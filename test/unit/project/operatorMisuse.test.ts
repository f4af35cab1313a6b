import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/dataframe/frame.js';
import { frameProblems } from '../../../src/project/checks/frameProblems.js';
import { Locator } from '../../../src/project/checks/locate.js';
import { compile } from '../../../src/sql/compile.js';
import { evaluateText } from '../sql/evaluateText.js';
import type { Evaluated } from '../sql/evaluateText.js';

/** What is found in a definition: the rule, the text under it, and what its fix makes of that text. */
function found({ problems, module }: Evaluated) {
  const { source } = module;
  const graph = new Map([
    [
      source.file,
      {
        transformed: module,
        imports: new Map<string, string>(),
        usesLibrary: [],
        queries: [],
        diagnostics: [],
      },
    ],
  ]);
  const locator = new Locator(graph, () => source.file);
  return problems
    .flatMap((problem) => frameProblems(problem, source.file, locator))
    .map(({ code, span, fix }) => {
      const text = source.text.slice(
        source.offset(span.line, span.column),
        source.offset(span.endLine, span.endColumn),
      );
      return fix ? [code, text, fix.edits[0]?.newText] : [code, text];
    });
}

const inSelect = (value: string) =>
  `export const f = EVENTS.crossJoin(ORDERS).select((r) => ({ X: ${value} }));`;
const inBody = (body: string) => `export const f = ORDERS.select((r) => { ${body} return { X: r.STORE }; });`;
const misuse = (code: string) => found(evaluateText(code, { operators: true }));

describe('the misuse of operators is found at its place', () => {
  it.each<[value: string, ...expected: (readonly string[])[]]>([
    ['r.STORE == 1', ['loose-equality', 'r.STORE == 1', 'r.STORE === 1']],
    [
      'r.STORE /* == */ != r.TRIP_TYPE',
      ['loose-equality', 'r.STORE /* == */ != r.TRIP_TYPE', 'r.STORE !== r.TRIP_TYPE'],
    ],
    ['r.STORE === null', ['null-comparison', 'r.STORE === null', 'r.STORE.isNull()']],
    ['null !== r.STORE', ['null-comparison', 'null !== r.STORE', 'r.STORE.notNull()']],
    ['r.STORE == null', ['null-comparison', 'r.STORE == null', 'r.STORE.isNull()']],
    ['r.STORE === undefined', ['null-comparison', 'r.STORE === undefined', 'r.STORE.isNull()']],
    ['r.STORE * 2 !== null', ['null-comparison', 'r.STORE * 2 !== null', '(r.STORE * 2).notNull()']],
    ['1 < r.STORE < 5', ['chained-comparison', '1 < r.STORE < 5', '1 < r.STORE && r.STORE < 5']],
    [
      'r.ORDER_DATE - r.ORDER_DATE',
      ['date-arithmetic', 'r.ORDER_DATE - r.ORDER_DATE', 'r.ORDER_DATE.daysBetween(r.ORDER_DATE)'],
    ],
    ['r.AT - r.AT', ['date-arithmetic', 'r.AT - r.AT']],
    ['r.ORDER_DATE + 1', ['date-arithmetic', 'r.ORDER_DATE + 1']],
    ['r.AT + days(1)', ['date-arithmetic', 'r.AT + days(1)']],
    ['-r.ORDER_DATE', ['type-mismatch', '-r.ORDER_DATE']],
    ['r.KIND + r.STORE', ['mixed-addition', 'r.KIND + r.STORE']],
    ["r.STORE + 'x'", ['mixed-addition', "r.STORE + 'x'"]],
    ['r.OK + 1', ['mixed-addition', 'r.OK + 1']],
    ['(r.STORE + 1) * r.KIND', ['type-mismatch', '(r.STORE + 1) * r.KIND']],
    ['r.STORE === r.KIND', ['type-mismatch', 'r.STORE === r.KIND']],
    ['r.AT < r.SEEN', ['ntz-ltz-comparison', 'r.AT < r.SEEN']],
    ["r.PAYLOAD === 'x'", ['type-mismatch', "r.PAYLOAD === 'x'"]],
    ["r.ORDER_DATE >= 'soon'", ['invalid-argument', "r.ORDER_DATE >= 'soon'"]],
    ['r.STORE && r.OK', ['type-mismatch', 'r.STORE && r.OK']],
    ['r.OK || 5', ['column-as-condition', 'r.OK || 5']],
    ['r.STORE ? 1 : 2', ['type-mismatch', 'r.STORE ? 1 : 2']],
    ["r.OK ? r.STORE : 'x'", ['type-mismatch', "r.OK ? r.STORE : 'x'"]],
    ["r.STORE ?? 'none'", ['type-mismatch', "r.STORE ?? 'none'"]],
    ['!r.STORE', ['type-mismatch', '!r.STORE']],
    ['!!r.OK', ['column-as-condition', '!!r.OK', 'r.OK']],
    ['+r.KIND', ['operator-misuse', '+r.KIND']],
    ['~r.STORE', ['operator-misuse', '~r.STORE']],
    ['r.STORE & 1', ['operator-misuse', 'r.STORE & 1']],
    ["'x' in r.PAYLOAD", ['operator-misuse', "'x' in r.PAYLOAD"]],
    ['(r.KIND as any).length > 3', ['operator-misuse', '(r.KIND as any).length > 3']],
    ['`${r.KIND.length}!`', ['operator-misuse', '`${r.KIND.length}!`']],
  ])('%s', (value, ...expected) => expect(misuse(inSelect(value))).toEqual(expected));

  it.each<[body: string, ...expected: (readonly string[])[]]>([
    ['if (r.STORE > 1) return { X: r.STORE };', ['column-as-condition', 'r.STORE > 1']],
    ['while (r.STORE > 1) { break; }', ['column-as-condition', 'r.STORE > 1']],
    ['do {} while (r.STORE > 1);', ['column-as-condition', 'r.STORE > 1']],
    ['for (; r.STORE > 1; ) {}', ['column-as-condition', 'r.STORE > 1']],
    ['switch (r.STORE) { case 1: }', ['column-as-condition', 'r.STORE']],
    ['switch (1) { case r.STORE: }', ['column-as-condition', 'r.STORE']],
    ['r.STORE > 1 && console.log();', ['column-as-condition', 'r.STORE > 1']],
    ['r.STORE > 1 ? console.log() : 0;', ['column-as-condition', 'r.STORE > 1']],
    ['let n: any = r.STORE; n++;', ['operator-misuse', 'n++']],
    ["typeof r.STORE === 'number';", ['typeof-column', 'typeof r.STORE']],
    ['(async () => { await r.STORE; })();', ['operator-misuse', 'await r.STORE']],
  ])('%s', (body, ...expected) => expect(misuse(inBody(body))).toEqual(expected));

  it('and not where JavaScript is meant', () => {
    const code = `
      const plus = (a: any, b?: any) => (b === undefined ? a : a + b);
      const options: { bonus?: any } = {};
      let n = 0; n++;
      if (n == 1 && options.bonus === undefined && !options.bonus) n += 1;
      for (const x of [1, 2]) switch (x) { case n: break; default: n ||= 5; }
      export const f = ORDERS.select((r) => ({ X: plus(r.STORE, r.TRIP_TYPE), Y: plus(r.STORE), Z: r.STORE * n, ...('STORE' in r ? {} : { NONE: r.STORE }) }));`;
    expect(misuse(code)).toEqual([]);
  });
});

describe('without the rewriting', () => {
  it.each([
    ['r.STORE * 2', /has no value while a definition is read, so an operator such as/],
    ['r.STORE + 2', /so \+ or == cannot use it/],
    ['`${r.STORE}`', /so a template text or a property name cannot use it/],
  ])('%s says what to do', (value, message) => {
    expect(() => evaluateText(inSelect(value), { operators: false })).toThrow(message);
  });
});

describe('the SQL of operators', () => {
  it('leads back to them', () => {
    const { exported, module } = evaluateText(
      'export const f = LINEITEM.filter((r) => r.QUANTITY > 1 && r.PRICE * 2 > 3);',
      { operators: true },
    );
    const { sql, map } = compile(exported.f as Frame<unknown>, { resolveTable: (name) => name });
    const { source, places } = module;
    const pairs = map.map(({ start, end, call }) => {
      const whole = places.calls.get(call)?.whole;
      return `${sql.slice(start, end)} <- ${whole ? source.text.slice(whole.start, whole.end) : ''}`;
    });
    expect(pairs).toContain('QUANTITY > 1 <- r.QUANTITY > 1');
    expect(pairs).toContain('PRICE * 2 <- r.PRICE * 2');
  });
});
