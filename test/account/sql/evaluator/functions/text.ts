import { createHash } from 'node:crypto';
import { jsonArray, jsonText, readJson } from '../json.js';
import { ARRAY, BOOLEAN, exact, INTEGER, TEXT, VARIANT } from '../type.js';
import { SqlError, Uncertain } from '../value.js';
import type { Known } from '../value.js';
import { strict } from '../typed.js';
import { convert } from '../casts.js';
import { of } from './definition.js';
import type { ScalarFunction, ScalarFunctions } from './definition.js';

/** Snowflake documentation, "String & binary functions". Characters are code points. */
const characters = (text: Known): string[] => [...(text as string)];
const count = (value: Known): number => Number(value);

/** A whole number argument; digits after the point are rounded. */
const withCounts =
  (positions: readonly number[], compute: (...values: readonly Known[]) => Known): ScalarFunction =>
  (args) =>
    strict(args, TEXT, (...values) =>
      compute(
        ...values.map((v, i) => {
          const type = args[i]?.type;
          return type && positions.includes(i) ? (convert(v, type, INTEGER) as bigint) : v;
        }),
      ),
    );

/** From 1, or from the end when negative; 0 is 1. The documentation is silent on a start before the text. */
function substring(text: Known, start: Known, length?: Known): string {
  const all = characters(text);
  const from = count(start) > 0 ? count(start) - 1 : count(start) === 0 ? 0 : all.length + count(start);
  if (from < 0) throw new Uncertain('a start before the text');
  return all.slice(from, length === undefined ? undefined : from + Math.max(0, count(length))).join('');
}

/** Parts are counted from 1, from the end when negative; 0 is 1. */
function splitPart(text: Known, separator: Known, part: Known): string {
  const parts = separator === '' ? [text as string] : (text as string).split(separator as string);
  const n = count(part);
  return parts[n > 0 ? n - 1 : n === 0 ? 0 : parts.length + n] ?? '';
}

function padded(text: Known, length: Known, pad: Known, where: 'left' | 'right'): string {
  const all = characters(text);
  const wanted = Math.max(0, count(length));
  if (all.length >= wanted) return all.slice(0, wanted).join('');
  const fill = characters(pad);
  if (fill.length === 0) return all.join('');
  const missing = Array.from({ length: wanted - all.length }, (_, i) => fill[i % fill.length]);
  return (where === 'left' ? [...missing, ...all] : [...all, ...missing]).join('');
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** `%` is any text, `_` one character; there is no escape character unless one is named. */
export function like(text: string, pattern: string, flags: string): boolean {
  const source = [...pattern].map((c) => (c === '%' ? '[^]*' : c === '_' ? '[^]' : escaped(c))).join('');
  return new RegExp(`^${source}$`, `u${flags}`).test(text);
}

/** No page says what becomes of a letter that has no capital of one character. */
function upper(text: Known): string {
  if ((text as string).includes('ß')) throw new Uncertain('the capital of ß');
  return (text as string).toUpperCase();
}

const DELIMITERS = new Set([...' \t\n\r\f\v!?@"^#$&~_,.:;+-*%/|\\[](){}<>']);

function initcap(text: Known): string {
  let start = true;
  return characters(text)
    .map((c) => {
      const written = start ? upper(c) : c.toLowerCase();
      start = DELIMITERS.has(c);
      return written;
    })
    .join('');
}

function trim(text: Known, set: Known = ' '): string {
  const dropped = new Set(characters(set));
  const all = characters(text);
  let [from, to] = [0, all.length];
  while (from < to && dropped.has(all[from] ?? '')) from++;
  while (to > from && dropped.has(all[to - 1] ?? '')) to--;
  return all.slice(from, to).join('');
}

function editDistance(a: readonly string[], b: readonly string[]): number {
  let before = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, x] of a.entries()) {
    const row = [i + 1];
    for (const [j, y] of b.entries())
      row.push(Math.min((before[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1, (before[j] ?? 0) + (x === y ? 0 : 1)));
    before = row;
  }
  return before[b.length] ?? 0;
}

/** Jaro similarity, raised for a common start of up to four characters by a tenth each. */
function jaroWinkler(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const range = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = b.map(() => false);
  const matched: string[] = [];
  for (const [i, x] of a.entries()) {
    const j = b.findIndex((y, k) => y === x && !taken[k] && Math.abs(k - i) <= range);
    if (j < 0) continue;
    taken[j] = true;
    matched.push(x);
  }
  if (matched.length === 0) return 0;
  const others = b.filter((_, k) => taken[k]);
  const moved = matched.filter((x, i) => x !== others[i]).length / 2;
  const m = matched.length;
  const jaro = (m / a.length + m / b.length + (m - moved) / m) / 3;
  let start = 0;
  while (start < 4 && start < a.length && a[start] === b[start]) start++;
  return jaro > 0.7 ? jaro + start * 0.1 * (1 - jaro) : jaro;
}

const hexOf = (algorithm: string, text: Known) =>
  createHash(algorithm)
    .update(text as string)
    .digest('hex');

/** No page says what kind of number one with an exponent is. */
function valueOf(text: string) {
  const json = readJson(text);
  if (json !== null && /\d[eE][+-]?\d/.test(text)) throw new Uncertain('a number with an exponent in JSON');
  return json;
}

function parsed(text: Known) {
  if ((text as string).trim() === '') return null;
  const json = valueOf(text as string);
  if (json === null) throw new SqlError('Error parsing JSON');
  return json;
}

const regexp = (pattern: Known, flags = '') => new RegExp(pattern as string, `u${flags}`);

export const TEXT_FUNCTIONS: ScalarFunctions = {
  UPPER: of(TEXT, upper),
  LOWER: of(TEXT, (t) => (t as string).toLowerCase()),
  TRIM: of(TEXT, trim),
  LENGTH: of(INTEGER, (t) => BigInt(characters(t).length)),
  SUBSTR: withCounts([1, 2], substring),
  LEFT: withCounts([1], (t, n) =>
    characters(t)
      .slice(0, Math.max(0, count(n)))
      .join(''),
  ),
  RIGHT: withCounts([1], (t, n) => (count(n) <= 0 ? '' : characters(t).slice(-count(n)).join(''))),
  REPLACE: of(TEXT, (t, search, by) =>
    search === '' ? t : (t as string).split(search as string).join(by as string),
  ),
  SPLIT_PART: withCounts([2], splitPart),
  LPAD: withCounts([1], (t, n, pad) => padded(t, n, pad, 'left')),
  RPAD: withCounts([1], (t, n, pad) => padded(t, n, pad, 'right')),
  STARTSWITH: of(BOOLEAN, (t, s) => (t as string).startsWith(s as string)),
  ENDSWITH: of(BOOLEAN, (t, s) => (t as string).endsWith(s as string)),
  CONTAINS: of(BOOLEAN, (t, s) => (t as string).includes(s as string)),
  REGEXP_LIKE: of(BOOLEAN, (t, p) => regexp(`^(?:${p as string})$`, 's').test(t as string)),
  REGEXP_REPLACE: of(TEXT, (t, p, by) => (t as string).replace(regexp(p, 'g'), by as string)),
  REGEXP_SUBSTR: of(TEXT, (t, p) => regexp(p).exec(t as string)?.[0] ?? null),
  REGEXP_COUNT: of(INTEGER, (t, p) => BigInt((t as string).match(regexp(p, 'g'))?.length ?? 0)),
  INITCAP: of(TEXT, initcap),
  TRANSLATE: of(TEXT, (t, from, to) => {
    const [olds, news] = [characters(from), characters(to)];
    return characters(t)
      .map((c) => (olds.includes(c) ? (news[olds.indexOf(c)] ?? '') : c))
      .join('');
  }),
  REVERSE: of(TEXT, (t) => characters(t).reverse().join('')),
  SPLIT: of(ARRAY, (t, s) =>
    jsonArray((s === '' ? [t as string] : (t as string).split(s as string)).map(jsonText)),
  ),
  EDITDISTANCE: of(INTEGER, (a, b) => BigInt(editDistance(characters(a), characters(b)))),
  JAROWINKLER_SIMILARITY: of(exact(38, 0), (a, b) => {
    const [x, y] = [characters((a as string).toLowerCase()), characters((b as string).toLowerCase())];
    return BigInt(Math.floor(jaroWinkler(x, y) * 100 + 1e-9));
  }),
  MD5: of(TEXT, (t) => hexOf('md5', t)),
  SHA2: of(TEXT, (t, bits) => hexOf(`sha${String(bits)}`, t)),
  HEX_ENCODE: of(TEXT, (t) => t),
  PARSE_JSON: of(VARIANT, parsed),
  TRY_PARSE_JSON: of(VARIANT, (t) => valueOf(t as string)),
};
