import type { FeatureSource, StoreProblem, StoreSnapshot } from '../model.js';
import { objectSql } from '../names.js';
import type { StorePlace } from '../names.js';
import { featureNames } from '../slices.js';
import { metadataTable } from '../tags.js';

/** What groups, realtime and streaming feature views refer to and what is not there. */
export function* brokenReferences(snapshot: StoreSnapshot): Generator<StoreProblem> {
  for (const { name, version, sources } of snapshot.featureGroups)
    yield* missingSources(snapshot, `the feature group ${name}/${version}`, `${name}$${version}`, sources);
  for (const { name, version, sources } of snapshot.realtimeFeatureViews)
    yield* missingSources(
      snapshot,
      `the realtime feature view ${name}/${version}`,
      `${name}$${version}`,
      sources,
    );
  yield* streamReferences(snapshot);
}

function* missingSources(
  snapshot: StoreSnapshot,
  title: string,
  object: string,
  sources: readonly FeatureSource[],
): Generator<StoreProblem> {
  for (const source of sources) {
    const missing = missingOf(snapshot, source);
    if (missing === null) continue;
    yield {
      code: 'missing-source',
      object,
      message: `${missing}, which ${title} reads. Register it again, or delete ${title}.`,
    };
  }
}

/** What of a source is not there; null when all of it is. */
function missingOf(
  { featureViews, realtimeFeatureViews }: StoreSnapshot,
  { name, version, features }: FeatureSource,
): string | null {
  const is = (other: { readonly name: string; readonly version: string }) =>
    other.name === name && other.version === version;
  const view = featureViews.find(is);
  if (view === undefined)
    return realtimeFeatureViews.some(is) ? null : `There is no feature view ${name}/${version}`;
  // What features a table of tiles has is not known where its metadata is broken, which is a problem of its own.
  if (view.traits.includes('tiled') && view.tiles === null) return null;
  const present = featureNames(view);
  const gone = (features ?? []).filter((feature) => !present.includes(feature));
  return gone.length === 0 ? null : `The feature view ${name}/${version} has no ${gone.join(', ')}`;
}

function* streamReferences({ featureViews, streamSources }: StoreSnapshot): Generator<StoreProblem> {
  const known = new Map(streamSources.map((source) => [source.name, source]));
  const counted = new Map<string, number>();
  for (const { physicalName, stream } of featureViews) {
    if (stream === null) continue;
    counted.set(stream.streamSource, (counted.get(stream.streamSource) ?? 0) + 1);
    if (!known.has(stream.streamSource))
      yield {
        code: 'missing-source',
        object: physicalName,
        message: `${physicalName} is of the stream source ${stream.streamSource}, which is not there: no events reach it. Register the source again with the Python client.`,
      };
  }
  for (const { name, references } of streamSources) {
    const found = counted.get(name) ?? 0;
    if (found === references) continue;
    yield {
      code: 'stream-references',
      object: name,
      message: `The stream source ${name} counts ${references} feature views and has ${found}; the Python client ${found < references ? 'refuses to delete it' : 'deletes it while it is read'}. Set "ref_count" in its row of ${metadataTable} to ${found}.`,
    };
  }
}

/** Online feature tables that could not be set up, and have nothing to read. */
export function* failedOnline({
  featureViews,
  featureGroups,
  realtimeFeatureViews,
}: StoreSnapshot): Generator<StoreProblem> {
  for (const { online } of [...featureViews, ...featureGroups, ...realtimeFeatureViews]) {
    if (online?.setupStatus !== 'SETUP_FAILED') continue;
    yield {
      code: 'online-failed',
      object: online.name,
      message: `The online feature table ${online.name} could not be set up: ${online.setupError ?? 'Snowflake does not say why'}. Disable the online store of its feature view and enable it again.`,
    };
  }
}

/** Python that official clients run when they load what it is stored with. */
export function* storedCode(
  place: StorePlace,
  { realtimeFeatureViews }: StoreSnapshot,
): Generator<StoreProblem> {
  for (const { name, version, computeName } of realtimeFeatureViews)
    yield {
      code: 'stored-code',
      object: `${name}$${version}`,
      message: `The Python client runs the function ${computeName} from ${metadataTable} when it loads ${name}/${version}: whoever may write to that table runs code where it is read. See who may: SHOW GRANTS ON TABLE ${objectSql(place, metadataTable)}.`,
    };
}
