import { tokens } from '../tokens.js';
import type { Token } from '../tokens.js';

/** A frame that cannot be written as SQL. */
export class CompileError extends Error {
  override readonly name = 'CompileError';
  readonly code = 'not-compiled';
}

const OPENING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const CLOSING = new Set(Object.values(OPENING));
const QUERY_STARTS = new Set(['SELECT', 'WITH', '(']);

/**
 * The author's query, without blanks and the semicolon at its ends. Refused when it is no query, or could reach beyond
 * the place it is put in.
 */
export function checkedQuery(text: string): string {
  const query = text.trim().replace(/;\s*$/, '').trimEnd();
  const found = checkedTokens(query, 'The raw query');
  const first = found.find((t) => t.kind !== 'comment')?.text.toUpperCase();
  if (first === undefined || !QUERY_STARTS.has(first))
    throw new CompileError(`The raw query must begin with SELECT or WITH, not with ${first ?? 'nothing'}.`);
  return query;
}

/** The author's expression, put together from its pieces. A line comment would swallow what follows it. */
export function checkExpression(text: string): void {
  const found = checkedTokens(text, 'The expression in sql`…`');
  if (found.length === 0) throw new CompileError('The expression in sql`…` is empty.');
  const comment = found.find((t) => t.kind === 'comment' && !t.text.startsWith('/*'));
  if (comment) throw new CompileError(`Write the comment ${comment.text} in sql\`…\` as /* … */.`);
}

function checkedTokens(text: string, what: string): readonly Token[] {
  const found = tokens(text);
  const open: string[] = [];
  for (const { kind, text: token } of found) {
    if (!isTerminated(kind, token))
      throw new CompileError(`${what} has an end missing: ${token.slice(0, 40)} …`);
    if (kind !== 'operator') continue;
    if (token === ';') throw new CompileError(`${what} holds more than one statement: remove the semicolon.`);
    const closing = OPENING[token];
    if (closing) open.push(closing);
    else if (CLOSING.has(token) && open.pop() !== token)
      throw new CompileError(`${what} has a ${token} too many.`);
  }
  const missing = open.pop();
  if (missing) throw new CompileError(`${what} lacks a ${missing}.`);
  return found;
}

function isTerminated(kind: Token['kind'], text: string): boolean {
  if (kind === 'comment') return !text.startsWith('/*') || (text.length > 3 && text.endsWith('*/'));
  if (kind === 'quoted') return text.length > 1 && text.endsWith('"');
  if (kind !== 'string') return true;
  if (text.startsWith('$$')) return text.length > 3 && text.endsWith('$$');
  return /^[xXbB]?'(?:[^'\\]|''|\\[\s\S])*'$/.test(text);
}
