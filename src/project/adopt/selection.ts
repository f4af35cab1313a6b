import { closest } from '../../dataframe/suggestion.js';
import type { Entity, FeatureView, StoreProblem, StoreSnapshot } from '../../featurestore/model.js';
import { lookupNames } from '../../featurestore/names.js';
import { titleOf } from '../plan/titles.js';
import { ProjectError } from '../projectError.js';

export interface Selected {
  readonly entities: readonly Entity[];
  readonly featureViews: readonly FeatureView[];
  /** Of objects that are no feature views to any reader. */
  readonly problems: readonly Pick<StoreProblem, 'object' | 'message'>[];
}

/**
 * What names mean in a store; all of it without names.
 * @throws ProjectError `unknown-object`.
 */
export function selected(snapshot: StoreSnapshot, names: readonly string[]): Selected {
  const { entities, featureViews } = snapshot;
  if (names.length === 0) return { entities, featureViews, problems: unread(snapshot) };
  const found = names.map((written) => named(written, snapshot));
  const isIn = (objects: readonly unknown[]) => (object: unknown) => objects.includes(object);
  return {
    entities: entities.filter(isIn(found.flatMap((one) => one.entities))),
    featureViews: featureViews.filter(isIn(found.flatMap((one) => one.featureViews))),
    problems: [],
  };
}

/** What is not among the feature views and entities, and why; what is, has reasons of its own. */
function unread(snapshot: StoreSnapshot): Selected['problems'] {
  const { entities, featureViews, problems } = snapshot;
  const read = new Set([
    ...entities.map(({ name }) => name),
    ...featureViews.map(({ physicalName }) => physicalName),
  ]);
  return [...beyondDefinitions(snapshot), ...problems.filter(({ object }) => !read.has(object))];
}

function beyondDefinitions({
  streamSources,
  realtimeFeatureViews,
  featureGroups,
}: StoreSnapshot): Selected['problems'] {
  const is = (what: string) =>
    `It is ${what}, which definitions cannot say. Leave it to the client that made it.`;
  return [
    ...streamSources.map(({ name }) => ({ object: name, message: is('a stream source') })),
    ...realtimeFeatureViews.map((view) => ({
      object: titleOf(view),
      message: is('a realtime feature view, computed by Python when it is read'),
    })),
    ...featureGroups.map((group) => ({ object: titleOf(group), message: is('a feature group') })),
  ];
}

function named(
  written: string,
  { entities, featureViews }: StoreSnapshot,
): Pick<Selected, 'entities' | 'featureViews'> {
  const at = written.lastIndexOf('@');
  const [name, version] = at <= 0 ? [written, null] : [written.slice(0, at), written.slice(at + 1)];
  for (const stored of lookupNames(name)) {
    const found = {
      entities: version === null ? entities.filter((entity) => entity.name === stored) : [],
      featureViews: featureViews.filter(
        (view) => view.name === stored && (version === null || view.version === version),
      ),
    };
    if (found.entities.length + found.featureViews.length > 0) return found;
  }
  const titles = [...entities.map((entity) => entity.name), ...featureViews.map(titleOf)];
  const meant = closest(written, titles);
  throw new ProjectError(
    `The store has no ${written}. ${meant === undefined ? '`firn list views` shows what it has.' : `Did you mean ${meant}?`}`,
    'unknown-object',
  );
}
