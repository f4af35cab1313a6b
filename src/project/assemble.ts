import { entityProblems, featureViewProblems } from './checks/definitionProblems.js';
import { frameProblems } from './checks/frameProblems.js';
import { Locator } from './checks/locate.js';
import { printedNote } from './checks/printed.js';
import { isFeatureView, projectProblems } from './checks/projectRules.js';
import { diagnostic, withoutRepeats } from './checks/rule.js';
import { placed, refreshProblems } from './checks/refreshRules.js';
import { settle } from './checks/settle.js';
import { siteOf } from './checks/site.js';
import { nameAsStored } from './storedNames.js';
import type { Site } from './checks/site.js';
import { thrownProblem } from './checks/thrown.js';
import { warehouseProblems } from './checks/warehouseRules.js';
import type { ProjectConfig } from './config.js';
import type { EvaluatorOutput } from './evaluation/evaluator.js';
import type { FeatureViewResult, ModuleResult } from './evaluation/protocol.js';
import type { Definition, Diagnostic, Evaluation, FeatureViewDefinition, Span } from './model.js';
import { fileStart } from './text.js';
import { featureDescriptions, isTiled, tiledQuery } from './tiles.js';

/** Makes the evaluation's answer: definitions in the order of the files, and diagnostics at their places. */
export function assemble(
  output: EvaluatorOutput,
  files: readonly string[],
  { rules, targets }: Pick<ProjectConfig, 'rules' | 'targets'>,
  more: readonly Diagnostic[] = [],
): Evaluation {
  const locator = new Locator(output.graph, output.fileOf);
  const results = [...output.results.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const parts = results.map((result) => modulePart(result, output, locator));
  const sites = parts.flatMap((part) => part.sites);
  const diagnostics = [
    ...output.diagnostics,
    ...parts.flatMap((part) => part.diagnostics),
    ...projectProblems(sites),
    ...warehouseProblems(sites.filter(isFeatureView), [...targets.values()], locator),
    ...more,
  ];
  return {
    definitions: parts.flatMap((part) => part.definitions),
    ...settle(withoutRepeats(diagnostics), output.graph, rules),
    files,
  };
}

/** What one module adds. */
interface ModulePart {
  /** In the order of the file. */
  readonly sites: readonly Site[];
  readonly definitions: readonly Definition[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A module whose text, or that of what it imports, changes has a new result: the old one's part stays true. */
const knownParts = new WeakMap<ModuleResult, ModulePart>();

function modulePart(result: ModuleResult, output: EvaluatorOutput, locator: Locator): ModulePart {
  const known = knownParts.get(result);
  if (known) return known;
  const sites = result.definitions
    .map((definition) => siteOf(definition, result.path, locator))
    .sort((a, b) => a.span.line - b.span.line || a.span.column - b.span.column);
  const part: ModulePart = {
    sites,
    definitions: sites.map((site) => toDefinition(site, locator)),
    diagnostics: [
      ...moduleProblems(result, output, locator),
      ...sites.flatMap((site) => [...definitionProblems(site, locator)]),
    ],
  };
  knownParts.set(result, part);
  return part;
}

function moduleProblems(result: ModuleResult, output: EvaluatorOutput, locator: Locator): Diagnostic[] {
  const { path, problems, thrown, blockedBy, printed } = result;
  return [
    ...problems.flatMap((problem) => frameProblems(problem, path, locator)),
    ...(thrown ? [thrownProblem(thrown, path, locator)] : []),
    ...(blockedBy === undefined ? [] : [blockedProblem(path, blockedBy, output, locator)]),
    ...printed.map((message) => printedNote(message, path, locator)),
  ];
}

/** The import of a file that could not be evaluated. */
function blockedProblem(
  file: string,
  blockedBy: string,
  output: EvaluatorOutput,
  locator: Locator,
): Diagnostic {
  const module = output.graph.get(file);
  const specifier = [...(module?.imports ?? [])].find(([, path]) => path === blockedBy)?.[0];
  const place = module?.transformed.imports.find((candidate) => candidate.specifier === specifier);
  const span = place ? locator.span(file, place.range) : fileStart(file);
  return diagnostic(
    'import-failed',
    'error',
    `What this file needs from "${specifier ?? blockedBy}" is not there: that file could not be evaluated. Correct the errors in it first.`,
    span,
  );
}

function* definitionProblems(site: Site, locator: Locator): Iterable<Diagnostic> {
  const { definition } = site;
  if (definition.kind === 'entity') yield* entityProblems({ ...site, definition });
  else {
    yield* featureViewProblems({ ...site, definition });
    yield* refreshProblems({ ...site, definition }, locator);
  }
}

function toDefinition(site: Site, locator: Locator): Definition {
  const { definition, span, nameSpan } = site;
  const base = {
    name: nameAsStored(definition.name),
    desc: definition.desc,
    exportName: definition.exportName,
    span,
    nameSpan,
  };
  if (definition.kind === 'entity')
    return { ...base, kind: 'entity', joinKeys: definition.joinKeys.map(nameAsStored) };
  return {
    ...base,
    ...featureViewFields(definition, locator),
    ...(definition.refreshVerdict && { refreshing: placed(definition.refreshVerdict, nameSpan, locator) }),
  };
}

type FeatureViewFields = Omit<FeatureViewDefinition, 'name' | 'desc' | 'exportName' | 'span' | 'nameSpan'>;

function featureViewFields(definition: FeatureViewResult, locator: Locator): FeatureViewFields {
  const { lineage } = definition;
  const tiled = isTiled(definition) ? tiledQuery(definition) : null;
  const query = isTiled(definition) ? (tiled?.query ?? null) : definition.query;
  return {
    kind: 'featureView',
    version: definition.version,
    entities: definition.entities.map((entity) => nameAsStored(entity.name)),
    timestamp: definition.timestamp,
    refresh: definition.refresh,
    warehouse: definition.warehouse,
    refreshMode: definition.refreshMode as FeatureViewDefinition['refreshMode'],
    initialize: definition.initialize as FeatureViewDefinition['initialize'],
    clusterBy: definition.clusterBy,
    features: isTiled(definition) ? featureDescriptions(definition) : definition.features,
    tiles: tiled?.tiles ?? null,
    initializationWarehouse: definition.initializationWarehouse,
    appendOnly: definition.appendOnly,
    backupSource: definition.backupSource,
    onlineConfig: definition.online,
    storageConfig: definition.storage && { ...definition.storage, format: 'iceberg' },
    ...(query && { query }),
    ...(lineage && { lineage }),
    calls: callSpans(definition, locator),
  };
}

function callSpans({ query, lineage }: FeatureViewResult, locator: Locator): Record<number, Span> {
  const steps = lineage?.steps.flatMap(({ call }) => (call === undefined ? [] : [call])) ?? [];
  const ids = new Set([...(query?.map ?? []).map((part) => part.call), ...steps]);
  return Object.fromEntries(
    [...ids].flatMap((id) => {
      const span = locator.wholeCall(id);
      return span ? [[id, span] as const] : [];
    }),
  );
}
