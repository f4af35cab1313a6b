/** Context and system functions, answered by the session and the catalog. Source: "Context functions", "System functions". */
import { bound, quote } from '../bind/bound.js';
import type { Bound } from '../bind/bound.js';
import { badArgument, unknownFunction } from '../bind/errors.js';
import { BOOLEAN, TEXT } from '../../../sql/read/types.js';
import type { SessionValue } from '../translation.js';
import { modelCallOf } from '../../models/calls.js';
import { callOfModel } from './models.js';
import type { CallSite, FunctionDefinition, FunctionGroup } from './definition.js';
import { special } from './build.js';

const MANY = 100;

function literal(value: string | null): Bound {
  return value === null
    ? bound('NULL', { kind: 'NULL' })
    : { ...bound(quote(value), TEXT, false), constant: value };
}

const NAMES: readonly SessionValue[] = [
  'CURRENT_ACCOUNT',
  'CURRENT_ACCOUNT_NAME',
  'CURRENT_AVAILABLE_ROLES',
  'CURRENT_CLIENT',
  'CURRENT_DATABASE',
  'CURRENT_IP_ADDRESS',
  'CURRENT_ORGANIZATION_NAME',
  'CURRENT_REGION',
  'CURRENT_ROLE',
  'CURRENT_ROLE_TYPE',
  'CURRENT_SCHEMA',
  'CURRENT_SCHEMAS',
  'CURRENT_SECONDARY_ROLES',
  'CURRENT_SESSION',
  'CURRENT_STATEMENT',
  'CURRENT_TRANSACTION',
  'CURRENT_USER',
  'CURRENT_VERSION',
  'CURRENT_WAREHOUSE',
  'LAST_QUERY_ID',
];

export const CONTEXT: FunctionGroup = Object.fromEntries(
  NAMES.map((name) => [name, special(0, 1, ({ env }) => literal(env.resolver.sessionValue(name)))]),
);

function constantArgument(value: Bound, site: CallSite): string | null {
  if (value.type.kind === 'NULL') return null;
  if (value.type.kind === 'BOOLEAN' && /^(?:TRUE|FALSE)$/.test(value.sql)) return value.sql;
  if (value.constant === undefined)
    throw badArgument(`${site.call.name} needs constant arguments`, site.where);
  return value.constant;
}

/** A function that only the catalog knows (ENTITY_DETAIL, SYSTEM$…). */
export const CATALOG_FUNCTION: FunctionDefinition = special(0, MANY, (site) => {
  const model = modelCallOf(site.call.name, site.env.source);
  if (model !== undefined) return callOfModel(site, model);
  const args = site.call.args.every((a) => a.kind === 'literal' || a.kind === 'bind')
    ? site.args.map((a) => constantArgument(a, site))
    : null;
  const { resolver } = site.env;
  const condition = args === null ? undefined : resolver.systemCondition?.(site.call.name, args);
  if (condition !== undefined) {
    site.env.state.asks.add(condition.stream);
    return bound(condition.sql, BOOLEAN, false);
  }
  const answer = args === null ? undefined : resolver.systemFunction?.(site.call.name, args);
  if (answer === undefined) throw unknownFunction(site.call.name, site.where);
  return literal(answer);
});
