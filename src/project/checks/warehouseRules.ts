import type { FeatureViewResult } from '../evaluation/protocol.js';
import type { Diagnostic, Fix } from '../model.js';
import { nameAsStored } from '../storedNames.js';
import type { Locator } from './locate.js';
import { diagnostic } from './rule.js';
import type { Site } from './site.js';

type FeatureViewSite = Site<FeatureViewResult>;
type Option = 'warehouse' | 'initializationWarehouse';

interface Target {
  readonly name: string;
  readonly warehouse: string;
}

/** A target's warehouse that is written into a definition, which serves every target. */
export function* warehouseProblems(
  sites: readonly FeatureViewSite[],
  targets: readonly Target[],
  locator: Locator,
): Iterable<Diagnostic> {
  for (const site of sites) {
    yield* warehouse(site, 'warehouse', targets, locator);
    // Beside a warehouse of the definition's own it may well be the target's.
    if (site.definition.warehouse === null)
      yield* warehouse(site, 'initializationWarehouse', targets, locator);
  }
}

function* warehouse(
  site: FeatureViewSite,
  option: Option,
  targets: readonly Target[],
  locator: Locator,
): Iterable<Diagnostic> {
  const written = site.definition[option];
  if (written === null) return;
  const name = nameAsStored(written);
  const same = targets.filter((target) => nameAsStored(target.warehouse) === name);
  const other = targets.find((target) => !same.includes(target));
  const [its] = same;
  if (its === undefined) return;
  yield diagnostic(
    'target-warehouse',
    'hint',
    other === undefined
      ? `${name} is the warehouse of ${targets.length === 1 ? `target ${its.name}` : 'every target'} anyway. Leave \`${option}\` out.`
      : `${name} is the warehouse of target ${its.name}, and would be used in target ${other.name}, too, which has ${nameAsStored(other.warehouse)}. Leave \`${option}\` out: every target then uses its own.`,
    site.at([option]),
    other === undefined && site.isText([option]) ? withoutOption(site, option, locator) : undefined,
  );
}

/** Takes the option out, with its line when there is nothing else in it. */
function withoutOption(site: FeatureViewSite, option: Option, locator: Locator): Fix | undefined {
  const [key, value] = [site.key([option]), site.at([option])];
  const source = locator.source(key.file);
  if (source === undefined) return undefined;
  const { text } = source;
  let start = source.offset(key.line, key.column);
  let end = source.offset(value.endLine, value.endColumn);
  const comma = /^\s*,/.exec(text.slice(end));
  if (comma) end += comma[0].length;
  else start -= /,?\s*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  const indent = /(?<=\n)[\t ]*$/.exec(text.slice(0, start));
  const rest = /^[\t ]*\r?\n/.exec(text.slice(end));
  if (comma && indent && rest) {
    start -= indent[0].length;
    end += rest[0].length;
  } else if (comma) end += /^ */.exec(text.slice(end))?.[0].length ?? 0;
  return { title: `Leave \`${option}\` out`, edits: [{ span: source.span({ start, end }), newText: '' }] };
}
