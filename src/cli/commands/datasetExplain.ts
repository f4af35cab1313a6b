import type { ExplainedRow, ExplainedView } from '../../featurestore/training/explainRow.js';
import type { FeatureStore } from '../../featurestore/store.js';
import { CliError } from '../cliError.js';
import type { CommandContext } from '../command.js';
import { chosenFeatures } from '../trainingArguments.js';
import { Table } from '../table.js';

type Row = Readonly<Record<string, null | boolean | number | string>>;

/** `firn dataset explain`: why one row of a training set has the features that it has. */
export async function explain(context: CommandContext, store: FeatureStore): Promise<void> {
  const { options, output } = context;
  const timestamp = options.text('timestamp');
  const explained = await store.explainTrainingRow({
    row: rowOf(options.text('row')),
    features: await chosenFeatures(context, store),
    autoPrefix: options.flag('autoPrefix'),
    ...(timestamp !== undefined && { spineTimestampCol: timestamp }),
  });
  if (context.json) await output.json(explained);
  else await print(context, explained);
}

function rowOf(text: string | undefined): Row {
  const usage = (what: string) =>
    new CliError('usage', `${what} --row takes an object: '{"CUSTOMER": 7, "AT": "2026-01-05 10:00:00"}'.`);
  if (text === undefined) throw usage('Which row?');
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch {
    throw usage('The row is no JSON.');
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row)) throw usage('The row is no object.');
  for (const [name, value] of Object.entries(row))
    if (typeof value === 'object' && value !== null)
      throw usage(`${name} is neither a text, a number, true, false nor null.`);
  return row as Row;
}

async function print({ output }: CommandContext, { values, views }: ExplainedRow): Promise<void> {
  const names = Object.keys(values);
  const row = new Table(
    output,
    names.map((title) => ({ title })),
  );
  await row.rows([names.map((name) => values[name] ?? null)]);
  for (const view of views) await printView(output, view);
}

async function printView(
  output: CommandContext['output'],
  { name, version, why, candidates, tiles }: ExplainedView,
): Promise<void> {
  await output.line();
  await output.line(`${output.styleData('bold', `${name}@${version}`)}: ${why}`);
  for (const { feature, window, merged } of tiles)
    await output.line(`  ${feature} (${window}): ${merged} ${merged === 1 ? 'tile' : 'tiles'}`);
  if (candidates.length === 0) return;
  const features = Object.keys(candidates[0]?.values ?? {});
  const table = new Table(output, [
    { title: '' },
    { title: 'known since' },
    ...features.map((title) => ({ title })),
  ]);
  await table.rows(
    candidates.map(({ taken, later, knownAt, values }) => [
      taken ? (tiles.length > 0 ? 'complete' : 'taken') : later ? 'later' : 'older',
      knownAt,
      ...features.map((feature) => values[feature] ?? null),
    ]),
  );
}
