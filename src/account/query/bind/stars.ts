/** The columns that `*` stands for. Source: "SELECT" (EXCLUDE, ILIKE), "COUNT", "HASH", "OBJECT_CONSTRUCT" (* as an argument). */
import type { Call, Expression, Star } from '../../../sql/read/syntax/tree.js';
import type { Environment } from './environment.js';
import * as refuse from './errors.js';
import type { Scope, ScopeColumn } from './scope.js';

/**
 * What is left of `*` or `t.*` after EXCLUDE and ILIKE.
 * @throws AccountError 000904 for a table or a column that is not there
 */
export function starColumns(star: Star, scope: Scope, env: Environment): readonly ScopeColumn[] {
  const columns = allColumns(star, scope, env);
  const known = new Set(columns.map((c) => c.name));
  for (const name of [
    ...star.exclude,
    ...star.rename.map(([from]) => from),
    ...star.replace.map(([, n]) => n),
  ]) {
    if (!known.has(name.text)) throw refuse.invalidIdentifier(name.text, refuse.place(env.source, name.at));
  }
  const excluded = new Set(star.exclude.map((n) => n.text));
  const like = star.ilike === null ? null : likePattern(star.ilike);
  return columns.filter((c) => !excluded.has(c.name) && (like === null || like.test(c.name)));
}

function allColumns({ qualifier }: Star, { namespace }: Scope, env: Environment): readonly ScopeColumn[] {
  if (qualifier.length === 0) return namespace.visible();
  const sources = namespace.sourcesNamed(qualifier.map((n) => n.text));
  if (sources.length === 0) {
    const name = qualifier.map((n) => n.text).join('.');
    throw refuse.invalidIdentifier(name, refuse.place(env.source, qualifier[0]?.at ?? 0));
  }
  return sources.flatMap((s) => s.columns);
}

/** A SQL LIKE pattern, ignoring case, as a regular expression. */
function likePattern(pattern: string): RegExp {
  const text = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '[^]*')
    .replaceAll('_', '[^]');
  return new RegExp(`^${text}$`, 'i');
}

/** Functions that take columns by `*`, and their names with them. */
const NAMED: ReadonlySet<string> = new Set(['OBJECT_CONSTRUCT', 'OBJECT_CONSTRUCT_KEEP_NULL']);
const TAKES_COLUMNS: ReadonlySet<string> = new Set([...NAMED, 'HASH', 'HASH_AGG']);

/**
 * The call with columns in place of `*`. COUNT(*) counts rows; COUNT(t.*) those in which no column of t is NULL.
 * @throws AccountError 000002 for RENAME and REPLACE, which have no meaning here, and for COUNT(*) of some of the columns
 */
export function withStarColumns(call: Call, scope: Scope, env: Environment): Call {
  const { star, wildcard = EVERYTHING } = call;
  const counts = call.name === 'COUNT' && call.wildcard !== undefined;
  if (!star || !(counts || TAKES_COLUMNS.has(call.name))) return call;
  if (wildcard.rename.length > 0 || wildcard.replace.length > 0)
    throw refuse.unsupportedFeature(`RENAME and REPLACE in ${call.name}(*)`);
  if (counts && wildcard.qualifier.length === 0)
    throw refuse.unsupportedFeature('EXCLUDE and ILIKE in COUNT(*)');
  const args = starColumns(wildcard, scope, env).flatMap((c): Expression[] => {
    const path = [...wildcard.qualifier, { text: c.name, at: call.at }];
    const column: Expression = { kind: 'column', path };
    return NAMED.has(call.name) ? [{ kind: 'literal', type: 'string', value: c.name }, column] : [column];
  });
  return { ...call, star: false, args };
}

const EVERYTHING: Star = { kind: 'star', qualifier: [], exclude: [], rename: [], replace: [], ilike: null };
