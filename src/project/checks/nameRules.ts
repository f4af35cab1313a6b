import type { FeatureViewResult } from '../evaluation/protocol.js';
import type { Diagnostic, Fix } from '../model.js';
import { nameAsStored } from '../storedNames.js';
import { featuresOf, listed } from './featuresOf.js';
import { majority } from './majority.js';
import { diagnostic, replacement } from './rule.js';
import type { Site } from './site.js';

type Style = 'in capitals' | 'in small letters' | 'in capitals and small letters' | 'with other characters';

/** Names of one kind that are written otherwise than most of them. No style is better: one of them is easier to guess. */
export function* nameProblems(
  sites: readonly Site[],
  featureViews: readonly Site<FeatureViewResult>[],
): Iterable<Diagnostic> {
  yield* definitionNames(sites, 'entity', 'entities');
  yield* definitionNames(sites, 'featureView', 'feature views');
  yield* featureNames(featureViews);
}

function* definitionNames(
  sites: readonly Site[],
  kind: 'entity' | 'featureView',
  kinds: string,
): Iterable<Diagnostic> {
  const ofKind = sites.filter(({ definition }) => definition.kind === kind);
  const written = ofKind.map(({ definition }) => definition.name);
  // Versions of one feature view are one name.
  const usual = majority([...new Set(written)].map(styleOf));
  if (usual === null) return;
  const model = written.find((name) => styleOf(name) === usual) ?? '';
  for (const site of ofKind) {
    const { name } = site.definition;
    const style = styleOf(name);
    if (style === usual) continue;
    yield diagnostic(
      'name-style',
      'hint',
      `\`${name}\` is written ${style}; most ${kinds} of the project are written ${usual}, as \`${model}\` is.${stored(name, style)}`,
      site.nameSpan,
      sameNameIn(usual, site),
    );
  }
}

function* featureNames(sites: readonly Site<FeatureViewResult>[]): Iterable<Diagnostic> {
  const features = sites.map((site) => featuresOf(site.definition));
  const names = [...new Set(features.flat())];
  const usual = majority(names.map(styleOf));
  if (usual === null) return;
  const model = names.find((name) => styleOf(name) === usual) ?? '';
  for (const [index, site] of sites.entries()) {
    const others = (features[index] ?? []).filter((name) => styleOf(name) !== usual);
    if (others.length > 0)
      yield diagnostic(
        'name-style',
        'hint',
        `Most features of the project are written ${usual}, as \`${model}\` is, and here are others: ${listed(others)}.`,
        site.nameSpan,
      );
  }
}

const WORD = /^"?([A-Za-z_][\w$]*)"?$/;

function styleOf(name: string): Style {
  const letters = WORD.exec(name)?.[1];
  if (letters === undefined) return 'with other characters';
  if (letters === letters.toUpperCase()) return 'in capitals';
  return letters === letters.toLowerCase() ? 'in small letters' : 'in capitals and small letters';
}

const isQuoted = (name: string): boolean => name.startsWith('"');

/** Capitals inside a name that is not in quotes are lost, and with them where its words end. */
function stored(name: string, style: Style): string {
  return style === 'in capitals and small letters' && !isQuoted(name)
    ? ` It is stored as ${nameAsStored(name)}.`
    : '';
}

/** The same object's name in another style: not in quotes, its case does not matter to Snowflake. */
function sameNameIn(style: Style, { definition: { name }, nameIsText, nameSpan }: Site): Fix | undefined {
  if (!nameIsText || isQuoted(name) || !WORD.test(name)) return undefined;
  if (style === 'in capitals') return replacement(nameSpan, `'${name.toUpperCase()}'`);
  return style === 'in small letters' ? replacement(nameSpan, `'${name.toLowerCase()}'`) : undefined;
}
