import type { FeatureViewResult } from '../evaluation/protocol.js';
import type { Diagnostic } from '../model.js';
import { nameAsStored } from '../storedNames.js';
import { isTiled } from '../tiles.js';
import { placeText } from './placeText.js';
import { diagnostic } from './rule.js';
import type { Site } from './site.js';

type FeatureViewSite = Site<FeatureViewResult>;

/** What feature views of a project should agree in, and need not have twice. */
export function* familyProblems(sites: readonly FeatureViewSite[]): Iterable<Diagnostic> {
  yield* versionOrder(sites);
  yield* featureTypes(sites);
  yield* repeatedQueries(sites);
}

/** Clients sort and compare versions as texts, in which V_10 comes before V_9. */
function* versionOrder(sites: readonly FeatureViewSite[]): Iterable<Diagnostic> {
  for (const site of sites) {
    const { name, version } = site.definition;
    const number = numberIn(version);
    if (number === null) continue;
    const older = sites
      .filter((other) => nameAsStored(other.definition.name) === nameAsStored(name))
      .map((other) => other.definition.version)
      .find((other) => {
        const its = numberIn(other);
        return its !== null && its.style === number.style && its.value < number.value && other > version;
      });
    if (older !== undefined)
      yield diagnostic(
        'version-order',
        'warning',
        `${version} comes before ${older} where versions are compared as texts, so ${older} looks like the newest one. Write numbers of one length from the first on, as in ${number.padded}.`,
        site.at(['version']),
      );
  }
}

/** The only number of a version, and what stands around it. */
function numberIn(version: string) {
  const [, before, digits, after] = /^(\D*)(\d+)(\D*)$/.exec(version) ?? [];
  if (before === undefined || digits === undefined || after === undefined) return null;
  return {
    value: Number(digits),
    style: JSON.stringify([before, after]),
    padded: `${before}${'1'.padStart(digits.length, '0')}${after}`,
  };
}

/** One name of a feature with two types: a training set, or a model, takes one for the other. */
function* featureTypes(sites: readonly FeatureViewSite[]): Iterable<Diagnostic> {
  const first = new Map<string, { readonly type: string; readonly site: FeatureViewSite }>();
  for (const site of sites) {
    const { definition } = site;
    if (isTiled(definition)) continue;
    const others = new Set([
      ...definition.entities.flatMap(({ joinKeys }) => joinKeys.map(nameAsStored)),
      definition.timestamp,
    ]);
    for (const { name, type } of definition.query?.columns ?? []) {
      if (type === null || others.has(name)) continue;
      const known = first.get(name);
      if (known === undefined) first.set(name, { type, site });
      else if (
        kindOf(known.type) !== kindOf(type) &&
        nameAsStored(known.site.definition.name) !== nameAsStored(definition.name)
      )
        yield diagnostic(
          'feature-type',
          'warning',
          `${name} is ${type} here and ${known.type} in ${nameAsStored(known.site.definition.name)} (${placeText(known.site, site)}). Give them different names, or one type.`,
          site.nameSpan,
        );
    }
  }
}

/** Numbers of all kinds, and texts of all lengths, are taken for each other without harm. */
const kindOf = (type: string): string => type.replace(/\(.*/, '').replace('FLOAT', 'NUMBER');

/** The same rows under two names are computed, refreshed and kept twice. */
function* repeatedQueries(sites: readonly FeatureViewSite[]): Iterable<Diagnostic> {
  const first = new Map<string, FeatureViewSite>();
  for (const site of sites) {
    const { query, entities, timestamp, granularity, name } = site.definition;
    if (query === null) continue;
    const same = JSON.stringify([
      query.sql,
      entities.map((entity) => nameAsStored(entity.name)).sort(),
      timestamp,
      granularity,
    ]);
    const known = first.get(same);
    if (known === undefined) first.set(same, site);
    else if (nameAsStored(known.definition.name) !== nameAsStored(name))
      yield diagnostic(
        'repeated-query',
        'information',
        isTiled(site.definition)
          ? `It has tiles of the same rows as ${nameAsStored(known.definition.name)} (${placeText(known, site)}), which are not shared: put the features into one feature view.`
          : `It has the rows of ${nameAsStored(known.definition.name)} (${placeText(known, site)}) once more: take features of that one, with a prefix where names matter.`,
        site.nameSpan,
      );
  }
}
