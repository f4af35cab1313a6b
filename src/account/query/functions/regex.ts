/** Source: "String functions (regular expressions)". Positions count from 1. */
import { bound } from '../bind/bound.js';
import type { Bound } from '../bind/bound.js';
import { asText } from '../bind/coerce.js';
import { badArgument, unsupportedFeature } from '../bind/errors.js';
import { ARRAY, BOOLEAN, INTEGER, TEXT } from '../../../sql/read/types.js';
import type { CallSite, FunctionGroup } from './definition.js';
import { special } from './build.js';

/** Regular expression parameters to RE2 options; `c` is the default. */
function options(site: CallSite, index: number): string {
  const given = site.args[index];
  if (given === undefined) return "'c'";
  if (given.constant === undefined || !/^[cimse]*$/.test(given.constant)) {
    throw unsupportedFeature(`regular expression parameters of ${site.call.name}`, site.where);
  }
  const flags = given.constant.replaceAll('e', '');
  return flags === '' ? "'c'" : `'${flags}'`;
}

function whole(site: CallSite, index: number, fallback: number, least: number): number {
  const given = site.args[index];
  if (given === undefined) return fallback;
  if (given.constant === undefined || !/^-?\d+$/.test(given.constant))
    throw unsupportedFeature(`computed arguments of ${site.call.name}`, site.where);
  const value = Number(given.constant);
  if (value < least)
    throw badArgument(`Invalid argument ${given.constant} of function ${site.call.name}`, site.where);
  return value;
}

interface Search {
  /** The text from the start position on, and what stands before it; null when the search starts at the beginning. */
  readonly subject: string;
  readonly before: string | null;
  readonly skipped: number;
  readonly pattern: string;
}

/** Anchors and word borders look at what stands before the position, which the cut text has not. */
const LOOKS_BACK = /\^|\\[bBA]/;

/** Subject, pattern and, at `index`, the start position. */
function search(site: CallSite, index: number): Search {
  const [subject, pattern] = site.args.slice(0, 2).map((a) => asText(a).sql);
  const position = whole(site, index, 1, 1);
  if (position === 1) return { subject: subject!, before: null, skipped: 0, pattern: pattern! };
  const written = site.args[1]!.constant;
  if (written === undefined || LOOKS_BACK.test(written.replace(/\[\^/g, '[')))
    throw unsupportedFeature(`a start position with this pattern in ${site.call.name}`, site.where);
  return {
    subject: `substring(${subject!}, ${position})`,
    before: `left(${subject!}, ${position - 1})`,
    skipped: position - 1,
    pattern: pattern!,
  };
}

function regexpReplace(site: CallSite): Bound {
  const { subject, before, pattern } = search(site, 3);
  const replacement = site.args[2] === undefined ? "''" : asText(site.args[2]).sql;
  const occurrence = whole(site, 4, 0, 0);
  if (occurrence > 1) throw unsupportedFeature('a later occurrence in REGEXP_REPLACE', site.where);
  const flags = options(site, 5).replace(/'$/, occurrence === 0 ? "g'" : "'");
  const replaced = `regexp_replace(${subject}, ${pattern}, ${replacement}, ${flags})`;
  return bound(before === null ? replaced : `(${before} || ${replaced})`, TEXT);
}

/** The group to extract: 0 is the whole match; `e` without a number means the first. */
function group(site: CallSite, parameters: number): number {
  const extracts = site.args[parameters + 1] !== undefined;
  if (extracts) return whole(site, parameters + 1, 1, 0);
  return (site.args[parameters]?.constant ?? '').includes('e') ? 1 : 0;
}

function matches(site: CallSite): string {
  const { subject, pattern } = search(site, 2);
  return `regexp_extract_all(${subject}, ${pattern}, ${group(site, 4)}, ${options(site, 4)})`;
}

function regexpSubstring(site: CallSite): Bound {
  return bound(`${matches(site)}[${whole(site, 3, 1, 1)}]`, TEXT);
}

function regexpSubstringAll(site: CallSite): Bound {
  const first = whole(site, 3, 1, 1);
  const all = matches(site);
  return bound(`to_json(${first === 1 ? all : `${all}[${first}:]`})`, ARRAY);
}

function regexpCount(site: CallSite): Bound {
  const { subject, pattern } = search(site, 2);
  const found = `len(regexp_extract_all(${subject}, ${pattern}, 0, ${options(site, 3)}))`;
  return bound(`CAST(${found} AS DECIMAL(38,0))`, INTEGER);
}

/** The position of the first match: the length of the shortest text before one, and 1. */
function regexpPosition(site: CallSite): Bound {
  const { subject, pattern, skipped } = search(site, 2);
  if (whole(site, 3, 1, 1) !== 1 || whole(site, 4, 0, 0) !== 0 || site.args.length > 6)
    throw unsupportedFeature('occurrence, option or group in REGEXP_INSTR', site.where);
  const flags = options(site, 5);
  const before = `regexp_extract(${subject}, '^((?s:.*?))(?:' || ${pattern} || ')', 1, ${flags})`;
  const found = `CASE WHEN regexp_matches(${subject}, ${pattern}, ${flags}) THEN length(${before}) + ${skipped + 1} WHEN ${subject} IS NOT NULL AND ${pattern} IS NOT NULL THEN 0 END`;
  return bound(`CAST(${found} AS DECIMAL(38,0))`, INTEGER);
}

const regexpLike = special(2, 3, (site) => {
  const [subject, pattern] = site.args.map((a) => asText(a).sql);
  return bound(`regexp_full_match(${subject!}, ${pattern!}, ${options(site, 2)})`, BOOLEAN);
});

export const REGEXES: FunctionGroup = {
  RLIKE: regexpLike,
  REGEXP_LIKE: regexpLike,
  REGEXP_REPLACE: special(2, 6, regexpReplace),
  REGEXP_SUBSTR: special(2, 6, regexpSubstring),
  REGEXP_SUBSTR_ALL: special(2, 6, regexpSubstringAll),
  REGEXP_EXTRACT_ALL: special(2, 6, regexpSubstringAll),
  REGEXP_COUNT: special(2, 4, regexpCount),
  REGEXP_INSTR: special(2, 7, regexpPosition),
};
