import { entityRow, featureViewRow } from '../../featurestore/listing.js';
import type { Entity, FeatureView, OnlineTable, StoreSnapshot } from '../../featurestore/model.js';
import { aggregationText } from '../../featurestore/tiles/aggregation.js';
import { lookupNames } from '../../featurestore/names.js';
import { CliError } from '../cliError.js';
import type { CommandContext, Run } from '../command.js';
import { exitCode } from '../exitCode.js';
import { newest, parseObjectName } from '../objectName.js';
import { Table } from '../table.js';
import { withStore } from '../withProject.js';
import { describeSide } from './describeSide.js';

/** `firn describe NAME[@VERSION]`: one entity, feature view, feature group or stream source. */
export const run: Run = async (context, [text = '']) =>
  withStore(context, async (store) => {
    const snapshot = await store.snapshot();
    const view = findView(context, snapshot, text);
    if (view !== undefined) await describeView(context, view);
    else await describeOther(context, snapshot, text);
    return exitCode.done;
  });

/** The version named, or the newest; undefined when the store has no feature view of that name. */
export function findView(
  { output }: CommandContext,
  { featureViews, problems }: StoreSnapshot,
  text: string,
): FeatureView | undefined {
  const { name, version } = parseObjectName(text);
  const names = lookupNames(name);
  const named = featureViews.filter((view) => names.includes(view.name));
  const matching = version === null ? named : named.filter((view) => view.version === version);
  const view = newest(matching);
  if (view !== undefined) {
    if (matching.length > 1) {
      const versions = matching.map((other) => other.version).join(', ');
      output.say(`${view.name} has the versions ${versions}; this is ${view.version}.`);
    }
    return view;
  }
  const broken = problems.find(({ object }) => names.some((n) => object === `${n}$${version ?? ''}`));
  if (broken !== undefined) throw new CliError(broken.code, broken.message);
  if (named.length > 0)
    throw unknownObject(
      text,
      named.map((other) => `${other.name}@${other.version}`),
    );
  return undefined;
}

/** What is no feature view: an entity, or what the store's side table remembers. */
async function describeOther(context: CommandContext, snapshot: StoreSnapshot, text: string): Promise<void> {
  const side = describeSide(snapshot, text);
  if (side === undefined) await describeEntity(context, findEntity(snapshot, text), snapshot);
  else if (context.json) await context.output.json(side.json);
  else await printFields(context.output, side.fields);
}

function findEntity({ entities, featureViews }: StoreSnapshot, text: string): Entity {
  const entity = entities.find(({ name }) => lookupNames(text).includes(name));
  if (entity !== undefined) return entity;
  throw unknownObject(text, [
    ...entities.map(({ name }) => name),
    ...featureViews.map(({ name, version }) => `${name}@${version}`),
  ]);
}

export function unknownObject(text: string, present: readonly string[]): CliError {
  return new CliError('not-found', `The store has no ${text}.`, {
    hint: present.length === 0 ? 'It is empty.' : `It has ${present.slice(0, 20).join(', ')}.`,
  });
}

async function describeEntity(
  { output, json }: CommandContext,
  entity: Entity,
  { featureViews }: StoreSnapshot,
): Promise<void> {
  const users = featureViews.filter((view) => view.entities.some(({ name }) => name === entity.name));
  const names = users.map(({ name, version }) => `${name}@${version}`);
  if (json) return output.json({ ...entityRow(entity), featureViews: names });
  await printFields(output, [
    ['entity', entity.name],
    ['join keys', entity.joinKeys.join(', ')],
    ['description', entity.desc],
    ['owner', entity.owner ?? null],
    ['feature views', names.join(', ')],
  ]);
}

async function describeView({ output, json }: CommandContext, view: FeatureView): Promise<void> {
  if (json) return output.json(describedView(view));
  await printFields(output, [
    ['feature view', `${view.name}@${view.version}`],
    ['object', `${view.databaseName}.${view.schemaName}.${view.physicalName}`],
    ['kind', view.kind === 'managed' ? 'dynamic table' : 'view'],
    ['entities', view.entities.map(({ name }) => name).join(', ')],
    ['timestamp', view.timestampCol],
    ['refresh', view.refreshFreq],
    ['refresh mode', [view.refreshMode, view.refreshModeReason].filter(Boolean).join(': ')],
    ['state', view.schedulingState],
    ['warehouse', view.warehouse],
    ['initialization warehouse', view.initializationWarehouse ?? null],
    ['online', view.online && `${view.online.targetLag}, ${view.online.schedulingState ?? 'state unknown'}`],
    ['cluster by', view.clusterBy?.join(', ') ?? null],
    ['online', view.online === null ? null : onlineText(view.online)],
    ['stream source', view.stream?.streamSource ?? null],
    ['transformation', view.stream?.transformationName ?? null],
    ['backfill', view.stream?.backfillState ?? null],
    ['granularity', view.tiles?.granularity ?? null],
    ['secondary key', view.tiles?.secondaryKeys.join(', ') ?? null],
    ['description', view.desc],
    ['owner', view.owner],
    ['created', view.createdOn],
  ]);
  await output.line();
  await columnTable(output, view);
  await output.line(`\n${view.query}`);
}

function onlineText({ storeType, targetLag, schedulingState, setupError }: OnlineTable): string {
  return [storeType, `at most ${targetLag} old`, schedulingState, setupError].filter(Boolean).join(', ');
}

/** The columns; of a tiled feature view with what they are computed of. */
async function columnTable(output: CommandContext['output'], { columns, tiles }: FeatureView): Promise<void> {
  const titles = ['COLUMN', 'TYPE', 'CATEGORY', ...(tiles === null ? [] : ['FEATURE']), 'DESC'];
  const features = new Map((tiles?.aggregations ?? []).map((feature) => [feature.outputColumn, feature]));
  const table = new Table(
    output,
    titles.map((title) => ({ title })),
  );
  await table.rows(
    columns.map(({ name, type, category, desc }) => {
      const feature = features.get(name);
      const computed = feature === undefined ? '' : aggregationText(feature);
      return [name, type, category, ...(tiles === null ? [] : [computed]), desc];
    }),
  );
}

/** The listing's columns, and what the official client's object has beyond them. */
function describedView(view: FeatureView) {
  return {
    ...featureViewRow(view),
    physicalName: view.physicalName,
    timestampCol: view.timestampCol,
    refreshModeReason: view.refreshModeReason,
    query: view.query,
    ...(view.tiles && {
      featureGranularity: view.tiles.granularity,
      aggregationSecondaryKeys: view.tiles.secondaryKeys,
      aggregations: view.tiles.aggregations,
    }),
    columns: view.columns.map(({ name, type, category, desc }) => ({ name, category, dtype: type, desc })),
  };
}

async function printFields(
  output: CommandContext['output'],
  fields: readonly (readonly [string, string | null])[],
): Promise<void> {
  const shown = fields.filter(([, value]) => value !== null && value !== '');
  const width = Math.max(...shown.map(([label]) => label.length));
  for (const [label, value] of shown)
    await output.line(`${output.styleData('dim', label.padEnd(width))}  ${value}`);
}
