import { tokenize } from '../../sql/read/lexer.js';
import type { Token } from '../../sql/read/lexer.js';

/** `MODEL(name [, version])!METHOD` in front of a call's arguments. */
export interface ModelCall {
  readonly model: readonly string[];
  /** A version or an alias; null: the default version. */
  readonly version: string | null;
  readonly method: string;
}

interface Text {
  /** The text with each `MODEL(…)!METHOD` written as a function's name; every place in it stays. */
  readonly text: string;
  readonly calls: readonly ModelCall[];
}

const NONE: readonly ModelCall[] = [];

/** Calls of models in a statement (documentation: "Calling model methods in SQL"). */
export function modelCalls(sql: string): Text {
  if (!/\bmodel\s*\(/i.test(sql)) return { text: sql, calls: NONE };
  const tokens = tokenize(sql);
  const calls: ModelCall[] = [];
  let text = '';
  let from = 0;
  tokens.forEach((token, at) => {
    const found = callAt(tokens, at);
    if (found === undefined) return;
    const name = `"!${calls.length}"`;
    text += sql.slice(from, token.start) + name.padEnd(found.end - token.start);
    from = found.end;
    calls.push(found.call);
  });
  return { text: text + sql.slice(from), calls };
}

/** The call that a function's name stands for in the text of `modelCalls`. */
export function modelCallOf(name: string, sql: string): ModelCall | undefined {
  const number = /^!(\d+)$/.exec(name)?.[1];
  return number === undefined ? undefined : modelCalls(sql).calls[Number(number)];
}

const isName = (token: Token | undefined): token is Token =>
  token?.kind === 'word' || token?.kind === 'quoted';

function callAt(
  tokens: readonly Token[],
  at: number,
): { readonly call: ModelCall; readonly end: number } | undefined {
  const first = tokens[at];
  if (first?.kind !== 'word' || first.value !== 'MODEL' || tokens[at + 1]?.text !== '(') return undefined;
  const model: string[] = [];
  let i = at + 2;
  for (let name = tokens[i]; isName(name); name = tokens[i]) {
    model.push(name.value);
    i += tokens[i + 1]?.text === '.' ? 2 : 1;
    if (tokens[i - 1]?.text !== '.') break;
  }
  let version: string | null = null;
  const given = tokens[i + 1];
  if (tokens[i]?.text === ',' && isName(given)) {
    version = given.value;
    i += 2;
  }
  const method = tokens[i + 2];
  if (tokens[i]?.text !== ')' || tokens[i + 1]?.text !== '!' || !isName(method)) return undefined;
  return { call: { model, version, method: method.value }, end: method.end };
}
