import type { RefreshMode } from '../catalog/model.js';
import { refused, unsupported } from '../catalog/refusals.js';
import type { ResolvedFunction } from '../query/translation.js';
import { constructsIn } from '../../sql/refresh/constructs.js';
import type { Construct } from '../../sql/refresh/constructs.js';

/** What the query has first of those with this effect. */
function first(query: string, effect: Construct['effect']): string | undefined {
  return constructsIn(query).find(
    ({ construct }) => construct.effect === effect && construct.name !== OWN_FUNCTION,
  )?.construct.name;
}

/** What the text alone cannot tell: whether the function is IMMUTABLE. Here it is known. */
const OWN_FUNCTION = 'function of your own in a condition';

/** Functions are VOLATILE unless they say IMMUTABLE; rows of a function are never followed. */
function volatile(functions: readonly ResolvedFunction[]): string | undefined {
  const found = functions.find((f) => !f.immutable || f.returns.kind === 'rows');
  if (found === undefined) return undefined;
  return found.returns.kind === 'rows'
    ? `table function ${found.fullName}`
    : `volatile function ${found.fullName}`;
}

export interface ResolvedMode {
  readonly mode: RefreshMode;
  readonly reason: string | null;
}

/**
 * Settles REFRESH_MODE once, at creation.
 *
 * @param texts the dynamic table's query, then the queries of the views it reads
 * @param numbersRows whether it reads the numbers that FLATTEN gives to rows
 * @param functions the user-defined functions that it calls: their bodies count as the query's text
 * @param upstreamFull a dynamic table among the sources that refreshes in full, or undefined
 * @throws AccountError 000002 for what no dynamic table may hold; 002711 when INCREMENTAL is asked and impossible
 */
export function resolveRefreshMode(
  asked: 'AUTO' | 'FULL' | 'INCREMENTAL',
  texts: readonly string[],
  upstreamFull: string | undefined,
  numbersRows = false,
  functions: readonly ResolvedFunction[] = [],
): ResolvedMode {
  const bodies = functions.map((f) => f.body);
  for (const text of [...texts, ...bodies]) {
    const never = first(text, 'REFUSED');
    if (never !== undefined) throw unsupported(`${never} in a dynamic table`);
  }
  if (asked === 'FULL') return { mode: 'FULL', reason: 'USER_SPECIFIED_FULL_REFRESH' };
  const construct =
    [...texts, ...bodies].map((text) => first(text, 'FULL')).find((found) => found !== undefined) ??
    volatile(functions) ??
    (numbersRows ? 'SEQ of FLATTEN' : undefined);
  const reason =
    construct !== undefined
      ? `QUERY_NOT_SUPPORTED_FOR_INCREMENTAL: ${construct}`
      : upstreamFull !== undefined
        ? `UPSTREAM_USES_FULL_REFRESH: ${upstreamFull}`
        : null;
  if (reason === null) return { mode: 'INCREMENTAL', reason: null };
  if (asked === 'INCREMENTAL') {
    throw refused(
      `Dynamic table cannot be refreshed incrementally (${reason}). Change the query, or use REFRESH_MODE = AUTO or FULL.`,
      '002711',
      '0A000',
    );
  }
  return { mode: 'FULL', reason };
}
