import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FeatureStore } from '../../featurestore/store.js';
import type { FeatureChoice } from '../../featurestore/slices.js';
import { ROW_FORMATS, rowFormat } from '../../featurestore/training/files/rowFile.js';
import type { TrainingSetOptions } from '../../featurestore/training/trainingSet.js';
import { CliError } from '../cliError.js';
import type { CommandContext, Run } from '../command.js';
import { exitCode } from '../exitCode.js';
import type { ExitCode } from '../exitCode.js';
import { newest, parseObjectName, parseVersionName } from '../objectName.js';
import { refuseProtected } from '../protectedTarget.js';
import { duration, printRows } from '../rows.js';
import { Table } from '../table.js';
import { withStore } from '../withProject.js';

/** `firn dataset create|sql|list|show|export`: training data from a spine and feature views. */
export const run: Run = async (context, [action = '', text = '']) => {
  const work = ACTIONS[action];
  if (work === undefined)
    throw new CliError('usage', `'${action}' is nothing that is done with datasets.`, {
      hint: `Write one of: ${Object.keys(ACTIONS).join(', ')}.`,
    });
  return work(context, text);
};

type Action = (context: CommandContext, text: string) => Promise<ExitCode>;

const ACTIONS: Readonly<Record<string, Action>> = { create, sql: showSql, list, show, export: exportRows };

async function create(context: CommandContext, text: string): Promise<ExitCode> {
  const { name, version } = parseObjectName(text);
  return withStore(context, async (store, { target }) => {
    refuseProtected(context, target, 'dataset create');
    const began = performance.now();
    const desc = context.options.text('desc');
    const made = await store.generateDataset({
      ...(await trainingOptions(context, store)),
      name,
      spineLabelCols: listed(context, 'label'),
      ...(version !== null && { version }),
      ...(desc !== undefined && { desc }),
    });
    context.output.say(
      `Created the dataset ${made.name}@${made.version} in ${duration(performance.now() - began)}.`,
    );
    if (context.json) await context.output.json(made);
    return exitCode.done;
  });
}

async function showSql(context: CommandContext): Promise<ExitCode> {
  return withStore(context, async (store) => {
    const { sql, columns } = await store.trainingSet(await trainingOptions(context, store));
    if (context.json) await context.output.json({ sql, columns });
    else await context.output.line(sql);
    return exitCode.done;
  });
}

async function list(context: CommandContext, text: string): Promise<ExitCode> {
  return withStore(context, async (store) => {
    const rows =
      text === ''
        ? (await store.listDatasets()).map((dataset) => ({ ...dataset }))
        : (await store.listDatasetVersions(text)).map((version) => ({ ...version }));
    if (context.json) {
      await context.output.json(rows);
      return exitCode.done;
    }
    const titles =
      text === '' ? ['name', 'versions', 'comment', 'createdOn'] : ['version', 'comment', 'createdOn'];
    const table = new Table(
      context.output,
      titles.map((title) => ({ title })),
    );
    const cells = rows.map((row) => titles.map((title) => Reflect.get(row, title) as string | number));
    await table.rows(cells);
    return exitCode.done;
  });
}

async function show(context: CommandContext, text: string): Promise<ExitCode> {
  return withStore(context, async (store) => {
    const began = performance.now();
    const cursor = await store.readDataset(...(await versionNamed(store, text)));
    await printRows(context, { cursor, began, limit: context.options.count('limit') ?? 20 });
    return exitCode.done;
  });
}

async function exportRows(context: CommandContext, text: string): Promise<ExitCode> {
  const { name, version } = parseVersionName(text);
  const out = context.options.text('out');
  const format = out === undefined ? undefined : rowFormat(out);
  if (out === undefined || format === undefined)
    throw new CliError(
      'usage',
      `Where to? --out takes a file that ends in ${Object.keys(ROW_FORMATS).join(', ')}.`,
    );
  return withStore(context, async (store) => {
    const file = path.resolve(out);
    const began = performance.now();
    const rows = await store
      .exportDataset(name, version, { file, format, signal: context.interrupt.signal })
      .catch((error: unknown) => {
        throw fileError('file-not-written', `${file} cannot be written`, error);
      });
    context.output.say(`Wrote ${rows} rows to ${out} in ${duration(performance.now() - began)}.`);
    if (context.json) await context.output.json({ file, format: format.title, rowCount: rows });
    return exitCode.done;
  });
}

async function versionNamed(store: FeatureStore, text: string): Promise<[string, string]> {
  const { name, version } = parseObjectName(text);
  if (version !== null) return [name, version];
  const latest = newest(await store.listDatasetVersions(name));
  if (latest !== undefined) return [name, latest.version];
  throw new CliError('dataset-not-found', `The dataset ${name} has no version.`);
}

/** The spine and the features that the command line asks for. */
async function trainingOptions(context: CommandContext, store: FeatureStore): Promise<TrainingSetOptions> {
  const { options } = context;
  const spine = options.text('spine');
  const timestamp = options.text('timestamp');
  if (spine === undefined)
    throw new CliError('usage', 'Which rows get features? --spine takes a query, or a file with one.');
  const features: FeatureChoice[] = [];
  for (const view of listed(context, 'views')) features.push(await choice(store, view));
  return {
    spine: /\.sql$/i.test(spine) ? await queryIn(spine) : spine,
    features,
    excludeColumns: listed(context, 'exclude'),
    autoPrefix: options.flag('autoPrefix'),
    includeFeatureViewTimestampCol: options.flag('timestamps'),
    ...(timestamp !== undefined && { spineTimestampCol: timestamp }),
  };
}

/** `NAME@VERSION`, or `NAME@VERSION:FEATURE:FEATURE` for some of its features. */
async function choice(store: FeatureStore, text: string): Promise<FeatureChoice> {
  const [object = '', ...features] = text.split(':');
  const { name, version } = parseVersionName(object);
  const view = await store.getFeatureView(name, version);
  return features.length > 0 ? { view, features } : { view };
}

function listed({ options }: CommandContext, name: string): readonly string[] {
  const text = options.text(name) ?? '';
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Failures of the disk are told with the file; all others stay what they are. */
function fileError(code: string, what: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  return new CliError(code, `${what}: ${error.message}`);
}

async function queryIn(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw fileError('file-not-read', `The spine ${file} cannot be read`, error);
  }
}
