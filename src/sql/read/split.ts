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
/** Words that open a construct which END closes, inside a scripting block. */
const OPENERS: ReadonlySet<string> = new Set(['BEGIN', 'CASE', 'IF', 'FOR', 'WHILE', 'LOOP', 'REPEAT']);

function isBlockStart(tokens: readonly Token[], at: number, first: Token | undefined): boolean {
  const token = tokens[at];
  if (token?.kind !== 'word' || token.value !== 'BEGIN') return false;
  const next = tokens[at + 1];
  if (next === undefined || next.text === ';' || TRANSACTION_WORDS.has(next.value)) return false;
  return token === first || tokens[at - 1]?.value === 'AS' || first?.value === 'DECLARE';
}

/** Index just after the END that closes the block starting at `at`. */
function blockEnd(tokens: readonly Token[], at: number): number {
  let depth = 0;
  for (let i = at; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.kind !== 'word') continue;
    if (token.value === 'END') {
      depth--;
      // `END IF`, `END LOOP`: the word after END opens nothing.
      if (OPENERS.has(tokens[i + 1]?.value ?? '')) i++;
      if (depth === 0) return i + 1;
    } else if (OPENERS.has(token.value) && !(token.value === 'IF' && tokens[i + 1]?.value === 'EXISTS'))
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
