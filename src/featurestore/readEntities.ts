import type { Entity, StoreProblem } from './model.js';
import { textOf, textOrEmpty } from './statements.js';
import type { NamedRow } from './statements.js';
import { entityTagPrefix } from './tags.js';

/** Entities from the rows of SHOW TAGS. */
export function readEntities(rows: readonly NamedRow[]): {
  readonly entities: readonly Entity[];
  readonly problems: readonly StoreProblem[];
} {
  const read = rows.map(readEntity);
  return {
    entities: read
      .map(({ entity }) => entity)
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    problems: read.flatMap(({ problem }) => (problem === null ? [] : [problem])),
  };
}

function readEntity(row: NamedRow): { readonly entity: Entity; readonly problem: StoreProblem | null } {
  const tag = textOrEmpty(row['name']);
  const values = allowedValues(textOf(row['allowed_values']));
  const entity: Entity = {
    name: tag.slice(entityTagPrefix.length),
    // One value holds all keys; writers that give every key a value of its own are read as they meant it.
    joinKeys: (values ?? []).flatMap((value) => value.split(',')).filter((key) => key !== ''),
    desc: textOrEmpty(row['comment']),
    owner: textOf(row['owner']),
  };
  return { entity, problem: entity.joinKeys.length > 0 ? null : withoutKeys(tag, entity) };
}

function allowedValues(json: string | null): readonly string[] | null {
  if (json === null) return null;
  try {
    const values: unknown = JSON.parse(json);
    return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : null;
  } catch {
    return null;
  }
}

function withoutKeys(tag: string, { name }: Entity): StoreProblem {
  return {
    code: 'entity-without-keys',
    object: tag,
    message: `The entity ${name} has no join keys: its tag has no allowed value. Feature views on it cannot be read by the Python client. Add the keys with ALTER TAG … ADD ALLOWED_VALUES '<KEY1,KEY2>'.`,
  };
}
