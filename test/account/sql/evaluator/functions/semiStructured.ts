import { toVariant } from '../casts.js';
import { keyOf } from '../compare.js';
import { inside, jsonArray, jsonObject, jsonText, pathParts, writeJson } from '../json.js';
import type { Json } from '../json.js';
import { ARRAY, BOOLEAN, exact, OBJECT, TEXT, VARIANT } from '../type.js';
import { strict } from '../typed.js';
import { decided, Failure, Uncertain } from '../value.js';
import type { Known } from '../value.js';
import { argument, constantOf, of } from './definition.js';
import type { ScalarFunctions } from './definition.js';

/** Snowflake documentation, "Semi-structured data functions". */
const itemsOf = (value: Known): readonly Json[] => {
  const json = value as Json;
  return json.json === 'array' ? json.items : [];
};

function typeOf(value: Json): string {
  switch (value.json) {
    case 'null':
      return 'NULL_VALUE';
    case 'text':
      return 'VARCHAR';
    case 'number':
      return value.scale === 0 ? 'INTEGER' : 'DECIMAL';
    case 'double':
      // The local account keeps the digits of a FLOAT, as JSON has them.
      throw new Uncertain('the type of a FLOAT in JSON');
    default:
      return value.json.toUpperCase();
  }
}

const distinctBy = (items: readonly Json[]): Json[] => [
  ...new Map(items.map((item) => [writeJson(item), item])).values(),
];

/** Negative places count from the end. */
function slice(value: Known, from: Known, to: Known): Json {
  const items = itemsOf(value);
  return jsonArray(items.slice(Number(from), Number(to)));
}

/** "A NULL in an array is converted to an empty string." */
const plainText = (value: Json): string =>
  value.json === 'text' ? value.value : value.json === 'null' ? '' : writeJson(value);

export const SEMI_STRUCTURED_FUNCTIONS: ScalarFunctions = {
  GET_PATH: (args) => {
    const parts = pathParts(String(constantOf(argument(args, 1))));
    return strict([argument(args, 0)], VARIANT, (value) =>
      parts.reduce<Json | null>((found, p) => found && inside(found, p), value as Json),
    );
  },
  GET: (args) => strict(args, VARIANT, (value, index) => inside(value as Json, Number(index))),
  TYPEOF: of(TEXT, (v) => typeOf(v as Json)),
  IS_NULL_VALUE: of(BOOLEAN, (v) => (v as Json).json === 'null'),
  OBJECT_KEYS: of(ARRAY, (v) => {
    const json = v as Json;
    return jsonArray(json.json === 'object' ? [...json.entries.keys()].map(jsonText) : []);
  }),
  ARRAY_SIZE: of(exact(9, 0), (v) => BigInt(itemsOf(v).length)),
  ARRAY_CONTAINS: of(BOOLEAN, (element, array) =>
    itemsOf(array).some((item) => writeJson(item) === writeJson(element as Json)),
  ),
  ARRAYS_OVERLAP: of(BOOLEAN, (a, b) => {
    const others = new Set(itemsOf(b).map(writeJson));
    return itemsOf(a).some((item) => others.has(writeJson(item)));
  }),
  ARRAY_DISTINCT: of(ARRAY, (v) => jsonArray(distinctBy(itemsOf(v)))),
  ARRAY_SLICE: of(ARRAY, slice),
  ARRAY_TO_STRING: of(TEXT, (v, separator) =>
    itemsOf(v)
      .map(plainText)
      .join(separator as string),
  ),
  /** Keys whose value is NULL are left out. */
  OBJECT_CONSTRUCT: (args) => ({
    type: OBJECT,
    of: (place) => {
      const entries: [string, Json][] = [];
      for (let i = 0; i < args.length; i += 2) {
        const value = argument(args, i + 1).of(place);
        if (value instanceof Failure) return value;
        const known = decided(value);
        if (known !== null)
          entries.push([String(constantOf(argument(args, i))), toVariant(known, argument(args, i + 1).type)]);
      }
      return jsonObject(entries);
    },
  }),
  /** Not Snowflake's numbers, but equal for equal values and different for others. */
  HASH: (args) => ({
    type: exact(38, 0),
    of: (place) => {
      const values = args.map((a) => a.of(place));
      const failed = values.find((v) => v instanceof Failure);
      if (failed) return failed;
      const text = values.map((v, i) => normal(keyOf(v, argument(args, i).type))).join('|');
      return BigInt(`0x${Buffer.from(text).toString('hex') || '0'}`);
    },
  }),
};

/** Equal numbers of different scales hash alike. */
const normal = (key: string): string => (/^-?\d+\.\d+$/.test(key) ? key.replace(/\.?0+$/, '') : key);
