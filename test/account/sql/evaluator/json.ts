import { formatDecimal, parseDecimal } from './decimal.js';

/** A semi-structured value. Objects have their keys in order, as Snowflake keeps them. */
export type Json =
  | { readonly json: 'null' }
  | { readonly json: 'boolean'; readonly value: boolean }
  | { readonly json: 'number'; readonly digits: bigint; readonly scale: number }
  | { readonly json: 'double'; readonly value: number }
  | { readonly json: 'text'; readonly value: string }
  | { readonly json: 'array'; readonly items: readonly Json[] }
  | { readonly json: 'object'; readonly entries: ReadonlyMap<string, Json> };

export const JSON_NULL: Json = { json: 'null' };

export const jsonText = (value: string): Json => ({ json: 'text', value });
export const jsonArray = (items: readonly Json[]): Json => ({ json: 'array', items });

/** Without zeros at the end: in a VARIANT 1.50 is 1.5. */
export function jsonNumber(digits: bigint, scale: number): Json {
  let [d, s] = [digits, scale];
  while (s > 0 && d % 10n === 0n) [d, s] = [d / 10n, s - 1];
  return { json: 'number', digits: d, scale: s };
}

export function jsonObject(entries: Iterable<readonly [string, Json]>): Json {
  const sorted = [...new Map(entries)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return { json: 'object', entries: new Map(sorted) };
}

/** The JSON text, without blanks. */
export function writeJson(value: Json): string {
  switch (value.json) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(value.value);
    case 'number':
      return formatDecimal(value.digits, value.scale);
    case 'double':
      return String(value.value);
    case 'text':
      return JSON.stringify(value.value);
    case 'array':
      return `[${value.items.map(writeJson).join(',')}]`;
    case 'object':
      return `{${[...value.entries].map(([k, v]) => `${JSON.stringify(k)}:${writeJson(v)}`).join(',')}}`;
  }
}

/** The value of a JSON text, null when it is none. An empty text is no value (PARSE_JSON gives NULL for it). */
export function readJson(text: string): Json | null {
  try {
    JSON.parse(text);
    return fromParsed(JSON.parse(text.replace(PIECE, keptDigits)));
  } catch {
    return null;
  }
}

/** A text of JSON, or a number: outside of texts nothing else has digits. */
const PIECE = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
const NUMBER = '\u0001';

/** Numbers become marked texts: a FLOAT would lose digits of long ones. */
const keptDigits = (piece: string): string => (piece.startsWith('"') ? piece : `"\\u0001${piece}"`);

function numberOf(text: string): Json {
  const decimal = parseDecimal(text);
  return decimal ? jsonNumber(decimal.digits, decimal.scale) : { json: 'double', value: Number(text) };
}

function fromParsed(value: unknown): Json {
  if (value === null) return JSON_NULL;
  if (typeof value === 'boolean') return { json: 'boolean', value };
  if (typeof value === 'string') return value.startsWith(NUMBER) ? numberOf(value.slice(1)) : jsonText(value);
  if (Array.isArray(value)) return jsonArray(value.map(fromParsed));
  return jsonObject(Object.entries(value as object).map(([k, v]) => [k, fromParsed(v)]));
}

/** The parts of a path such as `user.age`, `items[0].sku` or `["odd key"]`. */
export function pathParts(path: string): readonly (string | number)[] {
  const parts: (string | number)[] = [];
  for (const match of path.matchAll(/\[(\d+)\]|\["([^"]*)"\]|\['([^']*)'\]|"([^"]*)"|([^.[\]"]+)/g))
    parts.push(
      match[1] === undefined ? (match[2] ?? match[3] ?? match[4] ?? match[5] ?? '') : Number(match[1]),
    );
  return parts;
}

/** The value inside, null where there is none. */
export function inside(value: Json, part: string | number): Json | null {
  if (typeof part === 'number') return value.json === 'array' ? (value.items[part] ?? null) : null;
  return value.json === 'object' ? (value.entries.get(part) ?? null) : null;
}
