import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar } from 'vscode-textmate';

const require = createRequire(import.meta.url);
const folder = path.join(import.meta.dirname, '../../../syntaxes');

async function onigLib() {
  const wasm = await readFile(require.resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm);
  return {
    createOnigScanner: (patterns: string[]) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text: string) => new oniguruma.OnigString(text),
  };
}

/** The grammar of Snowflake SQL as the extension ships it, in VS Code's own tokenizer. */
export async function loadSqlGrammar(): Promise<IGrammar> {
  const registry = new textmate.Registry({
    onigLib: onigLib(),
    loadGrammar: async (scopeName) => {
      if (scopeName !== 'source.snowflake-sql') return null;
      const file = path.join(folder, 'snowflake-sql.tmLanguage.json');
      return textmate.parseRawGrammar(await readFile(file, 'utf8'), file);
    },
  });
  const grammar = await registry.loadGrammar('source.snowflake-sql');
  if (grammar === null) throw new Error('The grammar of Snowflake SQL does not load.');
  return grammar;
}

/** A token and its innermost scope without the language's suffix: `['SELECT', 'keyword.other']`. */
export type Token = readonly [text: string, scope: string];

/** Every token of some lines that is not blank. */
export function tokenize(grammar: IGrammar, text: string): Token[] {
  let state = textmate.INITIAL;
  return text.split('\n').flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens
      .map(({ startIndex, endIndex, scopes }): Token => {
        const scope = scopes.at(-1) ?? '';
        return [line.slice(startIndex, endIndex).trim(), scope.replace(/\.snowflake-sql$/, '')];
      })
      .filter(([token]) => token !== '');
  });
}
