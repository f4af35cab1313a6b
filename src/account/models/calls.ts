import { tokenize } from '../../sql/read/lexer.js';
import type { Token } from '../../sql/read/lexer.js';

/** What stands in front of the arguments of a model's method. */
export interface ModelCall {
  readonly model: readonly string[];
  /** A version or an alias; null: the default version. */
  readonly version: string | null;
  readonly method: string;
}

interface Text {
  /** The text with each call written as a function's name, and without the names given to models; every place in it stays. */
  readonly text: string;
  readonly calls: readonly ModelCall[];
}

type Model = Omit<ModelCall, 'method'>;

/** Something at a token: what it is and the number of the token behind it. */
interface Found<T> {
  readonly value: T;
  readonly next: number;
}

const NONE: readonly ModelCall[] = [];

/**
 * Calls of models in a statement: `MODEL(name [, version])!METHOD(…)`, `WITH m AS MODEL name [VERSION v] … m!METHOD(…)`
 * (documentation: "Calling model methods in SQL").
 */
export function modelCalls(sql: string): Text {
  if (!/\bmodel\b/i.test(sql) || !sql.includes('!')) return { text: sql, calls: NONE };
  const tokens = tokenize(sql);
  // By UTF-16 units, as tokens count.
  const text = sql.split('');
  const write = (from: number, end: number, replacement: string): void => {
    for (let i = from; i < end; i++) text[i] = replacement[i - from] ?? (sql[i] === '\n' ? '\n' : ' ');
    // Behind a call as short as `a!b` the places move by what it lacks.
    if (end > from) text[end - 1] += replacement.slice(end - from);
  };
  const named = new Map<string, Model>();
  const calls: ModelCall[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const definition = definitionAt(tokens, at);
    if (definition !== undefined) {
      named.set(tokens[at]?.value ?? '', definition.value);
      const [first, end] = withComma(tokens, at, definition.next);
      write(tokens[first]?.start ?? 0, tokens[end - 1]?.end ?? 0, '');
      at = definition.next - 1;
      continue;
    }
    const found = modelAt(tokens, at) ?? aliasAt(tokens, at, named);
    const method = found === undefined ? undefined : tokens[found.next + 1];
    if (found === undefined || tokens[found.next]?.text !== '!' || !isName(method)) continue;
    write(tokens[at]?.start ?? 0, method.end, `"!${calls.length}"`);
    calls.push({ ...found.value, method: method.value });
    at = found.next + 1;
  }
  return { text: text.join(''), calls };
}

/** The call that a function's name stands for in the text of `modelCalls`. */
export function modelCallOf(name: string, sql: string): ModelCall | undefined {
  const number = /^!(\d+)$/.exec(name)?.[1];
  return number === undefined ? undefined : modelCalls(sql).calls[Number(number)];
}

const isName = (token: Token | undefined): token is Token =>
  token?.kind === 'word' || token?.kind === 'quoted';
const isWord = (token: Token | undefined, word: string): boolean =>
  token?.kind === 'word' && token.value === word;

function nameAt(tokens: readonly Token[], at: number): Found<readonly string[]> | undefined {
  const parts: string[] = [];
  let i = at;
  for (let name = tokens[i]; isName(name); name = tokens[i]) {
    parts.push(name.value);
    i += 1;
    if (tokens[i]?.text !== '.') return { value: parts, next: i };
    i += 1;
  }
  return undefined;
}

/** `MODEL(name [, version])` */
function modelAt(tokens: readonly Token[], at: number): Found<Model> | undefined {
  if (!isWord(tokens[at], 'MODEL') || tokens[at + 1]?.text !== '(') return undefined;
  const name = nameAt(tokens, at + 2);
  if (name === undefined) return undefined;
  const version = tokens[name.next + 1];
  const hasVersion = tokens[name.next]?.text === ',' && isName(version);
  const end = name.next + (hasVersion ? 2 : 0);
  if (tokens[end]?.text !== ')') return undefined;
  return { value: { model: name.value, version: hasVersion ? version.value : null }, next: end + 1 };
}

function aliasAt(
  tokens: readonly Token[],
  at: number,
  named: ReadonlyMap<string, Model>,
): Found<Model> | undefined {
  const token = tokens[at];
  const model = isName(token) ? named.get(token.value) : undefined;
  return model === undefined ? undefined : { value: model, next: at + 1 };
}

/** `m AS MODEL name [VERSION v]` */
function definitionAt(tokens: readonly Token[], at: number): Found<Model> | undefined {
  const opens = isWord(tokens[at - 1], 'WITH') || tokens[at - 1]?.text === ',';
  if (!opens || !isName(tokens[at]) || !isWord(tokens[at + 1], 'AS') || !isWord(tokens[at + 2], 'MODEL'))
    return undefined;
  const name = nameAt(tokens, at + 3);
  if (name === undefined) return undefined;
  const version = tokens[name.next + 1];
  if (!isWord(tokens[name.next], 'VERSION') || !isName(version))
    return { value: { model: name.value, version: null }, next: name.next };
  return { value: { model: name.value, version: version.value }, next: name.next + 2 };
}

/** A definition's tokens with the comma or the WITH that goes with it: first, and behind the last. */
function withComma(tokens: readonly Token[], at: number, next: number): readonly [number, number] {
  if (tokens[at - 1]?.text === ',') return [at - 1, next];
  return tokens[next]?.text === ',' ? [at, next + 1] : [at - 1, next];
}
