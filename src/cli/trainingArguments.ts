import { readFile } from 'node:fs/promises';
import type { FeatureStore } from '../featurestore/store.js';
import type { FeatureChoice } from '../featurestore/slices.js';
import type { JoinMethod, TrainingSetOptions } from '../featurestore/training/trainingSet.js';
import { CliError } from './cliError.js';
import type { CommandContext } from './command.js';
import { fileError } from './fileError.js';
import { parseVersionName } from './objectName.js';

/** The spine and the features that the command line asks for. */
export async function trainingOptions(
  context: CommandContext,
  store: FeatureStore,
): Promise<TrainingSetOptions> {
  const { options } = context;
  const spine = options.text('spine');
  const timestamp = options.text('timestamp');
  if (spine === undefined)
    throw new CliError('usage', 'Which rows get features? --spine takes a query, or a file with one.');
  return {
    spine: /\.sql$/i.test(spine) ? await queryIn(spine) : spine,
    features: await chosenFeatures(context, store),
    excludeColumns: listed(context, 'exclude'),
    autoPrefix: options.flag('autoPrefix'),
    includeFeatureViewTimestampCol: options.flag('timestamps'),
    ...(timestamp !== undefined && { spineTimestampCol: timestamp }),
    ...joinMethod(context),
  };
}

function joinMethod({ options }: CommandContext): { readonly joinMethod?: JoinMethod } {
  const method = options.text('joinMethod');
  if (method === undefined) return {};
  if (method === 'cte' || method === 'sequential') return { joinMethod: method };
  throw new CliError('usage', `--join-method takes sequential or cte, not '${method}'.`);
}

/** The feature views of `--views`. */
export async function chosenFeatures(
  context: CommandContext,
  store: FeatureStore,
): Promise<readonly FeatureChoice[]> {
  const features: FeatureChoice[] = [];
  for (const view of listed(context, 'views')) features.push(await choice(store, view));
  return features;
}

/** `NAME@VERSION`, or `NAME@VERSION:FEATURE:FEATURE` for some of its features. */
async function choice(store: FeatureStore, text: string): Promise<FeatureChoice> {
  const [object = '', ...features] = text.split(':');
  const { name, version } = parseVersionName(object);
  const view = await store.getFeatureView(name, version);
  return features.length > 0 ? { view, features } : { view };
}

export function listed({ options }: CommandContext, name: string): readonly string[] {
  const text = options.text(name) ?? '';
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

async function queryIn(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw fileError('file-not-read', `The spine ${file} cannot be read`, error);
  }
}
