/** Source: "PARSE_URL". */
import { bound, quote } from '../bind/bound.js';
import { asText } from '../bind/coerce.js';
import { badArgument } from '../bind/errors.js';
import { OBJECT } from '../../../sql/read/types.js';
import type { FunctionGroup } from './definition.js';
import { special } from './build.js';

/** 1 scheme, 2 `//authority`, 3 path, 4 `?query`, 5 query, 6 fragment with its sign, 7 fragment. */
const URL = String.raw`^([A-Za-z][A-Za-z0-9+.-]*):(//[^/?#]*)?([^?#]*)(\?([^#]*))?(#(.*))?$`;
/** 1 host, 2 port; the user's name and password are left out. */
const AUTHORITY = String.raw`^[^:]*://(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d*))?`;

const part = (group: number): string => `regexp_extract(u, ${quote(URL)}, ${group})`;
const given = (sign: number, group: number): string =>
  `CASE WHEN ${part(sign)} <> '' THEN ${part(group)} END`;
const place = (group: number): string => `regexp_extract(u, ${quote(AUTHORITY)}, ${group})`;
/** `a=1&b=2` as pairs of texts. */
const PAIRS = `list_transform(string_split(${part(5)}, '&'), lambda p: struct_pack(k := split_part(p, '=', 1), v := to_json(substring(p, length(split_part(p, '=', 1)) + 2))))`;

const COMPONENTS: Readonly<Record<string, string>> = {
  fragment: given(6, 7),
  host: `CASE WHEN ${part(2)} <> '' THEN ${place(1)} END`,
  parameters: `CASE WHEN ${part(5)} <> '' THEN sf_object(${PAIRS}) END`,
  path: `regexp_replace(${part(3)}, '^/', '')`,
  port: `nullif(${place(2)}, '')`,
  query: given(4, 5),
  scheme: `lower(${part(1)})`,
};
const OBJECT_TEXT = `json_object(${Object.entries(COMPONENTS)
  .map(([name, sql]) => `${quote(name)}, ${sql}`)
  .join(', ')})`;

const NO_SCHEME = 'scheme not specified';

/** name(parameters) → body, as in `prelude.ts`. */
export const URL_MACROS: Readonly<Record<string, string>> = {
  'sf_parse_url(u)': `CASE WHEN u IS NULL THEN NULL WHEN ${part(1)} = '' THEN CAST(error('Error parsing URL: ${NO_SCHEME}') AS JSON) ELSE ${OBJECT_TEXT} END`,
  'sf_try_parse_url(u)': `CASE WHEN u IS NULL THEN NULL WHEN ${part(1)} = '' THEN json_object('error', '${NO_SCHEME}') ELSE ${OBJECT_TEXT} END`,
};

export const URLS: FunctionGroup = {
  PARSE_URL: special(1, 2, ({ args: [url, permissive], where }) => {
    const flag = permissive === undefined ? '0' : permissive.constant;
    if (flag !== '0' && flag !== '1')
      throw badArgument('PARSE_URL takes 0 or 1 as its second argument', where);
    return bound(`${flag === '1' ? 'sf_try_parse_url' : 'sf_parse_url'}(${asText(url!).sql})`, OBJECT, true);
  }),
};
