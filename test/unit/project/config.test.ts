import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/project/config.js';
import type { Diagnostic } from '../../../src/project/model.js';

const FILE = '/p/firn.json';
const TARGET = `{ "connection": "local", "database": "DB", "schema": "FS", "sources": "RAW", "warehouse": "WH" }`;

const problems = (text: string): readonly Diagnostic[] => parseConfig(FILE, text).diagnostics;

describe('firn.json', () => {
  it('says where definitions are and what the targets are', () => {
    const { config } = parseConfig(
      FILE,
      `{ "definitions": ["a/*.ts", "!a/x.ts"], "targets": { "dev": ${TARGET} } }`,
    );
    expect(config?.definitions).toEqual(['a/*.ts', '!a/x.ts']);
    expect(config?.targets.get('dev')).toEqual({
      name: 'dev',
      connection: 'local',
      database: 'DB',
      schema: 'FS',
      sources: 'RAW',
      warehouse: 'WH',
      protected: false,
    });
  });

  it('may leave out the globs, and the default target when there is one target', () => {
    const { config } = parseConfig(FILE, `{ "targets": { "only": ${TARGET} } }`);
    expect(config?.definitions).toEqual(['features/**/*.ts']);
    expect(config?.defaultTarget).toBe('only');
  });

  it('may have comments and trailing commas', () => {
    const { config } = parseConfig(FILE, `{\n  // where it runs\n  "targets": { "dev": ${TARGET}, },\n}`);
    expect(config?.defaultTarget).toBe('dev');
  });
});

describe('a mistake in firn.json', () => {
  it('in the syntax has its line and column', () => {
    const [problem] = problems(`{\n  "targets": { "dev": ${TARGET}\n`);
    expect(problem).toMatchObject({ code: 'config-syntax', span: { file: FILE } });
    expect(problem?.message).toContain('close brace expected');
  });

  it('is an empty file', () => {
    expect(problems('')).toMatchObject([{ code: 'config-syntax', message: 'firn.json is empty.' }]);
  });

  it('in a key names the key that was meant, and can be repaired', () => {
    const text = `{\n  "targets": {\n    "dev": ${TARGET.replace('"warehouse"', '"warehose"')}\n  }\n}`;
    const unknown = problems(text).find((it) => it.code === 'config-unknown-key');
    expect(unknown?.message).toBe(
      '`warehose` is not a setting of the target `dev`. Did you mean `warehouse`?',
    );
    expect(unknown?.span).toMatchObject({ line: 3 });
    expect(unknown?.fix?.edits).toEqual([{ span: unknown?.span, newText: '"warehouse"' }]);
  });

  it('in a key that is like no other lists what there may be', () => {
    const [problem] = problems(`{ "targets": { "dev": ${TARGET} }, "zzz": 1 }`);
    expect(problem?.message).toBe(
      '`zzz` is not a setting of firn.json. It may have: definitions, operators, defaultTarget, targets, rules.',
    );
  });

  it('by leaving out a key stands at the target', () => {
    const [problem] = problems(`{ "targets": { "dev": ${TARGET.replace('"sources": "RAW", ', '')} } }`);
    expect(problem).toMatchObject({
      code: 'config-missing-key',
      message: 'The target `dev` needs `sources`.',
    });
    expect(problem?.span).toMatchObject({ column: 16, endColumn: 21 });
  });

  it('in a type says what is wanted', () => {
    const [problem] = problems(`{ "targets": { "dev": ${TARGET.replace('"WH"', '7')} } }`);
    expect(problem).toMatchObject({
      code: 'config-type',
      message: '`targets.dev.warehouse` must be a text in quotes.',
    });
  });

  it('in a name that SQL cannot read stands at the name', () => {
    const [problem] = problems(`{ "targets": { "dev": ${TARGET.replace('"RAW"', '"a-b"')} } }`);
    expect(problem?.code).toBe('config-value');
    expect(problem?.message).toContain('`a-b` is not a valid SQL identifier');
  });

  it('in the default target names the target that was meant', () => {
    const [problem] = problems(`{ "defaultTarget": "dav", "targets": { "dev": ${TARGET} } }`);
    expect(problem?.message).toBe('There is no target `dav`. Did you mean `dev`?');
    expect(problem?.fix?.edits[0]?.newText).toBe('"dev"');
  });

  it('is several targets and no default', () => {
    const [problem] = problems(`{ "targets": { "a": ${TARGET}, "b": ${TARGET} } }`);
    expect(problem?.message).toBe('firn.json has several targets (`a`, `b`): name one as `defaultTarget`.');
  });
});

describe('rules in firn.json', () => {
  const withRules = (rules: string) =>
    parseConfig(FILE, `{ "targets": { "dev": ${TARGET} }, "rules": ${rules} }`);

  it('get another severity', () => {
    const { config } = withRules('{ "left-join-undone": "error", "sort-without-effect": "off" }');
    expect([...(config?.rules ?? [])]).toEqual([
      ['left-join-undone', 'error'],
      ['sort-without-effect', 'off'],
    ]);
  });

  it.each([
    ['{ "left-join-undon": "off" }', 'config-unknown-key', 'Did you mean `left-join-undone`?'],
    [
      '{ "left-join-undone": "warn" }',
      'config-value',
      '`rules.left-join-undone` cannot be `warn`. Did you mean',
    ],
    ['{ "left-join-undone": 3 }', 'config-value', 'It may be: error, warning, information, hint, off.'],
    ['{ "unknown-column": "off" }', 'config-value', '`unknown-column` stays an error'],
    ['[]', 'config-type', '`rules` must be an object in braces.'],
  ])('%s is %s', (rules, code, message) => {
    const [problem] = withRules(rules).diagnostics;
    expect(problem).toMatchObject({ code });
    expect(problem?.message).toContain(message);
  });
});
