import type { Dependents } from '../featurestore/dependents.js';
import type { Operation, OperationKind, Plan } from '../project/plan/model.js';
import { titleOf } from '../project/plan/titles.js';
import { changeLines, painted } from './changeLines.js';
import type { Output } from './output.js';

const MARKS: Readonly<Record<OperationKind, string>> = {
  create: '+',
  update: '~',
  replace: '±',
  drop: '−',
  refused: '!',
  none: ' ',
};
const STYLES = {
  create: 'green',
  update: 'yellow',
  replace: 'red',
  drop: 'red',
  refused: 'red',
  none: 'dim',
} as const;

/** The plan for a person; what stays as it is is only counted. */
export async function printPlan(
  output: Output,
  plan: Plan,
  options: { readonly sql: boolean },
): Promise<void> {
  for (const operation of plan.operations) {
    if (operation.operation === 'none') continue;
    const style = STYLES[operation.operation];
    const title = `${MARKS[operation.operation]} ${operation.operation} ${kindText(operation)} ${titleOf(operation)}`;
    await output.line(output.styleData(style, title));
    for (const line of detailLines(operation, options.sql)) await output.line(`    ${painted(output, line)}`);
  }
  await printSources(output, plan);
  const { undefinedObjects } = plan;
  if (undefinedObjects.length > 0)
    await output.line(
      `  ${undefinedObjects.length} in the store that no definition is of: ${undefinedObjects.join(', ')}. They stay; --drop drops them.`,
    );
  await output.line(summaryText(plan));
}

/** What the target's source tables have otherwise than what the definitions were checked against. */
async function printSources(output: Output, { sources }: Plan): Promise<void> {
  for (const { severity, code, message, place } of sources?.findings ?? []) {
    const where = `${place.file}:${place.line}:${place.column}`;
    await output.line(
      `${output.styleData(severity === 'error' ? 'red' : 'yellow', `${severity}[${code}]`)} ${where} ${message}`,
    );
  }
  if (sources && sources.unchecked.length > 0)
    await output.line(
      `  Not checked, for they are not in ${sources.schema}: ${sources.unchecked.join(', ')}.`,
    );
}

const kindText = ({ kind }: Operation): string => (kind === 'entity' ? 'entity' : 'feature view');

function* detailLines(operation: Operation, sql: boolean): Iterable<string> {
  const { reason, changes, columns, readers, dependents, refresh } = operation;
  yield reason;
  for (const change of changes) yield* changeLines(change);
  if (columns) {
    const parts = [
      ...columns.added.map((name) => `+ ${name}`),
      ...columns.removed.map((name) => `- ${name}`),
      ...columns.retyped.map((text) => `~ ${text}`),
    ];
    yield 'columns';
    for (const part of parts) yield `  ${part}`;
  }
  if (dependents) yield* dependentLines(dependents);
  else if (readers.length > 0) yield `read by ${readers.join(', ')}`;
  if (refresh === 'all rows') yield 'computes all its rows';
  if (sql) for (const statement of operation.sql) yield* `${statement};`.split('\n');
}

function* dependentLines({ objects, unknown }: Dependents): Iterable<string> {
  if (objects.length > 0) yield 'read by';
  for (const { kind, name, through } of objects)
    yield `  ${kind} ${name}${through === null ? '' : `, through ${through}`}`;
  if (unknown.length > 0) yield `who else reads it is not known. ${unknown.join(' ')}`;
  else if (objects.length === 0) yield 'no reader is known to the account';
}

/** `Plan for dev (DB.FS): 1 to create, 2 to replace, 3 unchanged.` */
export function summaryText({ target, place, summary, createsStore }: Plan): string {
  const words: readonly (readonly [OperationKind, string])[] = [
    ['create', 'to create'],
    ['update', 'to update'],
    ['replace', 'to replace'],
    ['drop', 'to drop'],
    ['refused', 'refused'],
    ['none', 'unchanged'],
  ];
  const counts = words.flatMap(([kind, text]) => (summary[kind] > 0 ? [`${summary[kind]} ${text}`] : []));
  const store = createsStore ? ' The store does not exist yet and is created.' : '';
  return `Plan for ${target} (${place.database}.${place.schema}): ${counts.join(', ') || 'nothing is defined'}.${store}`;
}
