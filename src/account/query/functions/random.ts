/**
 * Random values. Source: "Data generation functions". A seed gives the same rows' values in every run; they are not the
 * values that Snowflake gives for it.
 */
import { bound } from '../bind/bound.js';
import type { Bound } from '../bind/bound.js';
import { convert } from '../bind/coerce.js';
import { numeric } from '../bind/arithmetic.js';
import { badArgument } from '../bind/errors.js';
import { duckdbType } from '../duckdbTypes.js';
import { FLOAT, INTEGER, number } from '../../../sql/read/types.js';
import type { CallSite, FunctionGroup } from './definition.js';
import { asInteger, special } from './build.js';

/** RANDOM gives 64-bit numbers. */
const RANDOM_TYPE = number(19, 0);
const HALF = 'CAST(9223372036854775808 AS HUGEINT)';
const RANGE = '18446744073709551616.0';

function random(site: CallSite): Bound {
  const [seed] = site.args;
  const key = seed === undefined ? 'random()' : `${asInteger(seed).sql}, ${site.rowNumber()}`;
  const sql = `CAST(CAST(hash(${key}) AS HUGEINT) - ${HALF} AS ${duckdbType(RANDOM_TYPE)})`;
  return bound(sql, RANDOM_TYPE, false);
}

/** A generator's number from 0 to 2^64 - 1. */
function unsigned(generator: Bound): string {
  return `(CAST(${asInteger(generator).sql} AS HUGEINT) + ${HALF})`;
}

/** UNIFORM(low, high, generator): whole numbers with both ends, or a FLOAT when an end is none. */
function uniform(site: CallSite): Bound {
  const [low, high] = site.args.slice(0, 2).map(numeric);
  const drawn = unsigned(site.args[2]!);
  const whole = [low!, high!].every((v) => v.type.kind === 'NUMBER' && v.type.scale === 0);
  if (whole) {
    const [from, to] = [low!, high!].map((v) => `CAST(${v.sql} AS HUGEINT)`);
    return bound(`CAST(${from!} + ${drawn} % (${to!} - ${from!} + 1) AS ${duckdbType(INTEGER)})`, INTEGER);
  }
  const [from, to] = [low!, high!].map((v) => convert(v, FLOAT).sql);
  return bound(`(${from!} + CAST(${drawn} AS DOUBLE) / ${RANGE} * (${to!} - ${from!}))`, FLOAT);
}

/** NORMAL(mean, deviation, generator). */
function normal(site: CallSite): Bound {
  const [mean, deviation] = site.args.slice(0, 2).map((v) => convert(numeric(v), FLOAT).sql);
  return bound(`sf_normal(${mean!}, ${deviation!}, ${unsigned(site.args[2]!)})`, FLOAT);
}

const LONGEST = 10_000;

/** RANDSTR(length, generator): letters and digits. */
function randomText(site: CallSite): Bound {
  const length = site.args[0]!.constant;
  if (length === undefined || !/^\d+$/.test(length) || Number(length) > LONGEST)
    throw badArgument(`RANDSTR needs a constant length up to ${LONGEST}`, site.where);
  return bound(`sf_randstr(${length}, ${unsigned(site.args[1]!)})`, {
    kind: 'TEXT',
    length: Math.max(1, Number(length)),
  });
}

export const RANDOMS: FunctionGroup = {
  RANDOM: special(0, 1, random),
  UNIFORM: special(3, 3, uniform),
  NORMAL: special(3, 3, normal),
  RANDSTR: special(2, 2, randomText),
};
