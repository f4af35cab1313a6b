import { tokenize } from '../../sql/read/lexer.js';
import type { Token } from '../../sql/read/lexer.js';
import { callAt } from '../../sql/refresh/verdict.js';
import type { FeatureViewResult } from '../evaluation/protocol.js';
import type { Diagnostic } from '../model.js';
import { diagnostic } from './rule.js';
import type { Site } from './site.js';

const NOWHERE = -1;

/** Windows in a dynamic table that cost more, or say less, than they seem to. */
export function* windowProblems(site: Site<FeatureViewResult>): Iterable<Diagnostic> {
  const { refresh, query } = site.definition;
  if (refresh === null || query === null) return;
  const tokens = tokenize(query.sql);
  for (const index of tokens.keys()) {
    const offset = tokens[index]?.start ?? 0;
    const at = site.inCall(callAt(query, offset), NOWHERE, []) ?? site.nameSpan;
    if (isUnpartitioned(tokens, index))
      yield diagnostic(
        'unpartitioned-window',
        'warning',
        'The window is over all rows at once: one that changes has all of them computed anew at every refresh. ' +
          'Partition it, by a join key where the feature is of an entity.',
        at,
      );
    if (isOverTime(tokens, index))
      yield diagnostic(
        'anchored-window',
        'information',
        'The window ends at the moment of its own row, and training data reads the newest row: of a key without recent events that is as old as its last one. ' +
          'Make it a feature over a window (`aggregations`), which ends at the moment that is asked for.',
        at,
      );
  }
}

const word = (token: Token | undefined): string => (token?.kind === 'word' ? token.value : '');

/** `OVER (` without PARTITION BY: by an order, by a frame or by nothing. */
function isUnpartitioned(tokens: readonly Token[], index: number): boolean {
  return (
    word(tokens[index]) === 'OVER' &&
    tokens[index + 1]?.text === '(' &&
    word(tokens[index + 2]) !== 'PARTITION'
  );
}

/** `RANGE BETWEEN INTERVAL … PRECEDING AND …`. */
function isOverTime(tokens: readonly Token[], index: number): boolean {
  return ['RANGE', 'BETWEEN', 'INTERVAL'].every((text, ahead) => word(tokens[index + ahead]) === text);
}
