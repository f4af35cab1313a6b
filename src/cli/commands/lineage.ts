import path from 'node:path';
import { viewLineage } from '../../project/lineage.js';
import type { FeatureViewDefinition, Span } from '../../project/model.js';
import type { Dependency, Lineage, LineageStep } from '../../sql/lineage/model.js';
import { sourceColumns, stepsOf } from '../../sql/lineage/sources.js';
import type { SourceColumn } from '../../sql/lineage/sources.js';
import { CliError } from '../cliError.js';
import type { CommandContext, Run } from '../command.js';
import { exitCode } from '../exitCode.js';
import { newest, parseObjectName } from '../objectName.js';
import { Table } from '../table.js';
import { withProject } from '../withProject.js';

/** `firn lineage VIEW[@VERSION].COLUMN`: the source columns of a feature, with every operation on the way. */
export const run: Run = async (context, [text = '']) =>
  withProject(context, async (project) => {
    const { interrupt, target, json } = context;
    const evaluation = await interrupt.orStop(
      project.evaluate({
        lineage: true,
        signal: interrupt.signal,
        ...(target === undefined ? {} : { target }),
      }),
    );
    const views = evaluation.definitions.filter((d): d is FeatureViewDefinition => d.kind === 'featureView');
    const feature = findFeature(context, views, text);
    if (json) await context.output.json(record(context, feature));
    else await print(context, feature);
    return exitCode.done;
  });

interface Feature {
  readonly view: FeatureViewDefinition;
  readonly column: string;
  readonly lineage: Lineage;
  readonly sources: readonly SourceColumn[];
}

/** Versions and quoted names may have dots in them: the split that names something is the one that was meant. */
function findFeature(
  { output }: CommandContext,
  views: readonly FeatureViewDefinition[],
  text: string,
): Feature {
  const dots = [...text.matchAll(/\./g)].map(({ index }) => index);
  const named = dots.flatMap((dot) => {
    const matching = viewsNamed(views, text.slice(0, dot));
    return matching.length > 0 ? [{ matching, column: text.slice(dot + 1) }] : [];
  });
  const [first] = named;
  if (first === undefined) throw noSuchView(views, text, dots.length > 0);
  for (const { matching, column } of named) {
    const view = newest(matching);
    if (view === undefined) continue;
    const lineage = viewLineage(view);
    if (lineage === undefined)
      throw new CliError('definition-has-errors', `${title(view)} has no SQL: the definition has errors.`, {
        hint: '`firn check` lists them.',
      });
    const name = columnNamed(lineage, column);
    const sources = name === undefined ? undefined : sourceColumns(lineage, name);
    if (name === undefined || sources === undefined) continue;
    if (matching.length > 1)
      output.say(
        `${view.name} has the versions ${matching.map((v) => v.version).join(', ')}; this is ${view.version}.`,
      );
    return { view, column: name, lineage, sources };
  }
  throw noSuchColumn(newest(first.matching), first.column);
}

function viewsNamed(views: readonly FeatureViewDefinition[], text: string): FeatureViewDefinition[] {
  if (text === '' || text.startsWith('@') || text.endsWith('@')) return [];
  const { name, version } = parseObjectName(text);
  const named = views.filter((view) => view.name === name || view.exportName === name);
  return version === null ? named : named.filter((view) => view.version === version);
}

/** As it is written, or in upper case, which is how SQL reads a name without quotes. */
function columnNamed({ columns }: Lineage, text: string): string | undefined {
  const names = [text, text.toUpperCase()];
  return names.find((name) => columns.some((column) => column.name === name));
}

function noSuchView(views: readonly FeatureViewDefinition[], text: string, dotted: boolean): CliError {
  if (!dotted)
    return new CliError('usage', `Which column of ${text}?`, {
      hint: 'Write VIEW.COLUMN or VIEW@VERSION.COLUMN.',
    });
  return new CliError('unknown-view', `No definition gives ${text}.`, {
    hint: `The feature views are ${views.map(title).join(', ') || 'none'}.`,
  });
}

function noSuchColumn(view: FeatureViewDefinition | undefined, column: string): CliError {
  const columns = (view && viewLineage(view))?.columns.map(({ name }) => name).join(', ') ?? 'none';
  return new CliError('unknown-column', `${view ? title(view) : 'It'} has no column ${column}.`, {
    hint: `It has ${columns}.`,
  });
}

const title = ({ name, version }: FeatureViewDefinition) => `${name}@${version}`;

function typeOf({ view, column }: Feature): string | null {
  return view.query?.columns.find(({ name }) => name === column)?.type ?? null;
}

function place({ folder }: CommandContext, span: Span | undefined) {
  if (span === undefined) return null;
  const { line, column, endLine, endColumn } = span;
  return {
    file: path.relative(folder, span.file).split(path.sep).join('/'),
    line,
    column,
    endLine,
    endColumn,
  };
}

/** Steps keep their numbers, which are those that `inputs` and `path` speak of. */
function record(context: CommandContext, feature: Feature) {
  const { view, column, lineage, sources } = feature;
  return {
    view: view.name,
    version: view.version,
    column,
    type: typeOf(feature),
    sources,
    steps: stepsOf(lineage, column).map((id) => {
      const { call, ...step } = lineage.steps[id]!;
      return { id, ...step, place: place(context, call === undefined ? undefined : view.calls[call]) };
    }),
  };
}

async function print(context: CommandContext, feature: Feature): Promise<void> {
  const { output } = context;
  const { view, column, lineage, sources } = feature;
  await output.line(`${column} of ${title(view)}${typeOf(feature) === null ? '' : `, ${typeOf(feature)}`}\n`);
  const table = new Table(
    output,
    ['SOURCE', 'COLUMN', 'HOW'].map((heading) => ({ title: heading })),
  );
  await table.rows(
    sources.map((s) => [
      s.table,
      s.column,
      s.dependencies.map(({ dependency }) => words(dependency)).join(', '),
    ]),
  );
  await output.line();
  const printed = new Set<number>();
  const last = lineage.columns.find(({ name }) => name === column);
  if (last !== undefined) await printStep(context, feature, last.step, 0, printed);
}

const words = (dependency: Dependency) => dependency.toLowerCase().replace('_', ' ');
const VALUES: ReadonlySet<Dependency> = new Set(['IDENTITY', 'TRANSFORMATION', 'AGGREGATION', 'CONDITIONAL']);

/** The step and, indented, what its value comes from; steps that only hand a value on are passed over. */
async function printStep(
  context: CommandContext,
  feature: Feature,
  number: number,
  depth: number,
  printed: Set<number>,
): Promise<void> {
  const { output } = context;
  const step = feature.lineage.steps[number];
  if (step === undefined) return;
  const values = step.inputs.filter(({ dependency }) => VALUES.has(dependency));
  if (handsOn(step)) {
    for (const input of values) await printStep(context, feature, input.step, depth, printed);
    return;
  }
  const indent = '  '.repeat(depth);
  const text =
    step.operation === 'source' ? `${step.frame}.${step.expression}` : `${step.column} = ${oneLine(step)}`;
  const where = place(context, step.call === undefined ? undefined : feature.view.calls[step.call]);
  const at = step.operation === 'source' || where === null ? '' : `${where.file}:${where.line}`;
  const notes = [step.operation === 'source' ? '' : (step.frame ?? ''), at].filter((note) => note !== '');
  const again = printed.has(number) && values.length > 0;
  await output.line(
    `${indent}${text}${notes.length > 0 ? output.styleData('dim', `  -- ${notes.join(', ')}`) : ''}${again ? ' …' : ''}`,
  );
  if (again) return;
  printed.add(number);
  for (const input of new Set(values.map((value) => value.step)))
    await printStep(context, feature, input, depth + 1, printed);
}

const handsOn = ({ operation, inputs, expression, column }: LineageStep) =>
  operation !== 'source' &&
  inputs.some(({ dependency }) => dependency === 'IDENTITY') &&
  expression === column;

const oneLine = ({ expression }: LineageStep) => expression.replace(/\s*\n\s*/g, ' ');
