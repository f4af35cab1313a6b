import { decimalToFloat } from './decimal.js';
import type { Json } from './json.js';
import { jsonArray } from './json.js';
import { FLOAT, VECTOR } from './type.js';
import { constant, strict } from './typed.js';
import type { Typed } from './typed.js';
import { SqlError } from './value.js';
import type { Known } from './value.js';
import type { Sentence } from './words.js';

/** Elements are 32-bit numbers; a vector is kept as an array of them. */
const vectorOf = (elements: readonly number[]): Json =>
  jsonArray(elements.map((value) => ({ json: 'double', value: Math.fround(value) })));

function elementsOf(value: Known): readonly number[] {
  const json = value as Json;
  if (json.json !== 'array') throw new SqlError('No vector');
  return json.items.map((item) => {
    if (item.json === 'double') return item.value;
    if (item.json === 'number') return decimalToFloat(item.digits, item.scale);
    throw new SqlError('Failed to cast variant value to VECTOR');
  });
}

function other(s: Sentence): Typed {
  const given = s.plain<unknown>(1);
  return Array.isArray(given) ? constant(VECTOR, vectorOf(given as number[])) : s.value(given);
}

const inner = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);

const distance =
  (compute: (a: readonly number[], b: readonly number[]) => number) =>
  (s: Sentence): Typed =>
    strict([s.typed(0), other(s)], FLOAT, (a, b) => compute(elementsOf(a), elementsOf(b)));

export const VECTOR_WORDS: Readonly<Record<string, (s: Sentence) => Typed>> = {
  vector: (s) => constant(VECTOR, vectorOf(s.plain(0))),
  toVector: (s) =>
    strict([s.typed(0)], VECTOR, (v) => {
      const elements = elementsOf(v);
      if (elements.length !== s.plain<number>(1)) throw new SqlError('Another number of elements');
      return vectorOf(elements);
    }),
  vectorInner: distance(inner),
  vectorL2: distance((a, b) => Math.hypot(...a.map((x, i) => x - (b[i] ?? 0)))),
  vectorCosine: distance((a, b) => inner(a, b) / Math.sqrt(inner(a, a) * inner(b, b))),
};
