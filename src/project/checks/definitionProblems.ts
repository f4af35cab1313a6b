import type { EntityResult, FeatureViewResult } from '../evaluation/protocol.js';
import type { Diagnostic } from '../model.js';
import { ENTITY_RULES } from './entityRules.js';
import { FEATURE_VIEW_RULES } from './featureViewRules.js';
import type { Site } from './site.js';

export function* entityProblems(site: Site<EntityResult>): Iterable<Diagnostic> {
  for (const rule of ENTITY_RULES) yield* rule(site);
}

export function* featureViewProblems(site: Site<FeatureViewResult>): Iterable<Diagnostic> {
  for (const rule of FEATURE_VIEW_RULES) yield* rule(site);
}
