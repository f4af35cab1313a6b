import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import { installHost } from '../../../scripts/editor-host.mjs';
import { fixtures, root } from '../host/places.js';

interface Token {
  readonly text: string;
  /** All scopes, outermost first. */
  readonly scopes: string;
}

const injection = 'inline.firn-sql-template';

/** Queries whose columns are not declared: bare, and with a row type on one line or several. */
const undeclared = `
const bare = query\`SELECT LAST_DAY(D) FROM ORDERS\`;
const rows = query<{ A: Int; B: Int }>\`SELECT MONTHNAME(D) AS A, 1 AS B FROM ORDERS\`;
const lines = query<{
  C: Text;
}>\`SELECT DAYNAME(D) AS C FROM ORDERS\`;
const end = bare;
`;

/** The tokens of a text by VS Code's own TypeScript grammar with ours injected. */
async function tokensOf(source: string): Promise<Token[]> {
  const { server } = await installHost();
  const own = (name: string): string => path.join(root, 'syntaxes', name);
  const files: Readonly<Record<string, string>> = {
    'source.ts': path.join(server, '../../extensions/typescript-basics/syntaxes/TypeScript.tmLanguage.json'),
    'source.snowflake-sql': own('snowflake-sql.tmLanguage.json'),
    [injection]: own('firn-sql-template.tmLanguage.json'),
  };
  const require = createRequire(path.join(root, 'package.json'));
  await oniguruma.loadWASM(await readFile(require.resolve('vscode-oniguruma/release/onig.wasm')));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) => {
      const from = files[scope];
      return from === undefined ? null : textmate.parseRawGrammar(await readFile(from, 'utf8'), from);
    },
    getInjections: (scope) => (scope === 'source.ts' ? [injection] : []),
  });
  const grammar = await registry.loadGrammar('source.ts');
  assert.ok(grammar, 'the grammar of TypeScript does not load');
  let state = textmate.INITIAL;
  return source.split('\n').flatMap((line) => {
    const read = grammar.tokenizeLine(line, state);
    state = read.ruleStack;
    return read.tokens.map(({ startIndex, endIndex, scopes }) => ({
      text: line.slice(startIndex, endIndex).trim(),
      scopes: scopes.join(' '),
    }));
  });
}

describe('sql templates in TypeScript', () => {
  let tokens: readonly Token[];
  before(async () => {
    tokens = await tokensOf((await readFile(path.join(fixtures, 'sql/template.ts'), 'utf8')) + undeclared);
  });

  /** The scopes of the nth token with this text. */
  const scopes = (text: string, nth = 0): string => {
    const found = tokens.filter((token) => token.text === text)[nth];
    assert.ok(found, `no token ${nth} ${text} in ${JSON.stringify(tokens.map((t) => t.text))}`);
    return found.scopes;
  };

  it('are Snowflake SQL inside', () => {
    for (const [word, scope] of [
      ['SELECT', 'keyword.other'],
      ['COUNT', 'support.function'],
      ['QUALIFY', 'keyword.other'],
      ['::', 'keyword.operator.cast'],
      ['DATE', 'storage.type'],
    ] as const) {
      assert.ok(scopes(word).includes('meta.embedded.inline.snowflake-sql'), word);
      assert.ok(scopes(word).endsWith(`${scope}.snowflake-sql`), `${word}: ${scopes(word)}`);
    }
  });

  it('keep the tag and the type argument TypeScript', () => {
    assert.match(scopes('sql', 1), /entity\.name\.function\.tagged-template\.ts/);
    for (const type of ['number', 'string']) {
      assert.match(scopes(type), /support\.type\.primitive\.ts/);
      assert.doesNotMatch(scopes(type), /snowflake/);
    }
  });

  it('return to TypeScript in ${}, also inside strings, comments and names', () => {
    const inside = tokens.filter(
      ({ text, scopes: s }) => text === 'table' && s.includes('template.expression'),
    );
    assert.equal(inside.length, 7);
    for (const { scopes: s } of inside) assert.match(s, /variable\.other(\.object)?\S*\.ts$/);
    assert.match(scopes('length'), /property\.ts$/);
  });

  it('end at their backtick, even inside an unfinished string', () => {
    assert.match(scopes('after'), /variable\.other\.constant\.ts$/);
    assert.doesNotMatch(scopes('after'), /snowflake|template/);
  });

  it('leave other templates alone', () => {
    assert.match(scopes('SELECT 1'), /string\.template\.ts$/);
    assert.match(scopes('SELECT 2'), /string\.template\.ts$/);
  });

  it('are those of query too, bare, with a row type, and after its columns', () => {
    for (const name of ['MAX', 'TRY_CAST', 'LAST_DAY', 'MONTHNAME', 'DAYNAME']) {
      assert.ok(scopes(name).includes('meta.embedded.inline.snowflake-sql'), scopes(name));
      assert.ok(scopes(name).endsWith('support.function.snowflake-sql'), scopes(name));
    }
    for (const name of ['latest', 'several', 'none', 'bare', 'rows', 'lines', 'end'])
      assert.match(scopes(name), /constant\.ts$/);
    assert.match(scopes('NUMBER(38,0)'), /^(?!.*embedded).*string\.quoted\.single\.ts$/);
    assert.match(scopes('query', 1), /entity\.name\.function\.ts$/);
  });
});
