import type { FeatureViewResult } from '../evaluation/protocol.js';
import type { Diagnostic } from '../model.js';
import { nameAsStored } from '../storedNames.js';
import { featureDescriptions, isTiled } from '../tiles.js';
import { featuresOf, listed } from './featuresOf.js';
import { diagnostic } from './rule.js';
import type { Site } from './site.js';

/**
 * What is not described in a project that describes things of its kind. A project that describes nothing has decided so,
 * or has not begun: it is not told at every line.
 */
export function* descriptionProblems(
  sites: readonly Site[],
  featureViews: readonly Site<FeatureViewResult>[],
): Iterable<Diagnostic> {
  yield* definitionsWithout(sites);
  yield* featuresWithout(featureViews);
}

function* definitionsWithout(sites: readonly Site[]): Iterable<Diagnostic> {
  if (!sites.some(({ definition }) => isText(definition.desc))) return;
  for (const { definition, nameSpan } of sites)
    if (!isText(definition.desc))
      yield diagnostic(
        'missing-description',
        'hint',
        `${nameAsStored(definition.name)} has no description, as others of the project have: who looks for features sees nothing for it. Write \`desc\`.`,
        nameSpan,
      );
}

function* featuresWithout(sites: readonly Site<FeatureViewResult>[]): Iterable<Diagnostic> {
  const described = sites.map((site) => describedFeatures(site.definition));
  if (!described.some((names) => names.size > 0)) return;
  for (const [index, site] of sites.entries()) {
    const names = featuresOf(site.definition).filter((name) => !described[index]?.has(name));
    if (names.length === 0 || isMistaken(site.definition)) continue;
    const tiled = isTiled(site.definition);
    yield diagnostic(
      'missing-description',
      'hint',
      `${names.length === 1 ? 'One feature has' : `${names.length} features have`} no description, as others of the project have: ${listed(names)}. ` +
        (tiled ? 'Write `desc` where they are made.' : 'Write them into `features`.'),
      site.key([tiled ? 'aggregations' : 'features']),
    );
  }
}

/** Which features there are, or which one is described, is in doubt where an error is about it. */
function isMistaken(definition: FeatureViewResult): boolean {
  if (isTiled(definition)) return false;
  const { timestamp, query, features } = definition;
  const names = featuresOf(definition);
  return (
    Object.keys(features).some((name) => !names.includes(name)) ||
    (timestamp !== null && !query?.columns.some(({ name }) => name === timestamp))
  );
}

/** A description of no feature is an error, and no sign that features are described. */
function describedFeatures(definition: FeatureViewResult): ReadonlySet<string> {
  const texts = isTiled(definition) ? featureDescriptions(definition) : definition.features;
  return new Set(featuresOf(definition).filter((name) => isText(texts[name] ?? '')));
}

const isText = (desc: string): boolean => desc.trim() !== '';
