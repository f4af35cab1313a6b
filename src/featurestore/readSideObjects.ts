import { messageOf } from './errors.js';
import type { FeatureGroup, OnlineTable, RealtimeFeatureView, StoreProblem, StreamSource } from './model.js';
import { readFeatureGroup, readRealtimeFeatureView } from './readGroups.js';
import type { OnlineObject } from './readGroups.js';
import { onlineSuffix } from './readOnline.js';
import { readStreamSource } from './readStreams.js';
import type { SideObject } from './sideMetadata.js';
import { metadataTable } from './tags.js';

/** What a store has beside views and dynamic tables: its side table says what they are. */
interface SideObjects {
  readonly streamSources: readonly StreamSource[];
  readonly realtimeFeatureViews: readonly RealtimeFeatureView[];
  readonly featureGroups: readonly FeatureGroup[];
  readonly problems: readonly StoreProblem[];
}

/** Nothing that is wrong with one keeps the others from being read. */
export function readSideObjects(
  objects: readonly SideObject[],
  online: ReadonlyMap<string, OnlineTable>,
): SideObjects {
  const problems: StoreProblem[] = [];
  const readEach = <T>(kind: SideKind, read: (object: SideObject, json: string) => T): T[] =>
    objects.flatMap((object) => {
      const json = object.type === kind.type ? object.metadata.get(kind.metadata) : undefined;
      if (json === undefined) return [];
      try {
        return [read(object, json)];
      } catch (error) {
        problems.push(unreadable(kind, object, messageOf(error)));
        return [];
      }
    });
  const withTable = ({ name, version }: SideObject): OnlineObject => {
    const table = online.get(`${name}$${version}${onlineSuffix}`) ?? null;
    return { name, version, online: table, owner: table?.owner ?? null };
  };
  return {
    streamSources: readEach(kinds.stream, ({ name }, json) => readStreamSource(name, json)),
    realtimeFeatureViews: readEach(kinds.realtime, (object, json) =>
      readRealtimeFeatureView(withTable(object), json),
    ),
    featureGroups: readEach(kinds.group, (object, json) => readFeatureGroup(withTable(object), json)),
    problems,
  };
}

interface SideKind {
  readonly type: string;
  readonly metadata: string;
  readonly code: StoreProblem['code'];
  readonly title: string;
}

const kinds = {
  stream: {
    type: 'STREAM_SOURCE',
    metadata: 'STREAM_SOURCE_CONFIG',
    code: 'unreadable-stream-source',
    title: 'stream source',
  },
  realtime: {
    type: 'FEATURE_VIEW',
    metadata: 'REALTIME_CONFIG',
    code: 'unreadable-realtime-view',
    title: 'realtime feature view',
  },
  group: {
    type: 'FEATURE_GROUP',
    metadata: 'FEATURE_GROUP_CONFIG',
    code: 'unreadable-group',
    title: 'feature group',
  },
} as const satisfies Record<string, SideKind>;

function unreadable({ code, title }: SideKind, { name, version }: SideObject, why: string): StoreProblem {
  const object = version === '' ? name : `${name}$${version}`;
  return {
    code,
    object,
    message: `What ${metadataTable} says of the ${title} ${object} cannot be read: ${why}. Clients that list ${title}s fail while it is there. Register it again, or delete its row.`,
  };
}
