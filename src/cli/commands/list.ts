import type { ApplyRecord } from '../../featurestore/applies.js';
import { entityRow, featureGroupRow, streamSourceRow, toRows } from '../../featurestore/listing.js';
import { listStores } from '../../featurestore/stores.js';
import type { Cell } from '../../session/session.js';
import { CliError } from '../cliError.js';
import type { CommandContext, Run } from '../command.js';
import { exitCode } from '../exitCode.js';
import { Table } from '../table.js';
import { withStore, withTarget } from '../withProject.js';
import { sourceText } from './describeSide.js';

type Lister = (context: CommandContext) => Promise<void>;

const listers: Readonly<Record<string, Lister>> = {
  stores: listAllStores,
  entities: listStoreEntities,
  views: listStoreViews,
  groups: listStoreGroups,
  streams: listStoreStreams,
  applies: listStoreApplies,
};

/** `firn list stores|entities|views|groups|streams|applies`. */
export const run: Run = async (context, [what = '']) => {
  const lister = listers[what];
  if (lister === undefined) {
    throw new CliError('usage', `There is no list of '${what}'.`, {
      hint: `firn list ${Object.keys(listers).join('|')}`,
    });
  }
  await lister(context);
  return exitCode.done;
};

async function listAllStores(context: CommandContext): Promise<void> {
  await withTarget(context, async ({ session, target }) => {
    const stores = await context.interrupt.orStop(listStores(session));
    const records = stores.map(({ database, schema }) => ({
      name: schema,
      databaseName: database,
      schemaName: schema,
    }));
    await print(context, records, [
      ['DATABASE', (store) => store.databaseName],
      ['SCHEMA', (store) => store.schemaName],
    ]);
    if (stores.length === 0)
      context.output.say(
        `The connection ${target.connection} sees no feature store. Registering creates one.`,
      );
  });
}

async function listStoreEntities(context: CommandContext): Promise<void> {
  await withStore(context, async (store) => {
    const { entities, problems } = await store.snapshot();
    await print(context, entities.map(entityRow), [
      ['NAME', (entity) => entity.name],
      ['JOIN KEYS', (entity) => entity.joinKeys.join(', ')],
      ['DESC', (entity) => entity.desc],
      ['OWNER', (entity) => entity.owner],
    ]);
    for (const { message } of problems) context.output.warn(message);
  });
}

async function listStoreViews(context: CommandContext): Promise<void> {
  await withStore(context, async (store) => {
    const { featureViews, realtimeFeatureViews, problems } = await store.snapshot();
    await print(context, toRows(featureViews, realtimeFeatureViews, store.place), [
      ['NAME', (view) => view.name],
      ['VERSION', (view) => view.version],
      ['ENTITIES', (view) => view.entities.join(', ')],
      ['REFRESH', (view) => view.refreshFreq],
      ['MODE', (view) => view.refreshMode],
      ['STATE', (view) => view.schedulingState],
      ['WAREHOUSE', (view) => view.warehouse],
      ['DESC', (view) => view.desc],
    ]);
    for (const { message } of problems) context.output.warn(message);
  });
}

async function listStoreApplies(context: CommandContext): Promise<void> {
  await withStore(context, async (store) => {
    const applies = await store.listApplies();
    await print(context, applies, [
      ['STARTED', (apply) => apply.startedAt],
      ['STATUS', (apply) => apply.status],
      ['USER', (apply) => apply.user],
      ['ROLE', (apply) => apply.role],
      ['TARGET', (apply) => apply.target],
      ['CHANGES', changesText],
      ['COMMIT', commitText],
      ['FIRN', (apply) => apply.firnVersion],
    ]);
    if (applies.length === 0) context.output.say('Nobody has applied a plan to this store.');
  });
}

/** `2 create, 1 replace`; of what was not done how much. */
function changesText({ operations }: ApplyRecord): string {
  const done = operations.filter(({ status }) => status === 'applied').map(({ operation }) => operation);
  const counts = [...new Set(done)].map((word) => `${done.filter((other) => other === word).length} ${word}`);
  const open = operations.filter(({ status }) => status === 'failed' || status === 'not run').length;
  return [...counts, ...(open > 0 ? [`${open} not done`] : [])].join(', ');
}

/** As people say it: its first characters; `+` where there was more than it has, `?` where that is not known. */
function commitText({ source: { commit, dirty } }: ApplyRecord): string | null {
  if (commit === null) return null;
  return `${commit.slice(0, 10)}${dirty === null ? '?' : dirty ? '+' : ''}`;
}

async function listStoreGroups(context: CommandContext): Promise<void> {
  await withStore(context, async (store) => {
    const { featureGroups, problems } = await store.snapshot();
    await print(context, featureGroups.map(featureGroupRow), [
      ['NAME', (group) => group.name],
      ['VERSION', (group) => group.version],
      ['SOURCES', (group) => group.sources.map(sourceText).join(', ')],
      ['DESC', (group) => group.desc],
      ['OWNER', (group) => group.owner],
    ]);
    for (const { message } of problems) context.output.warn(message);
  });
}

async function listStoreStreams(context: CommandContext): Promise<void> {
  await withStore(context, async (store) => {
    const { streamSources, problems } = await store.snapshot();
    await print(context, streamSources.map(streamSourceRow), [
      ['NAME', (source) => source.name],
      ['COLUMNS', (source) => source.schema.map(({ name, type }) => `${name} ${type}`).join(', ')],
      ['DESC', (source) => source.desc],
      ['OWNER', (source) => source.owner],
    ]);
    for (const { message } of problems) context.output.warn(message);
  });
}

type Column<T> = readonly [title: string, value: (item: T) => Cell];

async function print<T>(
  { output, json }: CommandContext,
  items: readonly T[],
  columns: readonly Column<T>[],
): Promise<void> {
  if (json) {
    await output.json(items);
    return;
  }
  const table = new Table(
    output,
    columns.map(([title]) => ({ title })),
  );
  await table.rows(items.map((item) => columns.map(([, value]) => value(item))));
}
