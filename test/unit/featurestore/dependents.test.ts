import { describe, expect, it } from 'vitest';
import { dependentsOf } from '../../../src/featurestore/dependents.js';
import type { FeatureView, StoreSnapshot } from '../../../src/featurestore/model.js';
import { emptySnapshot } from '../../../src/featurestore/readStore.js';
import { StoreStatements } from '../../../src/featurestore/statements.js';
import type { Cell, Rows, Session } from '../../../src/session/session.js';

const place = { database: 'DB', schema: 'FS' };
const view = {
  name: 'FV',
  version: 'V_1',
  physicalName: 'FV$V_1',
  databaseName: 'DB',
  schemaName: 'FS',
} as FeatureView;
const reader = { ...view, name: 'ON_IT', physicalName: 'ON_IT$V_1' };
const snapshot: StoreSnapshot = { ...emptySnapshot(place), featureViews: [view, reader] };

type Node = readonly [schema: string, name: string, domain: string, version: string | null];
const COLUMNS = ['DATABASE', 'SCHEMA', 'NAME', 'DOMAIN', 'VERSION'];

/** An account that knows these edges, and these versions of one dataset. */
function account(
  edges: readonly (readonly [Node, Node])[],
  metadata: readonly string[] = [],
): StoreStatements {
  const answer = (names: readonly string[], rows: readonly (readonly Cell[])[]): Rows => ({
    queryId: '',
    columns: names.map((name) => ({ name, type: 'TEXT', nullable: true })),
    rows,
  });
  const sides = ['SOURCE', 'TARGET'].flatMap((s) => COLUMNS.map((c) => `${s}_OBJECT_${c}`));
  const session = {
    execute: async (sql: string) => {
      if (sql.startsWith('SHOW DATASETS')) return answer(['name'], [['TRAIN']]);
      if (sql.startsWith('SHOW VERSIONS'))
        return answer(
          ['version', 'metadata', 'created_on'],
          metadata.map((text, index) => [`V${index}`, text, String(index)]),
        );
      return answer(
        sides,
        edges.map((edge) => edge.flatMap((node) => ['DB', ...node])),
      );
    },
  } as unknown as Session;
  return new StoreStatements(session, place);
}

const own: Node = ['FS', 'FV$V_1', 'TABLE', null];
const metadataOf = (named: object): string =>
  JSON.stringify({ properties: { compact_feature_views: [JSON.stringify(named)] } });

describe('what depends on a feature view', () => {
  it('is named as people know it, with what stands between', async () => {
    const store = account([
      [own, ['FS', 'ON_IT$V_1', 'TABLE', null]],
      [own, ['FS', 'SET', 'DATASET', 'V2']],
      [own, ['MART', 'COPIED', 'TABLE', null]],
      [
        ['FS', 'SET', 'DATASET', 'V2'],
        ['ML', 'CHURN', 'MODULE', 'V7'],
      ],
      [own, ['FS', 'ON_IT$V_1', 'TABLE', null]],
    ]);
    expect((await dependentsOf(store, [view], snapshot)).get(view)).toEqual({
      objects: [
        { kind: 'feature view', name: 'ON_IT@V_1', through: null, via: 'lineage' },
        { kind: 'dataset', name: 'SET@V2', through: null, via: 'lineage' },
        { kind: 'table', name: 'DB.MART.COPIED', through: null, via: 'lineage' },
        { kind: 'model', name: 'DB.ML.CHURN@V7', through: 'SET@V2', via: 'lineage' },
      ],
      unknown: [],
    });
  });

  it('is what datasets say, of this version of it alone', async () => {
    const named = { db: 'DB', sch: 'FS', name: 'FV', version: 'V_1' };
    const store = account(
      [],
      [
        metadataOf(named),
        metadataOf({ ...named, version: 'V_10' }),
        metadataOf({ ...named, sch: 'OTHER' }),
        metadataOf({ ...named, name: '"FV"' }),
        'no JSON',
        '{}',
      ],
    );
    const found = (await dependentsOf(store, [view], snapshot)).get(view)?.objects.map(({ name }) => name);
    expect(found).toEqual(['TRAIN@V0', 'TRAIN@V3']);
  });

  it('says that there is more where the role may not see it', async () => {
    const store = account([
      [own, ['FS', '', 'TABLE', null]],
      [own, ['FS', 'SEEN', 'TABLE', null]],
    ]);
    const found = (await dependentsOf(store, [view], snapshot)).get(view);
    expect(found?.objects.map(({ name }) => name)).toEqual(['SEEN']);
    expect(found?.unknown).toEqual(['Some of what reads it may not be seen by this role.']);
  });

  it('asks nothing where nothing is lost', async () => {
    const store = new StoreStatements({} as Session, place);
    expect((await dependentsOf(store, [], snapshot)).size).toBe(0);
  });
});
