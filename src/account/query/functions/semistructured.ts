/** Source: "Semi-structured and structured data functions". Values are JSON. */
import { bound, quote } from '../bind/bound.js';
import type { Bound } from '../bind/bound.js';
import { numeric } from '../bind/arithmetic.js';
import { asText, convert } from '../bind/coerce.js';
import { condition } from '../bind/compare.js';
import { badArgument } from '../bind/errors.js';
import { elementText, entryText, objectText, pathText } from '../bind/semistructured.js';
import {
  ARRAY,
  BOOLEAN,
  DATE,
  FLOAT,
  INTEGER,
  number,
  OBJECT,
  TEXT,
  TIME,
  TIMESTAMP_LTZ,
  TIMESTAMP_NTZ,
  TIMESTAMP_TZ,
  VARIANT,
} from '../../../sql/read/types.js';
import type { CallSite, FunctionDefinition, FunctionGroup } from './definition.js';
import { asInteger, castScalar, mayBeNull, scalar, special } from './build.js';

const MANY = 10_000;
const json = (value: Bound): string => convert(value, VARIANT).sql;

function pairs(site: CallSite): (readonly [Bound, Bound])[] {
  if (site.args.length % 2 === 1)
    throw badArgument(`${site.call.name} takes pairs of a key and a value`, site.where);
  return site.args.flatMap((key, i) => (i % 2 === 0 ? [[key, site.args[i + 1]!] as const] : []));
}

/** OBJECT_CONSTRUCT leaves out keys and values that are NULL; a JSON null is a value. */
const objectConstruct = special(0, MANY, (site) => bound(objectText(pairs(site)), OBJECT, false));

const objectConstructKeepNull = special(0, MANY, (site) => {
  const parts = pairs(site).flatMap(([k, v]) => [asText(k).sql, json(v)]);
  return bound(`json_object(${parts.join(', ')})`, OBJECT, false);
});

/** SQL NULL becomes JSON null inside an array. */
const arrayConstruct = special(0, MANY, ({ args }) =>
  bound(`json_array(${args.map(json).join(', ')})`, ARRAY, false),
);

/** `a.b[0]` as written after a colon. */
function steps(path: string): (string | number)[] {
  const found = path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\['([^']*)'\]|\[(\d+)\]|"([^"]*)"|([^.[\]"]+)/g);
  return [...found].map((m) => (m[3] === undefined ? (m[1] ?? m[2] ?? m[4] ?? m[5] ?? '') : Number(m[3])));
}

function getPath(site: CallSite): Bound {
  const path = site.args[1]?.constant;
  if (path === undefined) throw badArgument('GET_PATH needs a constant path', site.where);
  return bound(pathText(site.args[0]!, steps(path)), VARIANT);
}

/** What a value is that was just made a VARIANT is known; of the others JSON tells. */
function typeOf({ args }: CallSite): Bound {
  const { sql, was } = convert(args[0]!, VARIANT);
  if (was === undefined) return bound(`sf_json_typeof(${sql})`, TEXT);
  return bound(`(CASE WHEN ${sql} IS NOT NULL THEN ${quote(was === 'FLOAT' ? 'DOUBLE' : was)} END)`, TEXT);
}

/** AS_…: the value when it has that type, else NULL. */
const as = (types: string, result: (value: Bound) => Bound): FunctionDefinition =>
  special(1, 1, ({ args }) => {
    const value = json(args[0]!);
    const guarded = bound(`(CASE WHEN json_type(${value}) IN (${types}) THEN ${value} END)`, VARIANT);
    return result(guarded);
  });

/** AS_DECIMAL(v [, precision [, scale]]): NUMBER(38,0) unless given. */
function asDecimal(site: CallSite): Bound {
  const [precision = '38', scale = '0'] = site.args.slice(1).map((given) => given.constant ?? '');
  if (!/^\d+$/.test(precision) || !/^\d+$/.test(scale))
    throw badArgument(`${site.call.name} needs constant precision and scale`, site.where);
  const value = json(site.args[0]!);
  const guarded = bound(`(CASE WHEN json_type(${value}) IN (${NUMBERS}) THEN ${value} END)`, VARIANT);
  return convert(guarded, number(Number(precision), Number(scale)));
}

/** The n-th elements of all arrays as an object each, with null where one is too short. */
function arraysZip({ args }: CallSite): Bound {
  const arrays = args.map((given) => convert(given, ARRAY).sql);
  const none = arrays.map((array) => `${array} IS NULL`).join(' OR ');
  const longest = `greatest(${arrays.map((array) => `json_array_length(${array})`).join(', ')})`;
  const fields = arrays.map(
    (array, i) => `'"$${i + 1}":' || coalesce(CAST(sf_items(${array})[i + 1] AS VARCHAR), 'null')`,
  );
  const zipped = `list_transform(range(CAST(${longest} AS BIGINT)), lambda i: CAST('{' || ${fields.join(" || ',' || ")} || '}' AS JSON))`;
  return bound(`(CASE WHEN ${none} THEN NULL ELSE to_json(${zipped}) END)`, ARRAY);
}

const INTEGERS = "'UBIGINT', 'BIGINT', 'HUGEINT', 'UHUGEINT'";
const NUMBERS = `${INTEGERS}, 'DOUBLE'`;

const is = (types: string): FunctionDefinition =>
  special(1, 1, ({ args }) => bound(`(json_type(${json(args[0]!)}) IN (${types}))`, BOOLEAN));

/** ARRAY_SORT(array [, ascending [, nulls first]]): nulls stand last in ascending order and first in descending. */
function arraySort(site: CallSite): Bound {
  const flags = site.args.slice(1).map((given) => {
    const text = condition(given).sql;
    if (text !== 'TRUE' && text !== 'FALSE')
      throw badArgument(`${site.call.name} takes TRUE or FALSE for its order and its nulls`, site.where);
    return text === 'TRUE';
  });
  const [ascending = true, nullsFirst = !ascending] = flags;
  const array = convert(site.args[0]!, ARRAY).sql;
  const sorted = ascending ? `sf_sorted(${array})` : `list_reverse(sf_sorted(${array}))`;
  const nulls = `list_filter(sf_items(${array}), lambda x: json_type(x) = 'NULL')`;
  const parts = nullsFirst ? `${nulls}, ${sorted}` : `${sorted}, ${nulls}`;
  return bound(`CASE WHEN ${array} IS NOT NULL THEN to_json(list_concat(${parts})) END`, ARRAY);
}

export const SEMISTRUCTURED: FunctionGroup = {
  PARSE_JSON: special(1, 1, ({ args }) => bound(`sf_parse_json(${asText(args[0]!).sql})`, VARIANT)),
  TRY_PARSE_JSON: special(1, 1, ({ args }) => bound(`sf_try_parse_json(${asText(args[0]!).sql})`, VARIANT)),
  TO_JSON: special(1, 1, ({ args }) => bound(`CAST(${json(args[0]!)} AS VARCHAR)`, TEXT)),
  TO_VARIANT: special(1, 1, ({ args }) => convert(args[0]!, VARIANT)),
  TO_ARRAY: special(1, 1, ({ args }) => bound(`sf_to_array(${json(args[0]!)})`, ARRAY)),
  TO_OBJECT: special(1, 1, ({ args }) => convert(convert(args[0]!, VARIANT), OBJECT)),
  OBJECT_CONSTRUCT: objectConstruct,
  OBJECT_CONSTRUCT_KEEP_NULL: objectConstructKeepNull,
  OBJECT_KEYS: scalar(['variant'], ARRAY, 'to_json(json_keys({0}))'),
  OBJECT_DELETE: special(2, MANY, ({ args }) => {
    const keys = args
      .slice(1)
      .map((a) => asText(a).sql)
      .join(', ');
    return bound(
      `sf_object(list_filter(sf_entries(${json(args[0]!)}), lambda e: e.k NOT IN (${keys})))`,
      OBJECT,
    );
  }),
  OBJECT_PICK: special(2, MANY, ({ args }) => {
    const keys = args
      .slice(1)
      .map((a) => asText(a).sql)
      .join(', ');
    return bound(`sf_object(list_filter(sf_entries(${json(args[0]!)}), lambda e: e.k IN (${keys})))`, OBJECT);
  }),
  OBJECT_INSERT: special(3, 4, ({ args }) => {
    const [object, key, value, update] = args;
    const parts = [json(object!), asText(key!).sql, entryText(key!, value!)];
    const mayReplace = update === undefined ? 'FALSE' : condition(update).sql;
    return bound(`sf_object_insert(${parts.join(', ')}, ${mayReplace})`, OBJECT);
  }),
  ARRAY_CONSTRUCT: arrayConstruct,
  ARRAY_CONSTRUCT_COMPACT: special(0, MANY, ({ args }) =>
    bound(
      `to_json(list_filter(CAST([${args.map(json).join(', ')}] AS JSON[]), lambda x: x IS NOT NULL))`,
      ARRAY,
    ),
  ),
  ARRAY_INSERT: scalar(['array', 'integer', 'variant'], ARRAY, 'sf_array_insert({0}, {1}, {2})'),
  ARRAY_REMOVE_AT: scalar(['array', 'integer'], ARRAY, 'sf_array_remove_at({0}, {1})'),
  ARRAY_REMOVE: scalar(['array', 'variant'], ARRAY, 'sf_array_remove({0}, {1})'),
  ARRAY_REVERSE: scalar(['array'], ARRAY, 'to_json(list_reverse(sf_items({0})))'),
  ARRAY_SORT: special(1, 3, arraySort),
  ARRAY_MIN: mayBeNull(scalar(['array'], VARIANT, 'sf_sorted({0})[1]')),
  ARRAY_MAX: mayBeNull(scalar(['array'], VARIANT, 'sf_sorted({0})[-1]')),
  ARRAY_EXCEPT: scalar(['array', 'array'], ARRAY, 'sf_array_except({0}, {1})'),
  ARRAY_FLATTEN: scalar(['array'], ARRAY, 'sf_array_flatten({0})'),
  ARRAY_GENERATE_RANGE: scalar(
    ['integer', 'integer', 'integer'],
    ARRAY,
    ['to_json(range({0}, {1}))', 'to_json(range({0}, {1}, {2}))'],
    2,
  ),
  ARRAY_SIZE: special(1, 1, ({ args }) => {
    const value = json(args[0]!);
    return bound(
      `CAST((CASE WHEN json_type(${value}) = 'ARRAY' THEN json_array_length(${value}) END) AS DECIMAL(9,0))`,
      number(9, 0),
    );
  }),
  ARRAY_CONTAINS: scalar(['variant', 'variant'], BOOLEAN, 'list_contains(CAST({1} AS JSON[]), {0})'),
  ARRAY_POSITION: castScalar(
    ['variant', 'variant'],
    INTEGER,
    '(nullif(list_position(CAST({1} AS JSON[]), {0}), 0) - 1)',
  ),
  ARRAY_APPEND: scalar(
    ['variant', 'variant'],
    ARRAY,
    '(CASE WHEN {0} IS NOT NULL THEN to_json(list_append(CAST({0} AS JSON[]), {1})) END)',
  ),
  ARRAY_PREPEND: scalar(
    ['variant', 'variant'],
    ARRAY,
    '(CASE WHEN {0} IS NOT NULL THEN to_json(list_prepend({1}, CAST({0} AS JSON[]))) END)',
  ),
  ARRAY_CAT: scalar(
    ['variant', 'variant'],
    ARRAY,
    '(CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN to_json(list_concat(CAST({0} AS JSON[]), CAST({1} AS JSON[]))) END)',
  ),
  ARRAY_SLICE: special(3, 3, ({ args }) => {
    const [from, to] = args.slice(1).map((a) => asInteger(a).sql);
    return bound(`sf_array_slice(${json(args[0]!)}, ${from}, ${to})`, ARRAY);
  }),
  ARRAY_DISTINCT: scalar(['variant'], ARRAY, 'sf_array_distinct({0})'),
  ARRAY_COMPACT: scalar(
    ['variant'],
    ARRAY,
    "to_json(list_filter(CAST({0} AS JSON[]), lambda x: CAST(x AS VARCHAR) <> 'null'))",
  ),
  ARRAYS_OVERLAP: scalar(['variant', 'variant'], BOOLEAN, 'list_has_any(sf_items({0}), sf_items({1}))'),
  ARRAY_INTERSECTION: scalar(['array', 'array'], ARRAY, 'sf_array_intersection({0}, {1})'),
  ARRAY_TO_STRING: scalar(['variant', 'text'], TEXT, 'sf_array_to_string({0}, {1})'),
  GET: special(2, 2, ({ args }) => bound(elementText(args[0]!, args[1]!), VARIANT)),
  GET_PATH: special(2, 2, getPath),
  GET_IGNORE_CASE: mayBeNull(
    scalar(
      ['variant', 'text'],
      VARIANT,
      'coalesce(sf_json_get({0}, {1}), list_filter(sf_entries({0}), lambda e: lower(e.k) = lower({1}))[1].v)',
    ),
  ),
  CHECK_JSON: mayBeNull(
    scalar(
      ['text'],
      TEXT,
      "CASE WHEN trim({0}) <> '' AND NOT json_valid({0}) THEN 'no JSON: ' || left({0}, 100) END",
    ),
  ),
  TYPEOF: special(1, 1, typeOf),
  IS_NULL_VALUE: scalar(['variant'], BOOLEAN, "(json_type({0}) = 'NULL')"),
  STRIP_NULL_VALUE: scalar(['variant'], VARIANT, "(CASE WHEN json_type({0}) <> 'NULL' THEN {0} END)"),
  IS_ARRAY: is("'ARRAY'"),
  IS_OBJECT: is("'OBJECT'"),
  IS_BOOLEAN: is("'BOOLEAN'"),
  IS_INTEGER: is(INTEGERS),
  IS_DECIMAL: is(NUMBERS),
  IS_DOUBLE: is(NUMBERS),
  IS_REAL: is(NUMBERS),
  IS_VARCHAR: is("'VARCHAR'"),
  IS_CHAR: is("'VARCHAR'"),
  AS_ARRAY: as("'ARRAY'", (v) => ({ ...v, type: ARRAY })),
  AS_OBJECT: as("'OBJECT'", (v) => ({ ...v, type: OBJECT })),
  AS_BOOLEAN: as("'BOOLEAN'", (v) => convert(v, BOOLEAN)),
  AS_INTEGER: as(INTEGERS, (v) => convert(v, INTEGER)),
  AS_REAL: as(NUMBERS, (v) => numeric(convert(v, FLOAT))),
  AS_DOUBLE: as(NUMBERS, (v) => numeric(convert(v, FLOAT))),
  AS_VARCHAR: as("'VARCHAR'", (v) => convert(v, TEXT)),
  AS_CHAR: as("'VARCHAR'", (v) => convert(v, TEXT)),
  AS_DATE: as("'VARCHAR'", (v) => convert(v, DATE)),
  AS_TIME: as("'VARCHAR'", (v) => convert(v, TIME)),
  AS_TIMESTAMP_LTZ: as("'VARCHAR'", (v) => convert(v, TIMESTAMP_LTZ)),
  AS_TIMESTAMP_TZ: as("'VARCHAR'", (v) => convert(v, TIMESTAMP_TZ)),
  AS_DECIMAL: special(1, 3, asDecimal),
  AS_NUMBER: special(1, 3, asDecimal),
  ARRAYS_ZIP: special(1, MANY, arraysZip),
  JSON_EXTRACT_PATH_TEXT: special(2, 2, (site) => {
    const path = site.args[1]!.constant;
    if (path === undefined) throw badArgument('JSON_EXTRACT_PATH_TEXT needs a constant path', site.where);
    const document = bound(`sf_parse_json(${asText(site.args[0]!).sql})`, VARIANT);
    return convert(bound(pathText(document, steps(path)), VARIANT), TEXT);
  }),
  AS_TIMESTAMP_NTZ: as("'VARCHAR'", (v) => convert(v, TIMESTAMP_NTZ)),
};
