/** Functions that take a lambda. Source: "FILTER", "TRANSFORM", "REDUCE". An array's elements are VARIANT. */
import { bound } from '../bind/bound.js';
import type { Bound } from '../bind/bound.js';
import { commonType, convert } from '../bind/coerce.js';
import { condition } from '../bind/compare.js';
import { badArgument } from '../bind/errors.js';
import { ARRAY, number, TEXT, VARIANT } from '../../../sql/read/types.js';
import type { SnowflakeType } from '../../account.js';
import type { Expression } from '../../../sql/read/syntax/tree.js';
import type { CallSite, FunctionGroup } from './definition.js';
import { special } from './build.js';

type Lambda = Extract<Expression, { kind: 'lambda' }>;

function lambdaOf(site: CallSite, index: number, parameters: number): Lambda {
  const given = site.call.args[index];
  if (given?.kind !== 'lambda' || given.parameters.length !== parameters)
    throw badArgument(
      `${site.call.name} takes a lambda expression with ${parameters === 1 ? 'one parameter' : `${parameters} parameters`}`,
      site.where,
    );
  return given;
}

/** The elements of an array one by one; `each` makes the list of what comes of them. */
function overItems(site: CallSite, each: (items: string, name: string, element: Bound) => string): Bound {
  const array = convert(site.bind(site.call.args[0]!), ARRAY);
  const name = site.env.state.fresh('x');
  const list = each(`sf_items(${array.sql})`, name, bound(name, VARIANT));
  return bound(`CASE WHEN ${array.sql} IS NOT NULL THEN to_json(${list}) END`, ARRAY);
}

function transform(site: CallSite): Bound {
  const lambda = lambdaOf(site, 1, 1);
  return overItems(site, (items, name, element) => {
    const value = convert(site.lambda(lambda, [element]), VARIANT);
    return `list_transform(${items}, lambda ${name}: ${value.sql})`;
  });
}

function filter(site: CallSite): Bound {
  const lambda = lambdaOf(site, 1, 1);
  return overItems(site, (items, name, element) => {
    const test = condition(site.lambda(lambda, [element]));
    return `list_filter(${items}, lambda ${name}: ${test.sql})`;
  });
}

/** A type that holds the accumulator at the beginning and after every step. */
function widest(types: readonly Bound['type'][]): SnowflakeType {
  const type = commonType(types);
  if (type.kind === 'NULL') return VARIANT;
  if (type.kind === 'NUMBER') return number(38, type.scale);
  return type.kind === 'TEXT' ? TEXT : type;
}

function reduce(site: CallSite): Bound {
  const lambda = lambdaOf(site, 2, 2);
  const array = convert(site.bind(site.call.args[0]!), ARRAY);
  const first = site.bind(site.call.args[1]!);
  const [sum, item] = [site.env.state.fresh('x'), site.env.state.fresh('x')];
  const step = (type: SnowflakeType): Bound =>
    site.lambda(lambda, [convert(bound(sum, VARIANT), type), bound(item, VARIANT)]);
  const start = widest([first.type]);
  const type = widest([first.type, step(start).type]);
  const body = convert(convert(step(type), type), VARIANT);
  const begin = convert(convert(first, type), VARIANT);
  const reduced = `list_reduce(sf_items(${array.sql}), lambda ${sum}, ${item}: ${body.sql}, ${begin.sql})`;
  return convert(bound(`CASE WHEN ${array.sql} IS NOT NULL THEN ${reduced} END`, VARIANT), type);
}

export const LAMBDAS: FunctionGroup = {
  TRANSFORM: special(2, 2, transform),
  FILTER: special(2, 2, filter),
  REDUCE: special(3, 3, reduce),
};
