/** Source: "Conditional expression functions". */
import { bound } from '../bind/bound.js';
import type { Bound } from '../bind/bound.js';
import { convert, unify } from '../bind/coerce.js';
import { arithmetic, numeric } from '../bind/arithmetic.js';
import { compare, condition } from '../bind/compare.js';
import { BOOLEAN, number } from '../../../sql/read/types.js';
import type { CallSite, FunctionDefinition, FunctionGroup } from './definition.js';
import { scalar, special } from './build.js';

const MANY = 10_000;

function coalesce(site: CallSite): Bound {
  const { values, type } = unify(site.args);
  return bound(
    `COALESCE(${values.map((v) => v.sql).join(', ')})`,
    type,
    values.every((v) => v.nullable),
  );
}

function choose(test: string, yes: Bound, no: Bound): Bound {
  const { values, type } = unify([yes, no]);
  return bound(
    `(CASE WHEN ${test} THEN ${values[0]!.sql} ELSE ${values[1]!.sql} END)`,
    type,
    yes.nullable || no.nullable,
  );
}

/** GREATEST and LEAST are NULL when any argument is. */
const extreme = (name: string): FunctionDefinition =>
  special(1, MANY, (site) => {
    const { values, type } = unify(site.args);
    const nullable = values.filter((v) => v.nullable);
    const call = `${name}(${values.map((v) => v.sql).join(', ')})`;
    if (nullable.length === 0) return bound(call, type, false);
    const isNull = nullable.map((v) => `${v.sql} IS NULL`).join(' OR ');
    return bound(`(CASE WHEN ${isNull} THEN NULL ELSE ${call} END)`, type);
  });

const extremeIgnoringNulls = (name: string): FunctionDefinition =>
  special(1, MANY, (site) => {
    const { values, type } = unify(site.args);
    return bound(`${name}(${values.map((v) => v.sql).join(', ')})`, type);
  });

/** DIV0: 0 for a zero divisor; DIV0NULL for a NULL one too. */
const guardedDivision = (nullDivisor: boolean): FunctionDefinition =>
  special(2, 2, ({ args }) => {
    const divisor = numeric(args[1]!);
    const quotient = arithmetic('/', args[0]!, { ...divisor, sql: `NULLIF(${divisor.sql}, 0)` });
    const test = nullDivisor ? `${divisor.sql} = 0 OR ${divisor.sql} IS NULL` : `${divisor.sql} = 0`;
    const dividend = numeric(args[0]!);
    const zero = convert(
      bound('CAST(0 AS DECIMAL(1,0))', number(1, 0)),
      quotient.type.kind === 'NULL' ? number(1, 0) : quotient.type,
    );
    return bound(
      `(CASE WHEN (${test}) AND ${dividend.sql} IS NOT NULL THEN ${zero.sql} ELSE ${quotient.sql} END)`,
      quotient.type,
    );
  });

/** DECODE compares NULL with NULL as equal. */
function decode(site: CallSite): Bound {
  const [subject, ...rest] = site.args;
  const pairs = Math.floor(rest.length / 2);
  const results = Array.from({ length: pairs }, (_, i) => rest[2 * i + 1]!);
  const otherwise = rest.length % 2 === 1 ? rest.at(-1)! : bound('NULL', { kind: 'NULL' });
  const { values, type } = unify([...results, otherwise]);
  const whens = results.map(
    (_, i) => `WHEN ${compare('IS NOT DISTINCT FROM', subject!, rest[2 * i]!).sql} THEN ${values[i]!.sql}`,
  );
  return bound(`(CASE ${whens.join(' ')} ELSE ${values.at(-1)!.sql} END)`, type);
}

function zeroIfNull({ args }: CallSite): Bound {
  const value = numeric(args[0]!);
  const type = value.type.kind === 'NULL' ? number(38, 0) : value.type;
  return bound(
    `COALESCE(${value.sql}, ${convert(bound('CAST(0 AS DECIMAL(1,0))', number(1, 0)), type).sql})`,
    type,
    false,
  );
}

export const CONDITIONAL: FunctionGroup = {
  COALESCE: special(1, MANY, coalesce),
  NVL: special(2, 2, coalesce),
  IFNULL: special(2, 2, coalesce),
  NVL2: special(3, 3, ({ args }) => choose(`${args[0]!.sql} IS NOT NULL`, args[1]!, args[2]!)),
  IFF: special(3, 3, ({ args }) => choose(condition(args[0]!).sql, args[1]!, args[2]!)),
  NULLIF: special(2, 2, ({ args }) => {
    const test = compare('=', args[0]!, args[1]!);
    return bound(`(CASE WHEN ${test.sql} THEN NULL ELSE ${args[0]!.sql} END)`, args[0]!.type);
  }),
  NULLIFZERO: special(1, 1, ({ args }) => {
    const value = numeric(args[0]!);
    return bound(`NULLIF(${value.sql}, 0)`, value.type);
  }),
  ZEROIFNULL: special(1, 1, zeroIfNull),
  DIV0: guardedDivision(false),
  DIV0NULL: guardedDivision(true),
  DECODE: special(3, MANY, decode),
  GREATEST: extreme('greatest'),
  LEAST: extreme('least'),
  GREATEST_IGNORE_NULLS: extremeIgnoringNulls('greatest'),
  LEAST_IGNORE_NULLS: extremeIgnoringNulls('least'),
  EQUAL_NULL: special(2, 2, ({ args }) => ({
    ...compare('IS NOT DISTINCT FROM', args[0]!, args[1]!),
    nullable: false,
  })),
  BOOLAND: scalar(['boolean', 'boolean'], BOOLEAN, '({0} AND {1})'),
  BOOLOR: scalar(['boolean', 'boolean'], BOOLEAN, '({0} OR {1})'),
  BOOLXOR: scalar(['boolean', 'boolean'], BOOLEAN, '({0} <> {1})'),
  BOOLNOT: scalar(['boolean'], BOOLEAN, '(NOT {0})'),
};
