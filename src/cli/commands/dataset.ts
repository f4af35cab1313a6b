import path from 'node:path';
import type { FeatureStore } from '../../featurestore/store.js';
import { ROW_FORMATS, rowFormat } from '../../featurestore/training/files/rowFile.js';
import { CliError } from '../cliError.js';
import type { CommandContext, Run } from '../command.js';
import { fileError } from '../fileError.js';
import { explain } from './datasetExplain.js';
import { printReport } from './datasetReport.js';
import { exitCode } from '../exitCode.js';
import type { ExitCode } from '../exitCode.js';
import { newest, parseObjectName, parseVersionName } from '../objectName.js';
import { refuseProtected } from '../protectedTarget.js';
import { duration, printRows } from '../rows.js';
import { Table } from '../table.js';
import { listed, trainingOptions } from '../trainingArguments.js';
import { withStore } from '../withProject.js';

/** `firn dataset create|sql|report|explain|list|show|views|export`: training data from a spine and feature views. */
export const run: Run = async (context, [action = '', text = '']) => {
  const work = ACTIONS[action];
  if (work === undefined)
    throw new CliError('usage', `'${action}' is nothing that is done with datasets.`, {
      hint: `Write one of: ${Object.keys(ACTIONS).join(', ')}.`,
    });
  return work(context, text);
};

type Action = (context: CommandContext, text: string) => Promise<ExitCode>;

const ACTIONS: Readonly<Record<string, Action>> = {
  create,
  sql: showSql,
  report: showReport,
  explain: showRow,
  list,
  show,
  views: showViews,
  export: exportRows,
};

async function create(context: CommandContext, text: string): Promise<ExitCode> {
  const { name, version } = parseObjectName(text);
  return withStore(context, async (store, { target }) => {
    refuseProtected(context, target, 'dataset create');
    const began = performance.now();
    const desc = context.options.text('desc');
    const training = await trainingOptions(context, store);
    const made = await store.generateDataset({
      ...training,
      name,
      spineLabelCols: listed(context, 'label'),
      ...(version !== null && { version }),
      ...(desc !== undefined && { desc }),
    });
    context.output.say(
      `Created the dataset ${made.name}@${made.version} in ${duration(performance.now() - began)}.`,
    );
    const report = context.options.flag('report') ? await store.trainingReport(training) : null;
    if (context.json) await context.output.json(report === null ? made : { ...made, report });
    else if (report !== null) await printReport(context.output, report);
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

async function showReport(context: CommandContext): Promise<ExitCode> {
  return withStore(context, async (store) => {
    const report = await store.trainingReport(await trainingOptions(context, store));
    if (context.json) await context.output.json(report);
    else await printReport(context.output, report);
    return exitCode.done;
  });
}

async function showRow(context: CommandContext): Promise<ExitCode> {
  return withStore(context, async (store) => {
    await explain(context, store);
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

/** The feature views that a version was generated from. */
async function showViews(context: CommandContext, text: string): Promise<ExitCode> {
  return withStore(context, async (store) => {
    const choices = await store.loadFeatureViewsFromDataset(...(await versionNamed(store, text)));
    const rows = choices.map(({ view: { name, version }, features = null }) => ({ name, version, features }));
    if (context.json) await context.output.json(rows);
    else
      for (const { name, version, features } of rows)
        await context.output.line([`${name}@${version}`, ...(features ?? [])].join(':'));
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
