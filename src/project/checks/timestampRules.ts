import type { FeatureViewResult } from '../evaluation/protocol.js';
import type { Diagnostic } from '../model.js';
import { nameAsStored } from '../storedNames.js';
import { majority } from './majority.js';
import { placeText } from './placeText.js';
import { diagnostic } from './rule.js';
import type { Site } from './site.js';

type FeatureViewSite = Site<FeatureViewResult>;

/** One spine has one column of moments, which the timestamps of all feature views are compared with. */
export function* timestampProblems(sites: readonly FeatureViewSite[]): Iterable<Diagnostic> {
  yield* names(sites);
  yield* kinds(sites);
}

function* names(sites: readonly FeatureViewSite[]): Iterable<Diagnostic> {
  // One that is no column is an error, and no name that anything has.
  const right = sites.filter(({ definition: { timestamp, query } }) =>
    query?.columns.some(({ name }) => name === timestamp),
  );
  const byName = new Map(
    right.map(({ definition }) => [nameAsStored(definition.name), definition.timestamp]),
  );
  const timestamps = [...byName.values()].filter((timestamp) => timestamp !== null);
  const usual = majority(timestamps);
  if (usual === null) return;
  for (const { definition, at } of right)
    if (definition.timestamp !== null && definition.timestamp !== usual)
      yield diagnostic(
        'timestamp-name',
        'hint',
        `The timestamp is ${definition.timestamp}; most feature views of the project call theirs ${usual}. Call it ${usual} in \`from\`.`,
        at(['timestamp']),
      );
}

function* kinds(sites: readonly FeatureViewSite[]): Iterable<Diagnostic> {
  let first: { readonly type: string; readonly kind: string; readonly site: FeatureViewSite } | null = null;
  for (const site of sites) {
    const { timestamp, query } = site.definition;
    const type = query?.columns.find(({ name }) => name === timestamp)?.type ?? null;
    const kind = type === null ? null : kindOf(type);
    if (type === null || kind === null) continue;
    first ??= { type, kind, site };
    if (kind !== first.kind)
      yield diagnostic(
        'timestamp-kind',
        'information',
        `${timestamp} is ${type}, and the timestamp of ${nameAsStored(first.site.definition.name)} (${placeText(first.site, site)}) is ${first.type}: ` +
          'one spine has moments with or without a time zone, and the other kind is converted in the time zone of whoever reads. Convert it in `from`.',
        site.at(['timestamp']),
      );
  }
}

/** What is compared without a conversion. */
function kindOf(type: string): 'moment' | 'date and time' | null {
  if (/^TIMESTAMP_(LTZ|TZ)/.test(type)) return 'moment';
  return /^(DATE$|TIMESTAMP_NTZ)/.test(type) ? 'date and time' : null;
}
