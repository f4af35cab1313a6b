/** Source: "String & binary functions". */
import { bound, quote } from '../bind/bound.js';
import type { Bound } from '../bind/bound.js';
import { asText, byMoment } from '../bind/coerce.js';
import { badArgument, unsupportedFeature } from '../bind/errors.js';
import { ARRAY, BINARY, BOOLEAN, INTEGER, TEXT } from '../../../sql/read/types.js';
import { SHA2_FUNCTION } from '../javascript.js';
import type { CallSite, FunctionDefinition, FunctionGroup } from './definition.js';
import { asInteger, castScalar, mayBeNull, scalar, special } from './build.js';

const MANY = 10_000;

const plain = (template: string): FunctionDefinition => scalar(['text'], TEXT, template);

/** Of the bytes: those of a text in UTF-8. */
const encoding = (name: string): FunctionDefinition =>
  special(1, 1, ({ args }) => {
    const value = args[0]!;
    const bytes = value.type.kind === 'BINARY' ? value.sql : `encode(${asText(value).sql})`;
    return bound(`${name}(${bytes})`, TEXT, value.nullable);
  });

/** CONCAT is NULL when any argument is. */
function concat({ args }: CallSite): Bound {
  return bound(
    `(${args.map((a) => asText(a).sql).join(' || ')})`,
    TEXT,
    args.some((a) => a.nullable),
  );
}

function concatWithSeparator({ args }: CallSite): Bound {
  const [separator, ...parts] = args.map(asText);
  return bound(`(${parts.map((p) => p.sql).join(` || ${separator!.sql} || `)})`, TEXT);
}

/** Text length counts characters, BINARY length bytes. */
function length({ args }: CallSite): Bound {
  const value = args[0]!;
  const text = value.type.kind === 'BINARY' ? `octet_length(${value.sql})` : `length(${asText(value).sql})`;
  return bound(`CAST(${text} AS DECIMAL(38,0))`, INTEGER, value.nullable);
}

/** Position 0 counts as 1, a negative one from the end. */
function substring({ args }: CallSite): Bound {
  const [text, start, count] = [asText(args[0]!).sql, asInteger(args[1]!).sql, args[2]];
  const from = `(CASE WHEN ${start} = 0 THEN 1 ELSE ${start} END)`;
  if (count === undefined) return bound(`substring(${text}, ${from})`, TEXT);
  return bound(`substring(${text}, ${from}, greatest(${asInteger(count).sql}, 0))`, TEXT);
}

const likeFunction = (operator: string): FunctionDefinition =>
  special(2, 3, (site) => {
    const [subject, pattern, escape] = site.args.map((a) => asText(a).sql);
    return bound(
      `(${subject} ${operator} ${pattern}${escape === undefined ? '' : ` ESCAPE ${escape}`})`,
      BOOLEAN,
    );
  });

/** LPAD and RPAD cut to the length as well; no pad text means blanks, an empty one that nothing is put there. */
const padded = (name: string): FunctionDefinition =>
  special(2, 3, (site) => {
    const pad = site.args[2] === undefined ? bound("' '", TEXT, false) : asText(site.args[2]);
    const [text, length] = [asText(site.args[0]!).sql, `CAST(${asInteger(site.args[1]!).sql} AS INTEGER)`];
    const filled = `${name}(${text}, ${length}, ${pad.sql})`;
    const isFilled = site.args[2] === undefined || (pad.constant ?? '') !== '';
    return bound(
      isFilled
        ? filled
        : `(CASE WHEN ${pad.sql} = '' THEN left(${text}, greatest(${length}, 0)) ELSE ${filled} END)`,
      TEXT,
    );
  });

export const TEXTS: FunctionGroup = {
  UPPER: plain('upper({0})'),
  LOWER: plain('lower({0})'),
  INITCAP: plain('sf_initcap({0})'),
  TRIM: scalar(['text', 'text'], TEXT, ["trim({0}, ' ')", 'trim({0}, {1})'], 1),
  LTRIM: scalar(['text', 'text'], TEXT, ["ltrim({0}, ' ')", 'ltrim({0}, {1})'], 1),
  RTRIM: scalar(['text', 'text'], TEXT, ["rtrim({0}, ' ')", 'rtrim({0}, {1})'], 1),
  LENGTH: special(1, 1, length),
  LEN: special(1, 1, length),
  OCTET_LENGTH: castScalar(['text'], INTEGER, 'strlen({0})'),
  BIT_LENGTH: castScalar(['text'], INTEGER, '(8 * strlen({0}))'),
  RTRIMMED_LENGTH: castScalar(['text'], INTEGER, "length(rtrim({0}, ' '))"),
  SUBSTR: special(2, 3, substring),
  SUBSTRING: special(2, 3, substring),
  LEFT: scalar(['text', 'integer'], TEXT, 'left({0}, greatest({1}, 0))'),
  RIGHT: scalar(['text', 'integer'], TEXT, 'right({0}, greatest({1}, 0))'),
  CONCAT: special(1, MANY, concat),
  CONCAT_WS: special(2, MANY, concatWithSeparator),
  REPLACE: scalar(['text', 'text', 'text'], TEXT, ["replace({0}, {1}, '')", 'replace({0}, {1}, {2})'], 2),
  TRANSLATE: scalar(['text', 'text', 'text'], TEXT, 'translate({0}, {1}, {2})'),
  REVERSE: plain('reverse({0})'),
  REPEAT: scalar(['text', 'integer'], TEXT, 'repeat({0}, {1})'),
  SPACE: scalar(['integer'], TEXT, "repeat(' ', {0})"),
  SPLIT: scalar(
    ['text', 'text'],
    ARRAY,
    '(CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN to_json(string_split({0}, {1})) END)',
  ),
  SPLIT_PART: scalar(
    ['text', 'text', 'integer'],
    TEXT,
    'split_part({0}, {1}, (CASE WHEN {2} = 0 THEN 1 ELSE {2} END))',
  ),
  STARTSWITH: scalar(['text', 'text'], BOOLEAN, 'starts_with({0}, {1})'),
  ENDSWITH: scalar(['text', 'text'], BOOLEAN, 'ends_with({0}, {1})'),
  CONTAINS: scalar(['text', 'text'], BOOLEAN, 'contains({0}, {1})'),
  POSITION: castScalar(
    ['text', 'text', 'integer'],
    INTEGER,
    ['strpos({1}, {0})', 'sf_position({0}, {1}, {2})'],
    2,
  ),
  CHARINDEX: castScalar(
    ['text', 'text', 'integer'],
    INTEGER,
    ['strpos({1}, {0})', 'sf_position({0}, {1}, {2})'],
    2,
  ),
  LPAD: padded('lpad'),
  RPAD: padded('rpad'),
  ASCII: castScalar(['text'], INTEGER, 'ascii({0})'),
  UNICODE: castScalar(['text'], INTEGER, 'unicode({0})'),
  CHR: scalar(['integer'], TEXT, 'chr(CAST({0} AS INTEGER))'),
  CHAR: scalar(['integer'], TEXT, 'chr(CAST({0} AS INTEGER))'),
  INSERT: scalar(
    ['text', 'integer', 'integer', 'text'],
    TEXT,
    '(left({0}, {1} - 1) || {3} || substring({0}, {1} + {2}))',
  ),
  EDITDISTANCE: castScalar(
    ['text', 'text', 'integer'],
    INTEGER,
    ['sf_edit_distance({0}, {1})', 'least(sf_edit_distance({0}, {1}), {2})'],
    2,
  ),
  JAROWINKLER_SIMILARITY: castScalar(
    ['text', 'text'],
    INTEGER,
    'trunc(sf_jaro_winkler(upper({0}), upper({1})) * 100)',
  ),
  HEX_ENCODE: encoding('hex'),
  HEX_DECODE_STRING: plain('decode(unhex({0}))'),
  TRY_HEX_DECODE_STRING: mayBeNull(plain('decode(sf_try_hex({0}))')),
  TRY_BASE64_DECODE_STRING: mayBeNull(plain('decode(sf_try_base64({0}))')),
  HEX_DECODE_BINARY: scalar(['text'], BINARY, 'sf_hex({0})'),
  BASE64_DECODE_BINARY: scalar(['text'], BINARY, 'sf_base64({0})'),
  TRY_HEX_DECODE_BINARY: mayBeNull(scalar(['text'], BINARY, 'sf_try_hex({0})')),
  TRY_BASE64_DECODE_BINARY: mayBeNull(scalar(['text'], BINARY, 'sf_try_base64({0})')),
  SOUNDEX: plain('sf_soundex({0})'),
  BASE64_ENCODE: encoding('base64'),
  BASE64_DECODE_STRING: plain('decode(from_base64({0}))'),
  UUID_STRING: scalar([], TEXT, 'CAST(uuid() AS VARCHAR)'),
  LIKE: likeFunction('LIKE'),
  ILIKE: likeFunction('ILIKE'),
  COLLATE: special(2, 2, (site) => {
    throw unsupportedFeature('COLLATE', site.where);
  }),
  STRTOK_TO_ARRAY: scalar(
    ['text', 'text'],
    ARRAY,
    ["to_json(sf_tokens({0}, ' '))", 'to_json(sf_tokens({0}, {1}))'],
    1,
  ),
  STRTOK: scalar(
    ['text', 'text', 'integer'],
    TEXT,
    ["sf_strtok({0}, ' ', 1)", 'sf_strtok({0}, {1}, 1)', 'sf_strtok({0}, {1}, {2})'],
    1,
  ),
};

/** Equal numbers hash alike whatever their scale, and whole FLOATs like the NUMBERs they are equal to. */
export function hashed(value: Bound): string {
  const { sql, type } = byMoment(value);
  if (type.kind === 'FLOAT') return `sf_float_text(${sql})`;
  if (type.kind !== 'NUMBER') return sql;
  return type.scale === 0 ? `CAST(${sql} AS VARCHAR)` : `sf_number_text(${sql})`;
}

/** Digests. Source: "Cryptographic and checksum functions", "HASH". */
export const HASHES: FunctionGroup = {
  MD5: plain('md5({0})'),
  MD5_HEX: plain('md5({0})'),
  MD5_BINARY: scalar(['text'], BINARY, 'unhex(md5({0}))'),
  SHA1_BINARY: scalar(['text'], BINARY, 'unhex(sha1({0}))'),
  SHA1: plain('sha1({0})'),
  SHA1_HEX: plain('sha1({0})'),
  SHA2: special(1, 2, sha2),
  SHA2_HEX: special(1, 2, sha2),
  SHA2_BINARY: special(1, 2, (site) => ({ ...sha2(site), sql: `unhex(${sha2(site).sql})`, type: BINARY })),
  HASH: special(1, MANY, ({ args }) => {
    // Stable and well spread like Snowflake's HASH, with other values: neither is meant to be stored or compared.
    const parts = args.map(hashed);
    return bound(
      `CAST((CAST(hash(${parts.join(', ')}) AS HUGEINT) - 9223372036854775808) AS DECIMAL(19,0))`,
      { kind: 'NUMBER', precision: 19, scale: 0 },
      false,
    );
  }),
};

const DIGEST_SIZES: ReadonlySet<string> = new Set(['224', '256', '384', '512']);

function sha2(site: CallSite): Bound {
  const [message, size] = site.args;
  const bits = size === undefined ? '256' : size.constant;
  if (bits === undefined || !DIGEST_SIZES.has(bits))
    throw badArgument(`${site.call.name} takes a digest of 224, 256, 384 or 512 bits`, site.where);
  const text = asText(message!);
  const digest = bits === '256' ? `sha256(${text.sql})` : `${SHA2_FUNCTION}(${text.sql}, ${quote(bits)})`;
  return bound(digest, TEXT, text.nullable);
}
