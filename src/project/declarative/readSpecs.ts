import type { Entity, FeatureView, StoreSnapshot } from '../../featurestore/model.js';
import { nameAsStored } from '../storedNames.js';
import { readColumn } from './columnTypes.js';
import type { Fields } from './fields.js';
import { readBatchSource } from './readBatchSource.js';
import type { BatchSource } from './readBatchSource.js';
import { readBatchFeatureView } from './readBatchFeatureView.js';
import type { DeclarativeFiles, SpecFile } from './specFiles.js';

export interface DeclaredStore {
  /** The store that the specs describe, as if it had been read from an account. */
  readonly snapshot: StoreSnapshot;
  readonly refused: readonly { readonly title: string; readonly reason: string }[];
}

/** What definitions have no word for. */
const BEYOND: Readonly<Record<string, string>> = {
  StreamingSource: 'It is a streaming source',
  StreamingFeatureView: 'It is a streaming feature view',
  RealtimeFeatureView: 'It is a realtime feature view',
  FeatureGroup: 'It is a feature group',
};

/**
 * The store that a project of specs describes.
 * @throws DeclarativeError with file and line, for what cannot be read.
 */
export async function readSpecs(files: DeclarativeFiles): Promise<DeclaredStore> {
  const byKind = new Map<string, SpecFile[]>();
  for (const spec of files.specs) {
    const kind = spec.fields.text('kind');
    byKind.set(kind, [...(byKind.get(kind) ?? []), spec]);
  }
  const refused = files.python.map((file) => ({
    title: file,
    reason:
      'It is Python, which Firn never runs. Write it as YAML: `snow feature sync` exports what is deployed.',
  }));
  for (const [kind, specs] of byKind) {
    const why = BEYOND[kind];
    if (why !== undefined)
      refused.push(
        ...specs.map(({ fields }) => ({
          title: titleOf(fields),
          reason: `${why}, which definitions cannot say. Leave it to \`snow feature\`.`,
        })),
      );
    else if (!['Entity', 'BatchSource', 'BatchFeatureView'].includes(kind))
      specs[0]?.fields.refuse(`The kind ${kind} is not known.`);
  }
  const entities = new Map((byKind.get('Entity') ?? []).map(({ fields }) => entryOf(readEntity(fields))));
  const sources = new Map<string, BatchSource>();
  for (const spec of byKind.get('BatchSource') ?? []) {
    const source = await readBatchSource(spec, files);
    sources.set(source.name, source);
  }
  const featureViews: FeatureView[] = [];
  for (const spec of byKind.get('BatchFeatureView') ?? []) {
    const read = readBatchFeatureView(spec.fields, { entities, sources, place: files.target });
    if ('reason' in read) refused.push({ title: titleOf(spec.fields), reason: read.reason });
    else featureViews.push(read.featureView);
  }
  const { database, schema } = files.target;
  return {
    refused,
    snapshot: {
      database,
      schema,
      entities: [...entities.values()],
      featureViews,
      streamSources: [],
      realtimeFeatureViews: [],
      featureGroups: [],
      problems: [],
    },
  };
}

const entryOf = (entity: Entity): readonly [string, Entity] => [entity.name, entity];

function readEntity(fields: Fields): Entity {
  readCommon(fields);
  const name = nameAsStored(fields.text('name'));
  const joinKeys = fields.mappings('join_keys').map((key) => nameAsStored(readColumn(key).name));
  const desc = fields.optionalText('description') ?? '';
  fields.end();
  return { name, joinKeys, desc };
}

/** Where an object is, is said by the manifest's target; a spec may say so, too. */
function readCommon(fields: Fields): void {
  for (const name of ['kind', 'version', 'database', 'schema']) fields.optionalText(name);
}

function titleOf(fields: SpecFile['fields']): string {
  const version = fields.optionalText('version');
  const name = nameAsStored(fields.text('name'));
  return version === null ? name : `${name}@${version}`;
}
