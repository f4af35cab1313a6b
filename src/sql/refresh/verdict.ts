import type { CompiledQuery } from '../compiled.js';
import { constructsIn } from './constructs.js';
import type { Construct } from './constructs.js';

/** How a query refreshes as a dynamic table, as far as its text and its sources tell. */
export interface RefreshVerdict {
  readonly verdict: 'INCREMENTAL' | 'FULL' | 'REFUSED';
  /** Why it does not refresh incrementally; empty when it does. */
  readonly reasons: readonly RefreshReason[];
}

export interface RefreshReason {
  /** The SQL that is the reason, or the table that refreshes in full. */
  readonly construct: string;
  readonly effect: 'FULL' | 'REFUSED';
  /** What to write instead. */
  readonly rewrite: string;
  /** False where Snowflake's documentation does not say: taken as FULL until tried. */
  readonly documented: boolean;
  /** The call in the definition that asks for it; null when it was not seen by the loader. */
  readonly call: number | null;
}

/**
 * @param fullTables sources that are dynamic tables which refresh in full, fully qualified as the query names them:
 *   what reads one refreshes in full, too
 */
export function refreshVerdict(query: CompiledQuery, fullTables: ReadonlySet<string>): RefreshVerdict {
  const found = constructsIn(query.sql).map(({ construct, offset }) =>
    reason(construct, callAt(query, offset)),
  );
  const upstream = query.sources.filter((source) => fullTables.has(source)).map(upstreamReason);
  const reasons = withoutRepeats([...found, ...upstream]);
  const verdict = reasons.some(({ effect }) => effect === 'REFUSED')
    ? 'REFUSED'
    : reasons.length > 0
      ? 'FULL'
      : 'INCREMENTAL';
  return { verdict, reasons };
}

function reason({ name, effect, rewrite, documented }: Construct, call: number | null): RefreshReason {
  return { construct: name, effect, rewrite, documented, call };
}

function upstreamReason(table: string): RefreshReason {
  return {
    construct: `${table}, which refreshes in full`,
    effect: 'FULL',
    rewrite: 'Make that dynamic table refresh incrementally first.',
    documented: true,
    call: null,
  };
}

/** The call that the narrowest part of the text around an offset came from. */
export function callAt({ map }: CompiledQuery, offset: number): number | null {
  const around = map.filter(({ start, end }) => start <= offset && offset < end);
  const [first, ...others] = around;
  if (!first) return null;
  return others.reduce((a, b) => (b.end - b.start < a.end - a.start ? b : a), first).call;
}

function withoutRepeats(reasons: readonly RefreshReason[]): readonly RefreshReason[] {
  const seen = new Map(reasons.map((r) => [JSON.stringify([r.construct, r.call]), r]));
  return [...seen.values()];
}
