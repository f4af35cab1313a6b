import type { DefinitionResult, EntityResult, FeatureViewResult } from '../evaluation/protocol.js';
import type { Diagnostic } from '../model.js';
import { descriptionProblems } from './descriptionRules.js';
import { familyProblems } from './familyRules.js';
import { nameProblems } from './nameRules.js';
import { placeText } from './placeText.js';
import { diagnostic } from './rule.js';
import { timestampProblems } from './timestampRules.js';
import { nameAsStored } from '../storedNames.js';
import type { Site } from './site.js';

/** What holds between the definitions of a project. */
export function* projectProblems(sites: readonly Site[]): Iterable<Diagnostic> {
  yield* duplicates(sites);
  yield* entitiesNotExported(sites);
  const featureViews = sites.filter(isFeatureView);
  yield* joinKeyTypes(featureViews);
  yield* familyProblems(featureViews);
  yield* timestampProblems(featureViews);
  yield* nameProblems(sites, featureViews);
  yield* descriptionProblems(sites, featureViews);
}

function keyOf({ kind, name, ...rest }: DefinitionResult): string {
  const version = 'version' in rest ? `@${rest.version}` : '';
  return `${kind} ${nameAsStored(name)}${version}`;
}

/** Two definitions would register as one object; versions that differ in case alone confuse every client. */
function* duplicates(sites: readonly Site[]): Iterable<Diagnostic> {
  const first = new Map<string, Site>();
  const firstAnyCase = new Map<string, Site>();
  for (const site of sites) {
    const key = keyOf(site.definition);
    const same = first.get(key);
    const twin = firstAnyCase.get(key.toUpperCase());
    const what = key.replace(/^(entity|featureView) /, (kind) => WORDS[kind] ?? kind);
    if (same)
      yield diagnostic(
        'duplicate-definition',
        'error',
        `${what} is defined in ${placeText(same, site)} already. Give one of them another ${site.definition.kind === 'entity' ? 'name' : 'version'}.`,
        site.nameSpan,
      );
    else if (twin && site.definition.kind === 'featureView')
      yield diagnostic(
        'version-case',
        'warning',
        `${what} differs from the version in ${placeText(twin, site)} by case alone. Give it a version of its own.`,
        site.at(['version']),
      );
    if (!same) first.set(key, site);
    if (!twin) firstAnyCase.set(key.toUpperCase(), site);
  }
}

const WORDS: Partial<Record<string, string>> = {
  'entity ': 'Entity ',
  'featureView ': 'Feature view ',
};

const isEntity = (site: Site): site is Site<EntityResult> => site.definition.kind === 'entity';
export const isFeatureView = (site: Site): site is Site<FeatureViewResult> =>
  site.definition.kind === 'featureView';

/** A feature view can be registered only with its entities, and these are found by their exports. */
function* entitiesNotExported(sites: readonly Site[]): Iterable<Diagnostic> {
  const exported = new Set(sites.filter(isEntity).map((site) => nameAsStored(site.definition.name)));
  for (const site of sites.filter(isFeatureView))
    for (const [index, entity] of site.definition.entities.entries())
      if (!exported.has(nameAsStored(entity.name)))
        yield diagnostic(
          'entity-not-exported',
          'error',
          `Entity ${nameAsStored(entity.name)} is not exported by a definition file. Export it, so that it can be registered with the feature view.`,
          site.at(['entities', index]),
        );
}

/** One key of an entity has one kind of type in all of its feature views, or their rows never meet in a training set. */
function* joinKeyTypes(sites: readonly Site<FeatureViewResult>[]): Iterable<Diagnostic> {
  const first = new Map<string, { readonly type: string; readonly site: Site<FeatureViewResult> }>();
  for (const site of sites)
    for (const [index, entity] of site.definition.entities.entries())
      for (const key of entity.joinKeys.map(nameAsStored)) {
        const type = site.definition.query?.columns.find((column) => column.name === key)?.type;
        if (type == null) continue;
        const name = JSON.stringify([nameAsStored(entity.name), key]);
        const known = first.get(name);
        if (!known) first.set(name, { type, site });
        else if (kindOf(known.type) !== kindOf(type))
          yield diagnostic(
            'join-key-type',
            'warning',
            `${key} is ${type} here and ${known.type} in ${nameAsStored(known.site.definition.name)} (${placeText(known.site, site)}): rows of one entity would not meet. Convert it in \`from\` of one of them.`,
            site.at(['entities', index]),
          );
      }
}

/** NUMBER and FLOAT meet, and so do texts of all lengths. */
const kindOf = (type: string): string => type.replace(/\(.*/, '').replace('FLOAT', 'NUMBER');
