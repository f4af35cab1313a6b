import type { FeatureViewResult } from '../evaluation/protocol.js';
import type { Diagnostic } from '../model.js';
import { diagnostic } from './rule.js';
import type { Site } from './site.js';

interface Target {
  readonly name: string;
  readonly protected: boolean;
}

/**
 * What is left open by a definition and settled by Snowflake, where a target is protected. REFRESH_MODE AUTO is settled
 * once, when the table is made (CREATE DYNAMIC TABLE): a query that cannot be refreshed incrementally is then refreshed in
 * full without a word.
 */
export function* protectedTargetProblems(
  sites: readonly Site<FeatureViewResult>[],
  targets: readonly Target[],
): Iterable<Diagnostic> {
  const target = targets.find((other) => other.protected);
  if (target === undefined) return;
  for (const { definition, nameSpan, at } of sites) {
    if (definition.refresh === null || definition.refreshMode !== 'AUTO') continue;
    yield diagnostic(
      'automatic-refresh-mode',
      'hint',
      `How it refreshes is left to Snowflake, which settles AUTO once, when the table is made, and takes FULL without a word. ` +
        `Target ${target.name} is protected: write \`refreshMode: 'INCREMENTAL'\`, so that a query which cannot is refused, or 'FULL'.`,
      at(['refreshMode']) ?? nameSpan,
    );
  }
}
