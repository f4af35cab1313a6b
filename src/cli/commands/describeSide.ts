import { featureGroupRow, realtimeRow, streamSourceRow } from '../../featurestore/listing.js';
import type { FeatureSource, StoreSnapshot, StreamColumn } from '../../featurestore/model.js';
import { lookupNames } from '../../featurestore/names.js';
import { newest, parseObjectName } from '../objectName.js';

/** What is said of an object: as JSON, and as labelled lines. */
interface Description {
  readonly json: unknown;
  readonly fields: readonly (readonly [label: string, value: string | null])[];
}

/**
 * A feature group, realtime feature view or stream source by its name, the newest version where none is said; undefined
 * when the store has none. Python is text.
 */
export function describeSide(snapshot: StoreSnapshot, text: string): Description | undefined {
  const { name, version } = parseObjectName(text);
  const names = lookupNames(name);
  const one = <T extends { readonly name: string; readonly version: string }>(all: readonly T[]) =>
    newest(all.filter((is) => names.includes(is.name) && (version === null || is.version === version)));
  const group = one(snapshot.featureGroups);
  if (group !== undefined) {
    const { desc, owner, autoPrefix, sources, outputColumns, online } = group;
    return {
      json: featureGroupRow(group),
      fields: [
        ['feature group', `${group.name}@${group.version}`],
        ['features of', sources.map(sourceText).join(', ')],
        ['prefixes', autoPrefix ? 'NAME_VERSION_' : 'none'],
        ['columns', outputColumns.join(', ')],
        ['online', online?.name ?? 'gone'],
        ['description', desc],
        ['owner', owner],
      ],
    };
  }
  const realtime = one(snapshot.realtimeFeatureViews);
  if (realtime !== undefined) {
    const { desc, owner, entities, sources, request, output, computeName, computeSource } = realtime;
    return {
      json: { ...realtimeRow(realtime, snapshot), sources, request, output, computeName, computeSource },
      fields: [
        ['realtime feature view', `${realtime.name}@${realtime.version}`],
        ['entities', entities.join(', ')],
        ['features of', sources.map(sourceText).join(', ')],
        ['request', request === null ? null : columnsText(request)],
        ['gives', columnsText(output)],
        ['computed by', computeName],
        ['description', desc],
        ['owner', owner],
      ],
    };
  }
  const stream = snapshot.streamSources.find((source) => names.includes(source.name));
  if (stream === undefined) return undefined;
  return {
    json: streamSourceRow(stream),
    fields: [
      ['stream source', stream.name],
      ['columns', columnsText(stream.columns)],
      ['read by', `${stream.references} feature views`],
      ['description', stream.desc],
      ['owner', stream.owner],
    ],
  };
}

/** `NAME@VERSION`, or `NAME@VERSION:FEATURE:FEATURE` where it is not all of them. */
export function sourceText({ name, version, features }: FeatureSource): string {
  return [`${name}@${version}`, ...(features ?? [])].join(':');
}

function columnsText(columns: readonly StreamColumn[]): string {
  return columns.map(({ name, type }) => `${name} ${type}`).join(', ');
}
