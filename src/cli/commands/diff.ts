import { compareStores } from '../../project/compare/compareStores.js';
import type { Presence, StoreDifference, TargetStore } from '../../project/compare/compareStores.js';
import { TargetConnection } from '../../project/connection.js';
import { existingStore } from '../../project/existingStore.js';
import { titleOf } from '../../project/plan/titles.js';
import type { Project } from '../../project/project.js';
import { changeLines, painted } from '../changeLines.js';
import { CliError } from '../cliError.js';
import type { CommandContext, Run } from '../command.js';
import { exitCode } from '../exitCode.js';
import type { Output } from '../output.js';
import { withProject } from '../withProject.js';

/** `firn diff [--target NAME] --to NAME`: what two targets' stores have otherwise. */
export const run: Run = async (context) =>
  withProject(context, async (project) => {
    const { output, options } = context;
    const one = project.target(context.target).name;
    const to = options.text('to');
    if (to === undefined || to === one)
      throw new CliError('usage', `With which target is ${one} compared?`, {
        hint: `firn diff --target ${one} --to ${[...project.config.targets.keys()].find((name) => name !== one) ?? 'NAME'}`,
      });
    const other = project.target(to).name;
    const stores = [await storeOf(context, project, one), await storeOf(context, project, other)] as const;
    const differences = compareStores(...stores);
    for (const { snapshot } of stores)
      for (const { message } of snapshot?.problems ?? []) output.warn(message);
    if (context.json) await output.json(record(stores, differences));
    else await print(output, stores, differences);
    return differences.some(({ presence }) => presence !== 'same') ? exitCode.changes : exitCode.done;
  });

async function storeOf(context: CommandContext, project: Project, name: string): Promise<TargetStore> {
  const { interrupt, output } = context;
  const connection = await TargetConnection.open(project, name, {
    signal: interrupt.signal,
    onProgress: (message) => output.say(`${message} …`),
  });
  try {
    const store = await interrupt.orStop(existingStore(connection));
    const snapshot = store && (await interrupt.orStop(store.snapshot()));
    return { target: connection.target, snapshot };
  } finally {
    await connection.close();
  }
}

type Stores = readonly [one: TargetStore, other: TargetStore];

const JSON_WORDS: Readonly<Record<Presence, string>> = {
  'only in one': 'onlyInFrom',
  'only in other': 'onlyInTo',
  different: 'different',
  same: 'same',
};

function record([one, other]: Stores, differences: readonly StoreDifference[]) {
  const side = ({ target: { name, connection, database, schema }, snapshot }: TargetStore) => ({
    target: name,
    place: { connection, database, schema },
    exists: snapshot !== null,
  });
  return {
    from: side(one),
    to: side(other),
    differences: differences
      .filter(({ presence }) => presence !== 'same')
      .map((difference) => ({ ...difference, presence: JSON_WORDS[difference.presence] })),
    summary: Object.fromEntries(
      Object.entries(JSON_WORDS).map(([presence, word]) => [word, count(differences, presence)]),
    ),
  };
}

const count = (differences: readonly StoreDifference[], presence: string): number =>
  differences.filter((difference) => difference.presence === presence).length;

const KINDS: Readonly<Record<StoreDifference['kind'], string>> = {
  entity: 'entity',
  featureView: 'feature view',
  streamSource: 'stream source',
  realtimeFeatureView: 'realtime feature view',
  featureGroup: 'feature group',
};

async function print(
  output: Output,
  [one, other]: Stores,
  differences: readonly StoreDifference[],
): Promise<void> {
  const [from, to] = [one.target.name, other.target.name];
  const words = {
    'only in one': ['-', 'red', `only in ${from}`],
    'only in other': ['+', 'green', `only in ${to}`],
    different: ['~', 'yellow', 'differs'],
  } as const;
  for (const difference of differences) {
    if (difference.presence === 'same') continue;
    const [mark, style, where] = words[difference.presence];
    const kind = KINDS[difference.kind];
    await output.line(output.styleData(style, `${mark} ${kind} ${titleOf(difference)} ${where}`));
    for (const change of difference.changes)
      for (const line of changeLines(change)) await output.line(`    ${painted(output, line)}`);
  }
  for (const { target, snapshot } of [one, other])
    if (snapshot === null)
      await output.line(`${target.name} (${target.database}.${target.schema}) is no feature store yet.`);
  const counts = Object.entries({ ...words, same: ['', '', 'the same'] as const }).flatMap(
    ([presence, [, , text]]) => {
      const number = count(differences, presence);
      return number > 0 ? [`${number} ${text}`] : [];
    },
  );
  await output.line(`${from} → ${to}: ${counts.join(', ') || 'both are empty'}.`);
}
