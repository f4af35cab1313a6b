import type { RefreshVerdict } from '../../sql/refresh/verdict.js';
import type { FeatureViewResult } from '../evaluation/protocol.js';
import type { Diagnostic, PlacedReason, Refreshing, Span } from '../model.js';
import type { Locator } from './locate.js';
import { diagnostic } from './rule.js';
import type { Site } from './site.js';

/** The verdict with its reasons at their calls. */
export function placed({ verdict, reasons }: RefreshVerdict, definition: Span, locator: Locator): Refreshing {
  return {
    verdict,
    reasons: reasons.map((reason) => ({ ...reason, span: locator.callName(reason.call) ?? definition })),
  };
}

/** How a feature view with `refresh` refreshes: what it cannot hold, and why it does not refresh incrementally. */
export function* refreshProblems(site: Site<FeatureViewResult>, locator: Locator): Iterable<Diagnostic> {
  const { refresh, refreshMode, refreshVerdict } = site.definition;
  if (refresh === null || !refreshVerdict) return;
  const { reasons } = placed(refreshVerdict, site.nameSpan, locator);
  for (const reason of reasons.filter(({ effect }) => effect === 'REFUSED'))
    yield diagnostic(
      'refused-in-dynamic-table',
      'error',
      `A feature view with \`refresh\` is a dynamic table, which cannot hold ${reason.construct}. ${reason.rewrite}`,
      reason.span,
    );
  const full = reasons.filter(({ effect }) => effect === 'FULL');
  if (refreshMode === 'FULL' || full.length === 0) return;
  for (const reason of full)
    yield diagnostic(
      'full-refresh',
      'information',
      `FULL because of ${reason.construct}: every refresh computes all rows anew. ${reason.rewrite}`,
      reason.span,
    );
  const certain = full.filter(({ documented }) => documented);
  if (refreshMode === 'INCREMENTAL' && certain.length > 0)
    yield diagnostic(
      'incremental-impossible',
      'error',
      `It cannot refresh incrementally because of ${certain.map((reason) => placeOf(reason, site)).join(' and ')}. Rewrite that, or take AUTO or FULL.`,
      site.at(['refreshMode']),
    );
}

function placeOf({ construct, span }: PlacedReason, site: Site): string {
  if (span === site.nameSpan) return construct;
  return span.file === site.file ? `${construct} in line ${span.line}` : construct;
}
