/**
 * Paths into VARIANT values, which are stored as JSON.
 * Source: "Querying semi-structured data": keys are case-sensitive, a missing key gives NULL, JSON null stays JSON null.
 */
import { quote } from './bound.js';
import type { Bound } from './bound.js';
import { asText, convert } from './coerce.js';
import { VARIANT, number } from '../../../sql/read/types.js';

const SEMI: ReadonlySet<string> = new Set(['VARIANT', 'OBJECT', 'ARRAY']);

/** The JSON path of literal steps: `$."a"."b c"[0]`. */
function jsonPath(steps: readonly (string | number)[]): string {
  return `$${steps.map((s) => (typeof s === 'number' ? `[${s}]` : `."${s.replaceAll('"', '\\"')}"`)).join('')}`;
}

function json(value: Bound): string {
  return SEMI.has(value.type.kind) ? value.sql : convert(value, VARIANT).sql;
}

/** An array has nothing at a negative place. */
export function pathText(value: Bound, steps: readonly (string | number)[]): string {
  if (steps.some((step) => typeof step === 'number' && step < 0)) return 'CAST(NULL AS JSON)';
  return `json_extract(${json(value)}, ${quote(jsonPath(steps))})`;
}

/** `v['key']` and `v[0]`; a computed key picks an object's field, a computed number an array's element. */
export function elementText(value: Bound, index: Bound): string {
  if (index.constant !== undefined)
    return pathText(value, [index.type.kind === 'NUMBER' ? Number(index.constant) : index.constant]);
  if (index.type.kind === 'NUMBER') {
    const place = `CAST(${convert(index, number(18, 0)).sql} AS BIGINT)`;
    return `json_extract(${json(value)}, CASE WHEN ${place} >= 0 THEN ${place} END)`;
  }
  return `sf_json_get(${json(value)}, ${asText(index).sql})`;
}

/**
 * An object without the pairs whose key or value is NULL. With constant keys its text is put together: DuckDB binds the
 * struct and the lambda of the general way wrongly in GROUP BY, HAVING and beside LATERAL.
 */
export function objectText(pairs: readonly (readonly [Bound, Bound])[]): string {
  const keys = new Set(pairs.map(([key]) => key.constant));
  if (keys.has(undefined) || keys.size < pairs.length)
    return `sf_object([${pairs.map(([key, value]) => entryText(key, value)).join(', ')}])`;
  if (pairs.length === 0) return "CAST('{}' AS JSON)";
  const fields = pairs.map(
    ([key, value]) => `${quote(`${JSON.stringify(key.constant)}:`)} || CAST(${json(value)} AS VARCHAR)`,
  );
  return `CAST('{' || coalesce(array_to_string([${fields.join(', ')}], ','), '') || '}' AS JSON)`;
}

/** A key and a value as `sf_object` takes them. */
export function entryText(key: Bound, value: Bound): string {
  return `struct_pack(k := ${asText(key).sql}, v := ${json(value)})`;
}
