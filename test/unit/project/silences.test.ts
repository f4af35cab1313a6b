import { describe, expect, it } from 'vitest';
import { settle } from '../../../src/project/checks/settle.js';
import type { RuleSettings } from '../../../src/project/checks/settle.js';
import { FileCallIds } from '../../../src/project/evaluation/callIds.js';
import { transform } from '../../../src/project/evaluation/transform.js';
import type { Diagnostic } from '../../../src/project/model.js';
import { SourceText } from '../../../src/project/text.js';

const FILE = '/p/features/a.ts';

/** A hint that stands on the first `⇒word` of the text, settled with the comments of the text. */
function settled(marked: string, settings: RuleSettings = new Map(), severity: 'hint' | 'error' = 'hint') {
  const start = marked.indexOf('⇒');
  const text = marked.replace('⇒', '');
  const source = new SourceText(FILE, text);
  const word = /^\w+/.exec(text.slice(start))?.[0] ?? '';
  const found: Diagnostic[] =
    start === -1
      ? []
      : [
          severity === 'hint'
            ? {
                code: 'sort-without-effect',
                severity,
                message: 'Lost.',
                span: source.span({ start, end: start + word.length }),
              }
            : {
                code: 'unknown-column',
                severity,
                message: 'None.',
                span: source.span({ start, end: start + word.length }),
              },
        ];
  const transformed = transform(source, new FileCallIds(1));
  const module = {
    transformed,
    imports: new Map<string, string>(),
    usesLibrary: [],
    queries: [],
    diagnostics: [],
  };
  const result = settle(found, new Map([[FILE, module]]), settings);
  return { ...result, codes: result.diagnostics.map(({ code }) => code), source };
}

const COMMENT = '// firn-ignore sort-without-effect: it documents the key';

describe('a comment in a line of its own', () => {
  it.each([
    ['the statement after it', `${COMMENT}\nexport const a = ORDERS\n  .pick('A')\n  .⇒sort((o) => o.A);`],
    ['the call of a chain', `const a = ORDERS\n  ${COMMENT}\n  .⇒sort((o) =>\n    o.A)\n  .pick('A');`],
    ['the rest of a call', `const a = ORDERS\n  ${COMMENT}\n  .sort((o) =>\n    o.⇒A)\n  .pick('A');`],
    ['a property', `const a = {\n  ${COMMENT}\n  b: [\n    ORDERS.⇒sort((o) => o.A),\n  ],\n};`],
    ['an argument', `f(\n  a,\n  ${COMMENT}\n  (o) =>\n    o.⇒sort(),\n);`],
    ['the line after it, whatever it is', `const a = b\n  ${COMMENT}\n  ? c.⇒sort()\n  : d;`],
    ['what stands after other comments', `${COMMENT}\n// Orders.\nconst a = ORDERS.⇒sort((o) => o.A);`],
    ['a text that begins after it', `${COMMENT}\nconst a = query\`\n  SELECT ⇒A\n\`;`],
    ['a file with carriage returns', `${COMMENT}\r\nconst a =\r\n  ORDERS.⇒sort((o) => o.A);\r\n`],
  ])('speaks of %s', (_what, text) => {
    const { codes, silenced } = settled(text);
    expect(codes).toEqual([]);
    expect(silenced).toMatchObject([{ reason: 'it documents the key' }]);
  });

  it.each([
    ['the statement before', `const a = ORDERS.⇒sort((o) => o.A);\n${COMMENT}\nconst b = a;`],
    ['the statement after the next', `${COMMENT}\nconst b = a;\nconst c = ORDERS.⇒sort((o) => o.A);`],
    ['the next call of a chain', `const a = ORDERS\n  ${COMMENT}\n  .pick('A')\n  .⇒sort((o) => o.A);`],
  ])('does not speak of %s', (_what, text) => {
    expect(settled(text).codes).toEqual(['sort-without-effect', 'unused-silence']);
  });
});

describe('a comment at the end of a line', () => {
  it.each([
    ['the line', `const a = ORDERS.⇒sort((o) => o.A); ${COMMENT}`],
    ['the statement that ends there', `const a = ORDERS\n  .⇒sort((o) => o.A)\n  .pick('A'); ${COMMENT}`],
    ['the call that ends there', `const a = ORDERS.⇒sort((o) =>\n  o.A) ${COMMENT}\n  .pick('A');`],
    ['the property that ends there', `const a = {\n  b: ORDERS.⇒sort((o) =>\n    o.A), ${COMMENT}\n};`],
  ])('speaks of %s', (_what, text) => {
    expect(settled(text).codes).toEqual([]);
  });

  it('does not speak of the calls before in a chain', () => {
    const text = `const a = ORDERS\n  .⇒sort((o) => o.A)\n  .pick('A') ${COMMENT}\n  .distinct();`;
    expect(settled(text).codes).toEqual(['sort-without-effect', 'unused-silence']);
  });
});

describe('what a comment says', () => {
  const HERE = 'const a = ORDERS.⇒sort((o) => o.A);';

  it('may be several rules, in a comment of either kind', () => {
    const { codes } = settled(`/* firn-ignore left-join-undone, sort-without-effect: both meant */\n${HERE}`);
    expect(codes).toEqual(['unused-silence']);
  });

  it.each([
    [`// firn-ignore sort-without-effect`, ['sort-without-effect', 'silence-without-reason']],
    [`// firn-ignore sort-without-effect:   `, ['sort-without-effect', 'silence-without-reason']],
    [`// firn-ignore sort-without-effekt: why`, ['sort-without-effect', 'silence-unknown-rule']],
    [`// firn-ignore: why`, ['sort-without-effect', 'silence-unknown-rule']],
    [`// firn-ignore unknown-column: why`, ['sort-without-effect', 'silence-refused']],
    [`// firn-ignored sort-without-effect: why`, ['sort-without-effect']],
    [`// what firn-ignore sort-without-effect: does`, ['sort-without-effect']],
  ])('%s silences nothing', (comment, codes) => {
    expect(settled(`${comment}\n${HERE}`).codes).toEqual(codes);
  });

  it('is no comment inside a text', () => {
    expect(settled(`const s = '${COMMENT}'; ${HERE}`).codes).toEqual(['sort-without-effect']);
  });

  it('places what is wrong with it at the words', () => {
    const { diagnostics, source } = settled('  /* firn-ignore left-join-undne: why */ const a = 1;');
    const [{ span, fix } = {}] = diagnostics;
    expect(span).toEqual(source.span({ start: 17, end: 32 }));
    expect(fix?.edits).toEqual([{ span, newText: 'left-join-undone' }]);
  });

  it('silences no error', () => {
    const text = `// firn-ignore unknown-column: why\nconst a = ORDERS.⇒sort((o) => o.A);`;
    expect(settled(text, new Map(), 'error').codes).toEqual(['unknown-column', 'silence-refused']);
  });

  it('is not called useless while there are errors', () => {
    const text = `${COMMENT}\nconst a = 1;\nconst b = ORDERS.⇒sort((o) => o.A);`;
    expect(settled(text, new Map(), 'error').codes).toEqual(['unknown-column']);
  });
});

describe('firn.json', () => {
  const HERE = 'const a = ORDERS.⇒sort((o) => o.A);';

  it('changes how much a rule matters', () => {
    const { diagnostics } = settled(HERE, new Map([['sort-without-effect', 'error']]));
    expect(diagnostics).toMatchObject([{ code: 'sort-without-effect', severity: 'error' }]);
  });

  it('turns a rule off, also for the comments that would silence it', () => {
    expect(settled(HERE, new Map([['sort-without-effect', 'off']])).codes).toEqual([]);
    expect(settled(`${COMMENT}\n${HERE}`, new Map([['sort-without-effect', 'off']])).codes).toEqual([]);
  });

  it('lets what it raised be silenced', () => {
    expect(settled(`${COMMENT}\n${HERE}`, new Map([['sort-without-effect', 'error']])).codes).toEqual([]);
  });
});

describe('the comment that a quick fix inserts', () => {
  it.each([
    ['  const a = ORDERS.⇒sort();', 1, '  // firn-ignore sort-without-effect: \n'],
    ['const a = ORDERS\n\t.⇒sort();', 2, '\t// firn-ignore sort-without-effect: \n'],
    ['const a = ORDERS\r\n  .⇒sort();', 2, '  // firn-ignore sort-without-effect: \r\n'],
    ['const a =\n  query`\n  SELECT ⇒A`;', 2, '  // firn-ignore sort-without-effect: \n'],
  ])('stands above the line, never inside a text: %j', (text, line, newText) => {
    const [item] = settled(text).diagnostics;
    expect(item?.silencing?.edits).toMatchObject([{ span: { line, column: 1 }, newText }]);
  });
});
