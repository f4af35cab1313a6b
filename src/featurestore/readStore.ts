import type { FeatureView, OnlineTable, StoreProblem, StoreSnapshot } from './model.js';
import type { StorePlace } from './names.js';
import { splitPhysicalName } from './names.js';
import { readDefinitionText, isReadableByOfficialClients } from './definitionText.js';
import { readEntities } from './readEntities.js';
import { onlineSuffix, readOnlineTables } from './readOnline.js';
import { readSideObjects } from './readSideObjects.js';
import { readFeatureViewRow } from './readFeatureView.js';
import type { StoredObject } from './readFeatureView.js';
import { textOf, textOrEmpty } from './statements.js';
import type { NamedRow } from './statements.js';
import type { StoreRows } from './storeRows.js';
import { isObjectType, objectTag, readObjectTag } from './tags.js';

/** A store with nothing in it, or none that is there. */
export function emptySnapshot(place: StorePlace): StoreSnapshot {
  return {
    ...place,
    entities: [],
    featureViews: [],
    streamSources: [],
    realtimeFeatureViews: [],
    featureGroups: [],
    problems: [],
  };
}

/**
 * Makes entities and feature views of what the account says. Nothing that is wrong with one object keeps the others
 * from being read: it becomes a problem that names the object and the way out.
 */
export function readStore(place: StorePlace, rows: StoreRows): StoreSnapshot {
  const { entities, problems: entityProblems } = readEntities(rows.entityTags);
  const problems: StoreProblem[] = [
    ...entityProblems,
    ...poisonedTags(rows.objectTags),
    ...poisonedTags(rows.taskTags),
  ];
  const featureViews: FeatureView[] = [];
  const known = new Map(entities.map((entity) => [entity.name, entity]));
  const online = readOnlineTables(rows.onlineTables);
  for (const object of candidates(place, rows, online, problems)) {
    const read = readFeatureViewRow(object, known);
    problems.push(...read.problems);
    if (read.featureView !== null) featureViews.push(read.featureView);
  }
  problems.push(...caseTwins(featureViews));
  const side = readSideObjects(rows.sideObjects ?? [], online);
  problems.push(...side.problems);
  return {
    ...place,
    entities,
    featureViews: featureViews.sort(byNameAndVersion),
    streamSources: side.streamSources,
    realtimeFeatureViews: [...side.realtimeFeatureViews].sort(byNameAndVersion),
    featureGroups: [...side.featureGroups].sort(byNameAndVersion),
    problems,
  };
}

/** Views and dynamic tables that are feature views by their tag; the others are left alone, or are problems. */
function* candidates(
  place: StorePlace,
  rows: StoreRows,
  online: ReadonlyMap<string, OnlineTable>,
  problems: StoreProblem[],
): Generator<StoredObject> {
  const side = new Map(
    (rows.sideObjects ?? [])
      .filter(({ type }) => type === 'FEATURE_VIEW')
      .map(({ name, version, metadata }) => [`${name}$${version}`, metadata]),
  );
  const schedules = new Map(
    rows.tasks.map((row) => [textOrEmpty(row['name']), textOrEmpty(row['schedule'])]),
  );
  const listed: readonly (readonly ['managed' | 'external', NamedRow])[] = [
    ...rows.dynamicTables.map((row) => ['managed', row] as const),
    ...rows.views.map((row) => ['external', row] as const),
  ];
  for (const [kind, row] of listed) {
    const physicalName = textOrEmpty(row['name']);
    const text = textOf(row['text']);
    const definition = text === null ? null : readDefinitionText(text);
    const tagged = rows.objectTags?.has(physicalName) ?? definition?.tags.has(objectTag) ?? false;
    const name = splitPhysicalName(physicalName);
    if (!tagged) {
      if (name !== null && definition !== null && definition.tags.size > 0)
        problems.push(untagged(physicalName));
      continue;
    }
    if (name === null) {
      problems.push(oddName(physicalName));
      continue;
    }
    yield {
      place,
      kind,
      row,
      physicalName,
      ...name,
      definition,
      textHidden: text === null,
      officiallyReadable: text === null || isReadableByOfficialClients(text),
      metadata: rows.metadataTags?.get(physicalName) ?? null,
      sideMetadata: side.get(physicalName) ?? null,
      schedule: schedules.get(physicalName) ?? null,
      columns: rows.columns.get(physicalName) ?? [],
      online: online.get(`${physicalName}${onlineSuffix}`) ?? null,
    };
  }
}

function untagged(object: string): StoreProblem {
  return {
    code: 'untagged',
    object,
    message: `${object} is named and tagged like a feature view but lacks the tag ${objectTag}, so no client lists it. Register it again with overwrite, or drop it.`,
  };
}

function oddName(object: string): StoreProblem {
  return {
    code: 'odd-name',
    object,
    message: `${object} carries the tag ${objectTag} but is not named NAME$VERSION; the Python client cannot list this store's feature views. Rename the object, or unset its tag.`,
  };
}

/** Tag values that keep the official client from opening the store at all. */
function* poisonedTags(objectTags: ReadonlyMap<string, string> | null): Generator<StoreProblem> {
  for (const [object, value] of objectTags ?? []) {
    const tag = readObjectTag(value);
    if ('broken' in tag) {
      yield {
        code: 'unreadable-object-tag',
        object,
        message: `The tag ${objectTag} of ${object} ${tag.broken} (${value}); the Python client cannot open this store. Set the tag again, or drop the object.`,
      };
    } else if (!isObjectType(tag.type)) {
      yield {
        code: 'unknown-object-type',
        object,
        message: `The tag ${objectTag} of ${object} has the type "${tag.type}", which this version of Firn does not know; Python clients that do not know it either cannot open this store. Update Firn, or set the tag again.`,
      };
    }
  }
}

/** Names that differ by case alone read each other's schedule in the official client. */
function* caseTwins(featureViews: readonly FeatureView[]): Generator<StoreProblem> {
  const seen = new Map<string, string>();
  for (const { physicalName } of featureViews) {
    const twin = seen.get(physicalName.toUpperCase());
    seen.set(physicalName.toUpperCase(), physicalName);
    if (twin === undefined || twin === physicalName) continue;
    yield {
      code: 'case-twins',
      object: physicalName,
      message: `${physicalName} and ${twin} differ by case alone; the Python client confuses their schedules. Register one of them under another version and drop it here.`,
    };
  }
}

const collator = new Intl.Collator('en', { numeric: true });

type Versioned = Pick<FeatureView, 'name' | 'version'>;

function byNameAndVersion(a: Versioned, b: Versioned): number {
  return collator.compare(a.name, b.name) || collator.compare(a.version, b.version);
}
