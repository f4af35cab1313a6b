/** Cuts a text into statements at `;`. Source: "Snowflake Scripting blocks" for BEGIN … END. */
import { tokenize } from './lexer.js';
import type { Token } from './lexer.js';

export interface StatementText {
  /** Without the closing semicolon and the blanks around. */
  readonly text: string;
  /** Offset of `text` in the whole. */
  readonly start: number;
}

/** After BEGIN these make a transaction, not a block. */
const TRANSACTION_WORDS: ReadonlySet<string> = new Set(['TRANSACTION', 'WORK', 'NAME']);
/** Words that open a construct which END closes, where a statement of a block begins. */
const OPENERS: ReadonlySet<string> = new Set(['IF', 'FOR', 'WHILE', 'LOOP', 'REPEAT']);
/** After END they say what ends, and open nothing. */
const CLOSED: ReadonlySet<string> = new Set([...OPENERS, 'CASE']);
/** What stands before a statement of a block. */
const BEFORE_STATEMENTS: ReadonlySet<string> = new Set([
  ';',
  'THEN',
  'ELSE',
  'BEGIN',
  'DO',
  'LOOP',
  'REPEAT',
]);

function opensBlock(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  return (
    isWord(tokens[at], 'BEGIN') &&
    next !== undefined &&
    next.text !== ';' &&
    !TRANSACTION_WORDS.has(next.value)
  );
}

const isWord = (token: Token | undefined, word: string): boolean =>
  token?.kind === 'word' && token.value === word;

/** DECLARE or BEGIN of a block, as a statement or as the body of a task or procedure. */
function isBlockStart(tokens: readonly Token[], at: number, first: Token | undefined): boolean {
  const stands = tokens[at] === first || isWord(tokens[at - 1], 'AS');
  return stands && (isWord(tokens[at], 'DECLARE') || opensBlock(tokens, at));
}

/** Index just after the END that closes the block starting at `at`. */
function blockEnd(tokens: readonly Token[], at: number): number {
  let depth = 0;
  for (let i = at; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.kind !== 'word') continue;
    if (token.value === 'END') {
      depth--;
      if (CLOSED.has(tokens[i + 1]?.value ?? '')) i++;
      if (depth === 0) return i + 1;
    } else if (
      token.value === 'CASE' ||
      opensBlock(tokens, i) ||
      (OPENERS.has(token.value) && BEFORE_STATEMENTS.has(tokens[i - 1]?.value ?? ''))
    )
      depth++;
  }
  return tokens.length;
}

/** The statements of a text; empty ones are left out. */
export function splitStatements(text: string): readonly StatementText[] {
  const tokens = tokenize(text);
  const statements: StatementText[] = [];
  let first: Token | undefined;
  let last: Token | undefined;
  const close = (): void => {
    if (first !== undefined && last !== undefined) {
      statements.push({ text: text.slice(first.start, last.end), start: first.start });
    }
    first = last = undefined;
  };
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.kind === 'operator' && token.text === ';') {
      close();
      continue;
    }
    first ??= token;
    if (isBlockStart(tokens, i, first)) i = blockEnd(tokens, i) - 1;
    last = tokens[i]!;
  }
  close();
  return statements;
}
