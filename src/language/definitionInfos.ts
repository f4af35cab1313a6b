import type { Definition, DefinitionStatus, Evaluation } from '../project/model.js';
import { definitionKey } from '../project/status.js';
import { pathOf, rangeOf } from './places.js';
import type { DefinitionInfo } from './protocol.js';
import { refreshWords } from './refreshWords.js';

const unknown: DefinitionStatus = { state: 'unknown', changes: [] };

/** The definitions of one document in order, with how they stand against the store. */
export function definitionInfos(
  project: string,
  uri: string,
  evaluation: Evaluation,
  statuses: ReadonlyMap<string, DefinitionStatus>,
): DefinitionInfo[] {
  const file = pathOf(uri);
  return evaluation.definitions
    .filter((definition) => definition.span.file === file)
    .map((definition) => infoOf(project, definition, statuses.get(definitionKey(definition)) ?? unknown))
    .sort((a, b) => a.range.start.line - b.range.start.line);
}

function infoOf(project: string, definition: Definition, status: DefinitionStatus): DefinitionInfo {
  return {
    project,
    key: definitionKey(definition),
    kind: definition.kind,
    name: definition.name,
    version: definition.kind === 'featureView' ? definition.version : null,
    range: rangeOf(definition.span),
    nameRange: rangeOf(definition.nameSpan),
    state: status.state,
    changes: status.changes,
    refreshing: definition.kind === 'featureView' ? refreshWords(definition) : null,
  };
}
