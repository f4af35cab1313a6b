/**
 * The tokens of Snowflake SQL, as far as telling two texts apart needs them: strings, `$$` texts, quoted names, numbers,
 * words, operators, comments. It never fails: what it does not know is a token of one character.
 */
export interface Token {
  readonly kind: 'word' | 'string' | 'quoted' | 'number' | 'comment' | 'operator';
  /** As written; comments without the line end. */
  readonly text: string;
  /** Offset in UTF-16 units. */
  readonly start: number;
}

const PATTERNS: readonly (readonly [Token['kind'], string])[] = [
  ['comment', String.raw`--[^\n]*|//[^\n]*|/\*[\s\S]*?(?:\*/|$)`],
  ['string', String.raw`\$\$[\s\S]*?(?:\$\$|$)|[xXbB]?'(?:[^'\\]|''|\\[\s\S])*(?:'|$)`],
  ['quoted', String.raw`"(?:[^"]|"")*(?:"|$)`],
  ['number', String.raw`(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\p{L}_$])`],
  ['word', String.raw`[\p{L}_@#$][\p{L}\p{N}_$]*|\d[\p{L}\p{N}_$]*`],
  ['operator', String.raw`<=>|->>|->|=>|::|:=|\|\||\|>|<>|!=|<=|>=|\S`],
];

const TOKEN = new RegExp(PATTERNS.map(([kind, pattern]) => `(?<${kind}>${pattern})`).join('|'), 'gu');

export function tokens(sql: string): readonly Token[] {
  const found: Token[] = [];
  for (const match of sql.matchAll(TOKEN)) {
    const kind = PATTERNS.find(([name]) => match.groups?.[name] !== undefined)?.[0] ?? 'operator';
    found.push({ kind, text: match[0], start: match.index });
  }
  return found;
}

/**
 * Whether two texts are the same to Snowflake: the same tokens in the same order, words without regard to case, white
 * space and the layout of comments aside. A blank inside `x'FF'` or `!=` makes other tokens, so it is noticed.
 */
export function sameTokens(a: string, b: string): boolean {
  const [left, right] = [tokens(a), tokens(b)];
  return left.length === right.length && left.every((token, i) => sameToken(token, right[i]));
}

function sameToken(a: Token, b: Token | undefined): boolean {
  return b !== undefined && a.kind === b.kind && comparable(a) === comparable(b);
}

function comparable({ kind, text }: Token): string {
  if (kind === 'word' || kind === 'number') return text.toUpperCase();
  return kind === 'comment' ? text.replace(/\s+/g, ' ').trim() : text;
}
