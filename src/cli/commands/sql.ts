import type { CommandContext, Run } from '../command.js';
import { CliError } from '../cliError.js';
import { definitionFiles } from '../definitionFiles.js';
import { exitCode } from '../exitCode.js';
import { newest, parseObjectName } from '../objectName.js';
import { withProject } from '../withProject.js';
import type { Evaluation, FeatureViewDefinition } from '../../project/model.js';

/** `firn sql <file> [--view NAME]`: the SQL of a file's feature views, or of one. */
export const run: Run = async (context, args) =>
  withProject(context, async (project) => {
    const { interrupt, target, options } = context;
    const evaluation = await interrupt.orStop(
      project.evaluate({ signal: interrupt.signal, ...(target === undefined ? {} : { target }) }),
    );
    const [file] = definitionFiles(context, evaluation.files, args);
    const views = evaluation.definitions.filter(
      (definition): definition is FeatureViewDefinition =>
        definition.kind === 'featureView' && definition.span.file === file,
    );
    const errors = errorsOf(evaluation, file);
    if (views.length === 0 && errors.length > 0) throw new DefinitionErrors([], args[0] ?? '', errors);
    const wanted = options.text('view');
    const chosen = wanted === undefined ? views : [chooseView(context, views, wanted, args[0] ?? '')];
    const broken = chosen.filter(({ query }) => query === undefined);
    if (broken.length > 0) throw new DefinitionErrors(broken, args[0] ?? '', errors);
    if (context.json) await context.output.json(chosen.map(jsonView));
    else await printViews(context, chosen, wanted !== undefined);
    return exitCode.done;
  });

/** The file's own errors; where it has none, those that keep all files from being read. */
function errorsOf({ diagnostics }: Evaluation, file: string | undefined): Evaluation['diagnostics'] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const own = errors.filter(({ span }) => span.file === file);
  return own.length > 0 ? own : errors;
}

/** Definitions without SQL; the failure report prints the diagnostics. */
class DefinitionErrors extends CliError {
  constructor(
    broken: readonly FeatureViewDefinition[],
    file: string,
    readonly diagnostics: Evaluation['diagnostics'],
  ) {
    const names = broken.map(({ name, version }) => `${name}@${version}`).join(', ');
    super(
      'definition-has-errors',
      `There is no SQL for ${names === '' ? file : names}: the definition has errors.`,
      {
        hint: `\`firn check ${file}\` lists them.`,
      },
    );
  }
}

function chooseView(
  context: CommandContext,
  views: readonly FeatureViewDefinition[],
  wanted: string,
  file: string,
): FeatureViewDefinition {
  const { name, version } = parseObjectName(wanted);
  const named = views.filter((view) => view.name === name || view.exportName === name);
  const matching = version === null ? named : named.filter((view) => view.version === version);
  const chosen = newest(matching);
  if (chosen === undefined) {
    throw new CliError('unknown-view', `${file} defines no feature view ${wanted}.`, {
      hint: `It defines ${views.map((view) => `${view.name}@${view.version}`).join(', ') || 'none'}.`,
    });
  }
  if (matching.length > 1) {
    const versions = matching.map((view) => view.version).join(', ');
    context.output.say(`${chosen.name} has the versions ${versions}; this is ${chosen.version}.`);
  }
  return chosen;
}

function jsonView({ kind, name, version, query, refreshing }: FeatureViewDefinition) {
  const reasons = refreshing?.reasons.map(({ construct, effect, rewrite, span }) => ({
    construct,
    effect,
    rewrite,
    line: span.line,
    column: span.column,
  }));
  return {
    kind,
    name,
    version,
    sql: query?.sql ?? null,
    columns: query?.columns ?? [],
    refreshing: refreshing === undefined ? null : { verdict: refreshing.verdict, reasons },
  };
}

async function printViews(
  { output }: CommandContext,
  views: readonly FeatureViewDefinition[],
  bare: boolean,
): Promise<void> {
  if (views.length === 0) output.say('This file defines no feature view.');
  for (const [index, { name, version, query }] of views.entries()) {
    if (bare) await output.line(query?.sql ?? '');
    else await output.line(`${index > 0 ? '\n' : ''}-- ${name}@${version}\n${query?.sql ?? ''};`);
  }
}
