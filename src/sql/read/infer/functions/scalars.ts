/**
 * Scalar functions. Source: "String & binary functions", "Numeric functions", "Conditional expression functions",
 * "Conversion functions", "Semi-structured and structured data functions", "Context functions", "Vector functions".
 */
import { ARRAY, BINARY, BOOLEAN, DATE, FLOAT, INTEGER, number, OBJECT, TEXT, TIME } from '../../types.js';
import { TIMESTAMP_LTZ, TIMESTAMP_NTZ, TIMESTAMP_TZ, VARIANT } from '../../types.js';
import type { CallInput, Result, Signatures } from './signature.js';
import { MANY, named, scalar } from './signature.js';
import { common, decoded, like, numberOf, quotient, remainder, rounded } from './results.js';

const TEXTS: Signatures = {
  ...named(
    'UPPER LOWER INITCAP REVERSE HEX_ENCODE HEX_DECODE_STRING BASE64_ENCODE BASE64_DECODE_STRING',
    scalar(1, 3, TEXT, 'args'),
  ),
  SOUNDEX: scalar(1, 1, TEXT, 'args'),
  ...named('TRIM LTRIM RTRIM', scalar(1, 2, TEXT, 'args')),
  ...named('LENGTH LEN OCTET_LENGTH BIT_LENGTH RTRIMMED_LENGTH ASCII UNICODE', scalar(1, 1, INTEGER, 'args')),
  ...named('SUBSTR SUBSTRING', scalar(2, 3, TEXT)),
  ...named('LEFT RIGHT REPEAT', scalar(2, 2, TEXT, 'args')),
  CONCAT: scalar(1, MANY, TEXT, 'args'),
  CONCAT_WS: scalar(2, MANY, TEXT),
  REPLACE: scalar(2, 3, TEXT, 'args'),
  TRANSLATE: scalar(3, 3, TEXT, 'args'),
  SPACE: scalar(1, 1, TEXT, 'args'),
  SPLIT: scalar(2, 2, ARRAY, 'args'),
  SPLIT_PART: scalar(3, 3, TEXT, 'args'),
  STRTOK: scalar(1, 3, TEXT, 'args'),
  STRTOK_TO_ARRAY: scalar(1, 2, ARRAY),
  INSERT: scalar(4, 4, TEXT, 'args'),
  ...named('STARTSWITH ENDSWITH CONTAINS', scalar(2, 2, BOOLEAN, 'args')),
  ...named('POSITION CHARINDEX', scalar(2, 3, INTEGER, 'args')),
  ...named('LPAD RPAD', scalar(2, 3, TEXT)),
  ...named('CHR CHAR', scalar(1, 1, TEXT, 'args')),
  ...named('EDITDISTANCE', scalar(2, 3, INTEGER, 'args')),
  JAROWINKLER_SIMILARITY: scalar(2, 2, INTEGER, 'args'),
  UUID_STRING: scalar(0, 2, TEXT, true),
  ...named('LIKE ILIKE', scalar(2, 3, BOOLEAN)),
  ...named('LIKE_ALL LIKE_ANY ILIKE_ANY', scalar(2, MANY, BOOLEAN)),
  ...named('RLIKE REGEXP_LIKE', scalar(2, 3, BOOLEAN)),
  REGEXP_REPLACE: scalar(2, 6, TEXT),
  REGEXP_SUBSTR: scalar(2, 6, TEXT),
  ...named('REGEXP_SUBSTR_ALL REGEXP_EXTRACT_ALL', scalar(2, 6, ARRAY)),
  REGEXP_COUNT: scalar(2, 4, INTEGER),
  REGEXP_INSTR: scalar(2, 7, INTEGER),
  ...named('MD5 MD5_HEX SHA1 SHA1_HEX', scalar(1, 1, TEXT, 'args')),
  ...named('SHA2 SHA2_HEX', scalar(1, 2, TEXT, 'args')),
  ...named('MD5_BINARY SHA1_BINARY', scalar(1, 1, BINARY, 'args')),
  ...named('TRY_HEX_DECODE_STRING TRY_BASE64_DECODE_STRING', scalar(1, 1, TEXT)),
  ...named('HEX_DECODE_BINARY BASE64_DECODE_BINARY', scalar(1, 1, BINARY, 'args')),
  ...named('TRY_HEX_DECODE_BINARY TRY_BASE64_DECODE_BINARY', scalar(1, 1, BINARY)),
  SHA2_BINARY: scalar(1, 2, BINARY, 'args'),
  APPROX_TOP_K_ESTIMATE: scalar(1, 2, ARRAY),
  HASH: scalar(1, MANY, number(19, 0), false),
  PARSE_URL: scalar(1, 2, OBJECT),
  PARSE_IP: scalar(2, 3, OBJECT),
};

const NUMBERS: Signatures = {
  ABS: { ...scalar(1, 1, numberOf, 'args'), numbers: [0] },
  SIGN: { ...scalar(1, 1, INTEGER, 'args'), numbers: [0] },
  ...named('ROUND TRUNC TRUNCATE CEIL FLOOR', scalar(1, 2, rounded, 'args')),
  MOD: scalar(2, 2, remainder),
  ...named(
    'SQRT CBRT SQUARE EXP LN DEGREES RADIANS SIN COS TAN COT ASIN ACOS ATAN SINH COSH TANH ASINH ACOSH ATANH',
    { ...scalar(1, 1, FLOAT, 'args'), numbers: [0] },
  ),
  ...named('LOG POWER POW ATAN2', { ...scalar(2, 2, FLOAT, 'args'), numbers: [0, 1] }),
  DATASKETCHES_HLL_ESTIMATE: scalar(1, 1, FLOAT),
  APPROX_PERCENTILE_ESTIMATE: scalar(2, 2, FLOAT),
  PI: scalar(0, 0, FLOAT, true),
  FACTORIAL: scalar(1, 1, INTEGER, 'args'),
  GETBIT: scalar(2, 2, INTEGER, 'args'),
  ...named('BITAND BITOR BITXOR BITSHIFTLEFT BITSHIFTRIGHT', scalar(2, 2, INTEGER, 'args')),
  BITNOT: scalar(1, 1, INTEGER, 'args'),
  WIDTH_BUCKET: scalar(4, 4, INTEGER, 'args'),
  HAVERSINE: scalar(4, 4, FLOAT, 'args'),
  RANDOM: scalar(0, 1, number(19, 0), false),
  UNIFORM: scalar(3, 3, uniform),
  NORMAL: scalar(3, 3, FLOAT),
  ZIPF: scalar(3, 3, INTEGER),
  RANDSTR: scalar(2, 2, randomText),
  ...named('SEQ1 SEQ2 SEQ4 SEQ8', scalar(0, 1, INTEGER, false)),
  ...named(
    'VECTOR_COSINE_SIMILARITY VECTOR_INNER_PRODUCT VECTOR_L1_DISTANCE VECTOR_L2_DISTANCE',
    scalar(2, 2, FLOAT, 'args'),
  ),
};

/** Whole numbers between whole ends, FLOAT between others. */
function uniform({ args }: CallInput): Result {
  const ends = args.slice(0, 2).map((a) => a.type);
  if (ends.includes(null)) return null;
  return ends.every((t) => t?.kind === 'NUMBER' && t.scale === 0) ? INTEGER : FLOAT;
}

function randomText({ args }: CallInput): Result {
  const length = Number(args[0]?.constant);
  return Number.isInteger(length) ? { kind: 'TEXT', length: Math.max(1, length) } : TEXT;
}

const CONDITIONALS: Signatures = {
  COALESCE: scalar(1, MANY, common(0), 'all'),
  ...named('NVL IFNULL', scalar(2, 2, common(0), 'all')),
  NVL2: { ...scalar(3, 3, common(1), 'args'), conditions: 1 },
  IFF: { ...scalar(3, 3, common(1), 'args'), conditions: 1 },
  NULLIF: scalar(2, 2, like(0)),
  NULLIFZERO: { ...scalar(1, 1, numberOf), numbers: [0] },
  ZEROIFNULL: { ...scalar(1, 1, numberOf, false), numbers: [0] },
  ...named('DIV0 DIV0NULL', scalar(2, 2, quotient)),
  DECODE: { ...scalar(3, MANY, decoded), conditions: 1 },
  ...named('GREATEST LEAST', scalar(1, MANY, common(0), 'args')),
  ...named('GREATEST_IGNORE_NULLS LEAST_IGNORE_NULLS', scalar(1, MANY, common(0))),
  EQUAL_NULL: scalar(2, 2, BOOLEAN, false),
  ...named('BOOLAND BOOLOR BOOLXOR', scalar(2, 2, BOOLEAN, 'args')),
  BOOLNOT: scalar(1, 1, BOOLEAN, 'args'),
  REGR_VALX: scalar(2, 2, FLOAT),
  REGR_VALY: scalar(2, 2, FLOAT),
};

/** TO_NUMBER(x [, format] [, precision [, scale]]). */
function toNumber({ args }: CallInput): Result {
  const rest = args.slice(1);
  if (rest[0]?.type?.kind === 'TEXT') rest.shift();
  const [precision = 38, scale = 0] = rest.map((a) => Number(a.constant));
  return Number.isInteger(precision) && Number.isInteger(scale) ? number(precision, scale) : null;
}

const CONVERSIONS: Signatures = {
  ...named('TO_NUMBER TO_DECIMAL TO_NUMERIC', scalar(1, 4, toNumber, 'args')),
  ...named('TRY_TO_NUMBER TRY_TO_DECIMAL TRY_TO_NUMERIC', scalar(1, 4, toNumber)),
  TO_DOUBLE: scalar(1, 2, FLOAT, 'args'),
  TRY_TO_DOUBLE: scalar(1, 2, FLOAT),
  TO_BOOLEAN: scalar(1, 1, BOOLEAN, 'args'),
  TRY_TO_BOOLEAN: scalar(1, 1, BOOLEAN),
  TO_BINARY: scalar(1, 2, BINARY, 'args'),
  TRY_TO_BINARY: scalar(1, 2, BINARY),
  ...named('TO_CHAR TO_VARCHAR', scalar(1, 2, TEXT, 'args')),
  ...named('TRY_TO_DATE', scalar(1, 2, DATE)),
  ...named('TRY_TO_TIME', scalar(1, 2, TIME)),
  ...named('TRY_TO_TIMESTAMP TRY_TO_TIMESTAMP_NTZ', scalar(1, 2, TIMESTAMP_NTZ)),
  TRY_TO_TIMESTAMP_LTZ: scalar(1, 2, TIMESTAMP_LTZ),
  TRY_TO_TIMESTAMP_TZ: scalar(1, 2, TIMESTAMP_TZ),
};

const SEMISTRUCTURED: Signatures = {
  ...named('PARSE_JSON TRY_PARSE_JSON', scalar(1, 2, VARIANT)),
  CHECK_JSON: scalar(1, 1, TEXT),
  TO_JSON: scalar(1, 1, TEXT),
  TO_VARIANT: scalar(1, 1, VARIANT, 'args'),
  TO_ARRAY: scalar(1, 1, ARRAY),
  TO_OBJECT: scalar(1, 1, OBJECT, 'args'),
  ...named('OBJECT_CONSTRUCT OBJECT_CONSTRUCT_KEEP_NULL', scalar(0, MANY, OBJECT, false)),
  OBJECT_KEYS: scalar(1, 1, ARRAY, 'args'),
  ...named('OBJECT_DELETE OBJECT_PICK', scalar(2, MANY, OBJECT)),
  OBJECT_INSERT: scalar(3, 4, OBJECT),
  ARRAY_CONSTRUCT: scalar(0, MANY, ARRAY, false),
  ARRAY_CONSTRUCT_COMPACT: scalar(0, MANY, ARRAY),
  ARRAY_SIZE: scalar(1, 1, number(9, 0)),
  ...named('ARRAY_CONTAINS ARRAYS_OVERLAP', scalar(2, 2, BOOLEAN, 'args')),
  ARRAY_POSITION: scalar(2, 2, INTEGER, 'args'),
  ...named('ARRAY_APPEND ARRAY_PREPEND ARRAY_CAT ARRAY_INTERSECTION', scalar(2, 2, ARRAY, 'args')),
  ...named('ARRAY_EXCEPT ARRAY_REMOVE_AT ARRAY_GENERATE_RANGE', scalar(2, 3, ARRAY)),
  ARRAY_INSERT: scalar(3, 3, ARRAY),
  ARRAY_REVERSE: scalar(1, 1, ARRAY, 'args'),
  ARRAY_REMOVE: scalar(2, 2, ARRAY, 'args'),
  ...named('TRANSFORM FILTER', scalar(2, 2, ARRAY)),
  REDUCE: scalar(3, 3, null),
  ARRAY_SLICE: scalar(3, 3, ARRAY),
  ...named('ARRAY_DISTINCT ARRAY_COMPACT', scalar(1, 1, ARRAY, 'args')),
  ...named('ARRAY_SORT', scalar(1, 3, ARRAY)),
  ...named('ARRAY_FLATTEN', scalar(1, 1, ARRAY)),
  ...named('ARRAY_MIN ARRAY_MAX', scalar(1, 1, VARIANT)),
  ARRAY_TO_STRING: scalar(2, 2, TEXT, 'args'),
  GET: scalar(2, 2, VARIANT),
  GET_IGNORE_CASE: scalar(2, 2, VARIANT),
  GET_PATH: scalar(2, 2, VARIANT),
  TYPEOF: scalar(1, 1, TEXT, 'args'),
  IS_NULL_VALUE: scalar(1, 1, BOOLEAN, 'args'),
  STRIP_NULL_VALUE: scalar(1, 1, VARIANT, 'args'),
  ...named(
    'IS_ARRAY IS_OBJECT IS_BOOLEAN IS_INTEGER IS_DECIMAL IS_DOUBLE IS_REAL IS_VARCHAR IS_CHAR IS_DATE IS_DATE_VALUE IS_TIME IS_TIMESTAMP_NTZ IS_TIMESTAMP_LTZ IS_TIMESTAMP_TZ',
    scalar(1, 1, BOOLEAN),
  ),
  AS_ARRAY: scalar(1, 1, ARRAY),
  AS_OBJECT: scalar(1, 1, OBJECT),
  AS_BOOLEAN: scalar(1, 1, BOOLEAN),
  AS_INTEGER: scalar(1, 1, INTEGER),
  ...named('AS_DOUBLE AS_REAL', scalar(1, 1, FLOAT)),
  ...named('AS_VARCHAR AS_CHAR', scalar(1, 1, TEXT)),
  AS_DATE: scalar(1, 1, DATE),
  AS_TIME: scalar(1, 1, TIME),
  AS_TIMESTAMP_LTZ: scalar(1, 1, TIMESTAMP_LTZ),
  AS_TIMESTAMP_TZ: scalar(1, 1, TIMESTAMP_TZ),
  ...named('AS_DECIMAL AS_NUMBER', scalar(1, 3, toNumber)),
  ARRAYS_ZIP: scalar(1, MANY, ARRAY),
  JSON_EXTRACT_PATH_TEXT: scalar(2, 2, TEXT),
  AS_TIMESTAMP_NTZ: scalar(1, 1, TIMESTAMP_NTZ),
};

const CONTEXT: Signatures = named(
  `CURRENT_ACCOUNT CURRENT_ACCOUNT_NAME CURRENT_AVAILABLE_ROLES CURRENT_CLIENT CURRENT_DATABASE CURRENT_IP_ADDRESS
   CURRENT_ORGANIZATION_NAME CURRENT_REGION CURRENT_ROLE CURRENT_ROLE_TYPE CURRENT_SCHEMA CURRENT_SCHEMAS
   CURRENT_SECONDARY_ROLES CURRENT_SESSION CURRENT_STATEMENT CURRENT_TRANSACTION CURRENT_USER CURRENT_VERSION
   CURRENT_WAREHOUSE LAST_QUERY_ID`,
  scalar(0, 1, TEXT),
);

export const SCALARS: Signatures = {
  ...TEXTS,
  ...NUMBERS,
  ...CONDITIONALS,
  ...CONVERSIONS,
  ...SEMISTRUCTURED,
  ...CONTEXT,
};
