/** Builders for entries of the function table. */
import type { SnowflakeType } from '../../account.js';
import { bound } from '../bind/bound.js';
import type { Bound } from '../bind/bound.js';
import { byMoment, convert } from '../bind/coerce.js';
import { numeric } from '../bind/arithmetic.js';
import { condition } from '../bind/compare.js';
import { wrongType } from '../bind/errors.js';
import { ARRAY, BINARY, DATE, FLOAT, TEXT, TIMESTAMP_NTZ, VARIANT } from '../../../sql/read/types.js';
import { duckdbType } from '../duckdbTypes.js';
import type { CallSite, FunctionDefinition, ResultRule } from './definition.js';

/**
 * What a parameter takes. `integer` arrives as BIGINT text, `number` as NUMBER or FLOAT, `moment` as a date or
 * timestamp, `any` unchanged.
 */
export type Parameter =
  | 'text'
  | 'integer'
  | 'number'
  | 'float'
  | 'boolean'
  | 'date'
  | 'moment'
  | 'variant'
  | 'array'
  | 'binary'
  | 'any'
  /** Any; a TIMESTAMP_TZ as its moment. */
  | 'moment or any';

const MOMENTS: ReadonlySet<string> = new Set(['DATE', 'TIMESTAMP_NTZ', 'TIMESTAMP_LTZ']);

export function asInteger(value: Bound): Bound {
  const exact = numeric(value);
  return { ...exact, sql: `CAST(${exact.sql} AS BIGINT)` };
}

/** Text counts as a timestamp, as Snowflake's implicit cast has it. */
export function asMoment(value: Bound, site?: CallSite): Bound {
  if (MOMENTS.has(value.type.kind)) return value;
  if (value.type.kind === 'TEXT' || value.type.kind === 'VARIANT' || value.type.kind === 'NULL')
    return convert(value, TIMESTAMP_NTZ);
  throw wrongType(site?.call.name ?? 'date function', [value.type], site?.where);
}

const ACCEPT: Readonly<Record<Parameter, (value: Bound, site: CallSite) => Bound>> = {
  text: (v) => convert(v, TEXT),
  integer: asInteger,
  number: numeric,
  float: (v) => convert(numeric(v), FLOAT),
  boolean: condition,
  date: (v) => convert(v, DATE),
  moment: asMoment,
  variant: (v) => convert(v, VARIANT),
  array: (v) => convert(v, ARRAY),
  binary: (v) => convert(v, BINARY),
  any: (v) => v,
  'moment or any': byMoment,
};

export function accept(parameter: Parameter, value: Bound, site: CallSite): Bound {
  return ACCEPT[parameter](value, site);
}

function resultType(rule: ResultRule, args: readonly Bound[]): SnowflakeType {
  return typeof rule === 'function' ? rule(args) : rule;
}

/** `{0}`, `{1}` in a template; `{*}` all arguments. */
function fill(template: string, args: readonly Bound[]): string {
  return template.replace(/\{(\d+|\*)\}/g, (_, key: string) =>
    key === '*' ? args.map((a) => a.sql).join(', ') : (args[Number(key)]?.sql ?? 'NULL'),
  );
}

/** A template or, by number of arguments, several. */
export type Template = string | readonly string[];

/**
 * A scalar function whose DuckDB form is a template. Parameters from `required` on are optional. The template's
 * DuckDB type must be that of the result; `CAST` it where DuckDB's own function answers another.
 */
export function scalar(
  parameters: readonly Parameter[],
  result: ResultRule,
  template: Template,
  required = parameters.length,
): FunctionDefinition {
  return {
    kind: 'scalar',
    min: required,
    max: parameters.length,
    bind: (site) => {
      const args = site.args.map((v, i) => accept(parameters[i]!, v, site));
      const text = typeof template === 'string' ? template : template[args.length - required]!;
      return bound(
        fill(text, args),
        resultType(result, args),
        args.some((a) => a.nullable) || args.length === 0,
      );
    },
  };
}

/** As `scalar`, with the DuckDB text cast to the result's type. */
export function castScalar(
  parameters: readonly Parameter[],
  result: ResultRule,
  template: Template,
  required = parameters.length,
): FunctionDefinition {
  const inner = scalar(parameters, result, template, required);
  return {
    ...inner,
    bind: (site) => {
      const value = inner.bind(site);
      return {
        ...value,
        sql: `CAST(${value.sql} AS ${duckdbType(value.type.kind === 'NULL' ? TEXT : value.type)})`,
      };
    },
  };
}

export function special(min: number, max: number, bind: (site: CallSite) => Bound): FunctionDefinition {
  return { kind: 'scalar', min, max, bind };
}

/** The type of the first argument. */
export const first: ResultRule = (args) => {
  const type = args[0]?.type;
  return type === undefined || type.kind === 'NULL' ? TEXT : type;
};

/** A function that may answer NULL though none of its arguments is. */
export const mayBeNull = (definition: FunctionDefinition): FunctionDefinition => ({
  ...definition,
  bind: (site) => ({ ...definition.bind(site), nullable: true }),
});
