import { lagSeconds } from '../../featurestore/refreshFrequency.js';
import { isLifetime, readInterval } from '../../featurestore/tiles/interval.js';
import type { FeatureViewResult } from '../evaluation/protocol.js';
import type { Diagnostic } from '../model.js';
import { isTiled } from '../tiles.js';
import { featuresOf } from './featuresOf.js';
import { diagnostic } from './rule.js';
import type { Site } from './site.js';

/** More features than these in one feature view make every statement about it slow to compile. */
const MOST_FEATURES = 100;

/** More tiles than these for one value make each read of it a scan. */
const MOST_TILES = 2000;

/** Longer lists than this are kept for each tile, read for each window, and seldom used whole. */
const LONGEST_LIST = 50;

const WINDOW = 1;
const OPTIONS = 2;

/** What works and costs more than it need. */
export function* costDiagnostics(site: Site<FeatureViewResult>): Iterable<Diagnostic> {
  yield* tooWide(site);
  yield* tooManyTiles(site);
  yield* longLists(site);
  yield* onlineBeforeRefresh(site);
}

function* tooWide({ definition, nameSpan }: Site<FeatureViewResult>): Iterable<Diagnostic> {
  const count = isTiled(definition) ? (definition.aggregations?.length ?? 0) : featuresOf(definition).length;
  if (count <= MOST_FEATURES) return;
  yield diagnostic(
    'wide-feature-view',
    'warning',
    `It has ${count} features. Above ${MOST_FEATURES} every statement about it takes longer to compile, and a change of one refreshes all: ` +
      'split it by what is used together, or keep rare ones in one OBJECT column.',
    nameSpan,
  );
}

function* tooManyTiles(site: Site<FeatureViewResult>): Iterable<Diagnostic> {
  const { granularity, aggregations } = site.definition;
  const slice = granularity === null ? null : readInterval(granularity);
  // Below a minute there are no tiles, which another rule says.
  if (slice === null || slice.seconds < 60) return;
  for (const { call, window } of aggregations ?? []) {
    const span = isLifetime(window) ? null : readInterval(window);
    const tiles = span === null ? 0 : Math.ceil(span.seconds / slice.seconds);
    if (tiles > MOST_TILES)
      yield diagnostic(
        'many-tiles',
        'warning',
        `A value is put together from ${tiles} tiles of ${granularity}. Above ${MOST_TILES} every read is a scan: ` +
          'put windows of this length into a feature view with a coarser granularity.',
        site.inCall(call, WINDOW, []) ?? site.at(['granularity']),
      );
  }
}

function* longLists(site: Site<FeatureViewResult>): Iterable<Diagnostic> {
  for (const { call, function: name, params } of site.definition.aggregations ?? []) {
    const n = params['n'] ?? 0;
    // Above 100 there is no such list, which another rule says.
    if (n <= LONGEST_LIST || n > 100) continue;
    yield diagnostic(
      'long-list',
      'warning',
      `Every value is an ARRAY of up to ${n} elements, and each tile keeps as many and more. Above ${LONGEST_LIST} take what is made of the list instead` +
        `${name.includes('distinct') ? ', or approxCountDistinct where its length is what counts' : ' (a sum, an average, a share)'}.`,
      site.inCall(call, OPTIONS, ['n']) ?? site.inCall(call, OPTIONS, []) ?? site.nameSpan,
    );
  }
}

/** An online copy is read from the feature view's rows: it is never newer than they are. */
function* onlineBeforeRefresh(site: Site<FeatureViewResult>): Iterable<Diagnostic> {
  const { online, refresh } = site.definition;
  // What is not written was not asked for.
  if (online?.enable !== true || online.targetLag === null || refresh === null) return;
  const [lag, rows] = [lagSeconds(online.targetLag.trim()), lagSeconds(refresh.trim())];
  if (lag === null || rows === null || lag >= rows) return;
  yield diagnostic(
    'online-lag',
    'information',
    `Online rows are up to ${refresh} and ${online.targetLag} old: the copy is looked after every ${online.targetLag}, and its rows change every ${refresh}. ` +
      'Let it lag longer, or refresh the feature view more often.',
    site.at(['online', 'targetLag']),
  );
}
