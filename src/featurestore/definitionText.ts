import { metadataTag } from './tags.js';

/** What the CREATE statement of a stored view or dynamic table says (column `text` of SHOW). */
export interface DefinitionText {
  readonly comment: string | null;
  /** Upper-case tag name without its schema → the literal's raw content, escapes as written. */
  readonly tags: ReadonlyMap<string, string>;
  /** Clauses whose value is a word, a name or a text, by their upper-case names: REFRESH_MODE → AUTO. */
  readonly clauses: ReadonlyMap<string, string>;
  readonly query: string;
}

interface Token {
  readonly kind: 'word' | 'string' | 'name' | 'symbol';
  /** Words in upper case, strings and names without their quotes. */
  readonly text: string;
  readonly end: number;
}

/**
 * Reads the statement whatever its clause order, spacing and modifiers. null when it is no CREATE … AS query.
 * Tolerant on purpose: `isReadableByOfficialClients` says whether the others can read it too.
 */
export function readDefinitionText(text: string): DefinitionText | null {
  const tags = new Map<string, string>();
  const clauses = new Map<string, string>();
  let comment: string | null = null;
  let depth = 0;
  let previous: readonly Token[] = [];
  let inTags = false;
  let first = true;
  for (const token of tokens(text)) {
    if (first && !(token.kind === 'word' && token.text === 'CREATE')) return null;
    first = false;
    // A quote that never closes.
    if (token.kind === 'symbol' && (token.text === "'" || token.text === '"')) return null;
    if (token.kind === 'symbol' && token.text === '(') {
      inTags ||= depth === 0 && previous.at(-1)?.kind === 'word' && previous.at(-1)?.text === 'TAG';
      depth += 1;
    } else if (token.kind === 'symbol' && token.text === ')') {
      depth -= 1;
      if (depth === 0) inTags = false;
    } else if (token.kind === 'word' && token.text === 'AS' && depth === 0) {
      return {
        comment,
        tags,
        clauses,
        query: text
          .slice(token.end)
          .trim()
          .replace(/(\s*;)+$/, ''),
      };
    } else if (token.kind === 'string' && previous.at(-1)?.text === '=') {
      const target = previous.at(-2);
      if (inTags && target !== undefined) tags.set(target.text.toUpperCase(), token.text);
      else if (depth === 0 && target?.text === 'COMMENT') comment = unescaped(token.text);
      else if (depth === 0) clauses.set(target?.text ?? '', unescaped(token.text));
    } else if (
      (token.kind === 'word' || token.kind === 'name') &&
      depth === 0 &&
      previous.at(-1)?.text === '='
    ) {
      clauses.set(previous.at(-2)?.text ?? '', token.text);
    }
    previous = [...previous.slice(-1), token];
  }
  return null;
}

function unescaped(literal: string): string {
  return literal.replace(/''|\\(.)/gs, (pair, escapedCharacter: string | undefined) =>
    pair === "''" ? "'" : (escapedCharacter ?? ''),
  );
}

const lexeme =
  /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|\$\$[\s\S]*?\$\$|'(?<string>(?:[^'\\]|''|\\[\s\S])*)'|"(?<name>(?:[^"]|"")*)"|(?<word>[A-Za-z_][\w$]*)|[\s\S]/gy;

function* tokens(text: string): Generator<Token> {
  for (const match of text.matchAll(lexeme)) {
    const end = match.index + match[0].length;
    const { string, name, word } = match.groups ?? {};
    if (string !== undefined) yield { kind: 'string', text: string, end };
    else if (name !== undefined) yield { kind: 'name', text: name, end };
    else if (word !== undefined) yield { kind: 'word', text: word.toUpperCase(), end };
    else if (!/^(\s|--|\/\*|\$\$)/.test(match[0])) yield { kind: 'symbol', text: match[0], end };
  }
}

/**
 * The one pattern by which every official client reads a feature view's statement. A tagged object that it does not
 * match makes their `list_feature_views` fail for the whole store.
 */
const officialPattern = new RegExp(
  String.raw`^CREATE (OR REPLACE )?(DYNAMIC ICEBERG TABLE|DYNAMIC TABLE|VIEW) .*COMMENT = '(.*)'\s*TAG.*?${metadataTag} = '(.*?)',?.*?AS (.*)`,
  'is',
);

export function isReadableByOfficialClients(text: string): boolean {
  return officialPattern.test(text);
}
