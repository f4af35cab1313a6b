import type { RefreshMode } from '../catalog/model.js';
import { refused, unsupported } from '../catalog/refusals.js';
import { constructsIn } from '../../sql/refresh/constructs.js';
import type { Construct } from '../../sql/refresh/constructs.js';

/** What the query has first of those with this effect. */
function first(query: string, effect: Construct['effect']): string | undefined {
  return constructsIn(query).find(({ construct }) => construct.effect === effect)?.construct.name;
}

export interface ResolvedMode {
  readonly mode: RefreshMode;
  readonly reason: string | null;
}

/**
 * Settles REFRESH_MODE once, at creation.
 *
 * @param texts the dynamic table's query, then the queries of the views it reads
 * @param upstreamFull a dynamic table among the sources that refreshes in full, or undefined
 * @throws AccountError 000002 for what no dynamic table may hold; 002711 when INCREMENTAL is asked and impossible
 */
export function resolveRefreshMode(
  asked: 'AUTO' | 'FULL' | 'INCREMENTAL',
  texts: readonly string[],
  upstreamFull: string | undefined,
): ResolvedMode {
  for (const text of texts) {
    const never = first(text, 'REFUSED');
    if (never !== undefined) throw unsupported(`${never} in a dynamic table`);
  }
  if (asked === 'FULL') return { mode: 'FULL', reason: 'USER_SPECIFIED_FULL_REFRESH' };
  const construct = texts.map((text) => first(text, 'FULL')).find((found) => found !== undefined);
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
