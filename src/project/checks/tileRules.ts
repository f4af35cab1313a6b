import { readInterval } from '../../featurestore/tiles/interval.js';
import { tileProblems } from '../../featurestore/tiles/problems.js';
import type { TilePart, TileProblem } from '../../featurestore/tiles/problems.js';
import { storedName } from '../../sql/identifiers.js';
import type { FeatureViewResult } from '../evaluation/protocol.js';
import type { Diagnostic, Fix, Span } from '../model.js';
import { aggregationsOf, isTiled } from '../tiles.js';
import { refusedByStore } from './refusal.js';
import { diagnostic, insideQuotes, replacement } from './rule.js';
import { nameAsStored } from '../storedNames.js';
import type { Site } from './site.js';

type FeatureViewSite = Site<FeatureViewResult>;

/** The rules of features over windows, each at the option, or the part of a feature, that breaks it. */
export function* tileDiagnostics(site: FeatureViewSite): Iterable<Diagnostic> {
  const { definition } = site;
  if (!isTiled(definition)) {
    if (definition.secondaryKey !== null)
      yield diagnostic(
        'secondary-key-invalid',
        'error',
        'aggregation_secondary_keys requires at least one aggregation feature to be defined. Give the feature view `aggregations` and `granularity`, or leave `secondaryKey` out.',
        site.at(['secondaryKey']),
      );
    return;
  }
  yield* describedElsewhere(site);
  yield* expressions(site);
  yield* names(site);
  const aggregations = aggregationsOf(definition);
  const problems = tileProblems({
    granularity: definition.granularity,
    aggregations: aggregations.map(({ aggregation }) => aggregation),
    secondaryKeys: definition.secondaryKey === null ? [] : [definition.secondaryKey],
    timestamp: definition.timestamp,
    refresh: definition.refresh,
    joinKeys: definition.entities.flatMap((entity) => entity.joinKeys.map(nameAsStored)),
    columns: definition.query?.columns ?? null,
  });
  // Features that could not be read have been reported; without them nothing is known about how many there are.
  const complete = aggregations.length === definition.aggregations?.length;
  for (const problem of problems) {
    if (problem.part === 'granularity' && !complete && definition.aggregations !== null) continue;
    const index = problem.index === undefined ? undefined : aggregations[problem.index]?.index;
    const span = spanOf(site, problem.part, index);
    yield problem.code === 'granularity-uneven'
      ? diagnostic(problem.code, 'warning', problem.message, span, evenly(site, span))
      : errorOf(problem, span);
  }
}

function errorOf({ code, message }: TileProblem, span: Span): Diagnostic {
  if (code === 'granularity-uneven') throw new Error('This rule is a warning.');
  return diagnostic(code, 'error', message, span);
}

/** A feature's description stands with the feature. */
function* describedElsewhere(site: FeatureViewSite): Iterable<Diagnostic> {
  for (const feature of Object.keys(site.definition.features))
    yield diagnostic(
      'unknown-feature',
      'error',
      `${feature} cannot be described here: the features are those of \`aggregations\`. Describe one where it is made, with \`desc\`.`,
      site.key(['features', feature]),
    );
}

function* expressions(site: FeatureViewSite): Iterable<Diagnostic> {
  for (const [index, feature] of (site.definition.aggregations ?? []).entries())
    if (feature.isExpression)
      yield diagnostic(
        'aggregation-column',
        'error',
        'A feature is computed of a column of `from`, and this is none. Add it to `from` with `withColumns`, and use that column.',
        spanOf(site, 'column', index),
      );
}

function* names(site: FeatureViewSite): Iterable<Diagnostic> {
  for (const [index, { as }] of (site.definition.aggregations ?? []).entries())
    if (as !== null) yield* refusedByStore(spanOf(site, 'name', index), () => storedName(as), 'name-invalid');
}

const NOWHERE = -1;
const OPTIONS = 2;
/** Where a feature's call has its parts: argument and path. */
const PARTS: Readonly<Partial<Record<TilePart, readonly [argument: number, ...path: readonly string[]]>>> = {
  column: [0],
  window: [1],
  offset: [OPTIONS, 'offset'],
  name: [OPTIONS, 'as'],
  n: [OPTIONS, 'n'],
  percentile: [OPTIONS, 'percentile'],
  precision: [OPTIONS, 'precision'],
};

function spanOf(site: FeatureViewSite, part: TilePart, index: number | undefined): Span {
  const feature = index === undefined ? undefined : site.definition.aggregations?.[index];
  if (feature === undefined) return optionSpan(site, part);
  // A name that is not written comes from the call as a whole.
  const written = part === 'name' && feature.as === null ? undefined : PARTS[part];
  const [argument = NOWHERE, ...path] = written ?? [];
  return site.inCall(feature.call, argument, path) ?? site.key(['aggregations']);
}

function optionSpan(site: FeatureViewSite, part: TilePart): Span {
  if (part === 'aggregations') return site.key(['aggregations']);
  return site.at([part === 'secondaryKeys' ? 'secondaryKey' : part]);
}

/** `60m` is `1h`, `24h` is `1d`. */
function evenly(site: FeatureViewSite, span: Span): Fix | undefined {
  const seconds = readInterval(site.definition.granularity ?? '')?.seconds;
  const same = ['1h', '1d'].find((text) => readInterval(text)?.seconds === seconds);
  return same !== undefined && site.isText(['granularity'])
    ? replacement(insideQuotes(span), same)
    : undefined;
}
