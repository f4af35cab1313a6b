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
 * Whether two texts are the same to Snowflake: the same tokens in the same order, white space and the layout of comments
 * aside, and words without regard to case, but for keys of semi-structured values (`v:Key`) and paths of stages. A blank
 * inside `x'FF'` or `!=` makes other tokens, so it is noticed.
 */
export function sameTokens(a: string, b: string): boolean {
  return firstDifference(a, b) === null;
}

/** The first token that the second text does not have as the first has it, for a message. */
export function firstChange(a: string, b: string): string {
  return `\`${firstDifference(a, b)?.slice(0, 40) ?? ''}\``;
}

function firstDifference(a: string, b: string): string | null {
  const [left, right] = [comparableTokens(a), comparableTokens(b)];
  const at = left.findIndex((token, i) => token !== right[i]);
  if (at >= 0) return left[at] ?? null;
  return right[left.length] ?? null;
}

function comparableTokens(sql: string): readonly string[] {
  const found = tokens(sql);
  let exact = false;
  return found.map((token, i) => {
    exact = isExact(found, i, exact);
    return `${comparable(token, exact)}`;
  });
}

/** Whether a word's case matters: it is a key behind a colon, a step of the path behind that, or in a stage's path. */
function isExact(found: readonly Token[], at: number, before: boolean): boolean {
  const token = found[at]!;
  if (token.kind === 'word' && token.text.startsWith('@')) return true;
  const previous = found[at - 1];
  if (previous === undefined) return false;
  if (previous.text === ':' && previous.kind === 'operator') return isOperand(found[at - 2]);
  const touches = previous.start + previous.text.length === token.start;
  return (
    before && touches && (token.kind === 'word' || PATH_PARTS.has(token.text) || token.kind === 'number')
  );
}

const PATH_PARTS: ReadonlySet<string> = new Set(['.', '[', ']', '/', '%', '-', '~']);

function isOperand(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === 'word' || token.kind === 'quoted') return true;
  return token.text === ')' || token.text === ']';
}

function comparable({ kind, text }: Token, exact: boolean): string {
  if (!exact && (kind === 'word' || kind === 'number')) return text.toUpperCase();
  return kind === 'comment' ? text.replace(/\s+/g, ' ').trim() : text;
}
