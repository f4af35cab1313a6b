import {
  createEntityStatement,
  describeEntityStatement,
  dropEntityStatement,
  joinKeysValue,
} from './createStatement.js';
import { FeatureStoreError } from './errors.js';
import type { Entity, FeatureView } from './model.js';
import { lookupNames, refuseUnrepresentable, resolveName } from './names.js';
import { nameList } from './plan.js';
import { readEntities } from './readEntities.js';
import type { StoreStatements } from './statements.js';
import { likeLiteral, showEntityTags } from './storeRows.js';
import { entityTagPrefix } from './tags.js';

const nameLimit = 32;
const keyLimit = 256;
const keyCountLimit = 300;

/** The entity as it will be stored, or why the official client would refuse it. */
function checkEntity(entity: Entity): Entity {
  const invalid = (message: string, hint?: string) =>
    new FeatureStoreError('entity-invalid', message, hint === undefined ? {} : { hint });
  if (entity.name.length > nameLimit)
    throw invalid(`Entity name \`${entity.name}\` exceeds maximum length: ${nameLimit}`);
  if (entity.name.includes(','))
    throw invalid(`Entity name \`${entity.name}\` contains invalid character \`,\`.`);
  const name = resolveName(entity.name);
  refuseUnrepresentable('Entity name', name);
  if (entity.joinKeys.length === 0)
    throw invalid(`Entity ${name} has no join keys.`, 'Name the columns that identify one of it.');
  if (entity.joinKeys.length > keyCountLimit)
    throw invalid(`Entity ${name} has more than ${keyCountLimit} join keys.`);
  for (const key of entity.joinKeys) {
    if (key === '' || key.length > keyLimit - 2)
      throw invalid(`Join key: ${key} exceeds length limit ${keyLimit}.`);
    if (key.includes(',')) throw invalid(`Invalid char \`,\` detected in join key \`${key}\`.`);
  }
  if (new Set(entity.joinKeys).size < entity.joinKeys.length)
    throw invalid(`Duplicate join keys detected in: ${nameList(entity.joinKeys)}.`);
  const stored: Entity = { name, joinKeys: [...entity.joinKeys], desc: entity.desc };
  joinKeysValue(stored);
  return stored;
}

/**
 * Registers an entity. One of the same name is left as it is, with a warning, and a further one when its join keys
 * are others: keys cannot change.
 */
export async function registerEntity(
  store: StoreStatements,
  entity: Entity,
  onWarning: (text: string) => void,
): Promise<Entity> {
  const wanted = checkEntity(entity);
  const tag = `${entityTagPrefix}${wanted.name}`;
  const existing = readEntities(
    await store.rows(`SHOW TAGS LIKE ${likeLiteral(tag)} IN SCHEMA ${store.schema}`),
  ).entities.find(({ name }) => name === wanted.name);
  if (existing !== undefined) {
    onWarning(`Entity ${wanted.name} already exists. Skip registration.`);
    if (!sameKeys(existing, wanted)) {
      onWarning(
        `Entity ${wanted.name} is registered with the join keys ${nameList(existing.joinKeys)}, not ${nameList(wanted.joinKeys)}. Join keys cannot change: use another name, or delete it first.`,
      );
    }
    return existing;
  }
  await store.run(createEntityStatement(store.place, wanted));
  return getEntity(store, wanted.name);
}

export function sameKeys(a: Entity, b: Entity): boolean {
  return (
    a.joinKeys.length === b.joinKeys.length && a.joinKeys.every((key, index) => key === b.joinKeys[index])
  );
}

export async function listEntities(store: StoreStatements): Promise<readonly Entity[]> {
  return readEntities(await showEntityTags(store)).entities;
}

export async function getEntity(store: StoreStatements, name: string): Promise<Entity> {
  const entity = findEntity(await listEntities(store), name);
  if (entity !== undefined) return entity;
  throw new FeatureStoreError('entity-not-found', `Cannot find Entity with name: ${name}.`, {
    hint: '`firn list entities` shows what is there.',
  });
}

/** The entity that a written name means. */
export function findEntity(entities: readonly Entity[], written: string): Entity | undefined {
  for (const name of lookupNames(written)) {
    const entity = entities.find((candidate) => candidate.name === name);
    if (entity !== undefined) return entity;
  }
  return undefined;
}

/** Changes the description; without one the old text is written again. A missing entity is a warning. */
export async function updateEntity(
  store: StoreStatements,
  name: string,
  change: { readonly desc?: string },
  onWarning: (text: string) => void,
): Promise<Entity | null> {
  const entity = findEntity(await listEntities(store), name);
  if (entity === undefined) {
    onWarning(`Entity ${name} does not exist.`);
    return null;
  }
  const desc = change.desc ?? entity.desc;
  await store.run(describeEntityStatement(store.place, entity.name, desc));
  return { ...entity, desc };
}

/** Deletes an entity that no feature view is on. */
export async function deleteEntity(
  store: StoreStatements,
  name: string,
  contents: { readonly entities: readonly Entity[]; readonly featureViews: readonly FeatureView[] },
): Promise<void> {
  const entity = findEntity(contents.entities, name);
  if (entity === undefined) {
    throw new FeatureStoreError('entity-not-found', `Entity ${name} does not exist.`, {
      hint: '`firn list entities` shows what is there.',
    });
  }
  const users = contents.featureViews.filter((view) => view.entities.some((e) => e.name === entity.name));
  if (users.length > 0) {
    throw new FeatureStoreError(
      'entity-in-use',
      `Cannot delete Entity ${entity.name} due to active FeatureViews: ${nameList(new Set(users.map((view) => view.name)))}.`,
      { hint: 'Drop these feature views first.' },
    );
  }
  await store.run(dropEntityStatement(store.place, entity.name));
}
