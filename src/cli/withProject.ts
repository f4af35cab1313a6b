import { TargetConnection } from '../project/connection.js';
import { Project } from '../project/project.js';
import { FeatureStore } from '../featurestore/store.js';
import type { CommandContext } from './command.js';

/** Opens the project for the time of `work`. */
export async function withProject<T>(
  { folder }: CommandContext,
  work: (project: Project) => Promise<T>,
): Promise<T> {
  const project = await Project.open(folder);
  try {
    return await work(project);
  } finally {
    await project.close();
  }
}

/** Opens the project and its target's connection for the time of `work`. */
export async function withTarget<T>(
  context: CommandContext,
  work: (connection: TargetConnection, project: Project) => Promise<T>,
): Promise<T> {
  const { interrupt, output } = context;
  return withProject(context, async (project) => {
    const connection = await TargetConnection.open(project, context.target, {
      signal: interrupt.signal,
      onProgress: (message) => output.say(`${message} …`),
    });
    try {
      return await work(connection, project);
    } finally {
      await connection.close();
    }
  });
}

/** Opens the target's store for the time of `work`; its warnings are said, Ctrl-C cancels its statements. */
export async function withStore<T>(
  context: CommandContext,
  work: (store: FeatureStore, connection: TargetConnection) => Promise<T>,
): Promise<T> {
  return withTarget(context, async (connection) => {
    const { database, schema, warehouse } = connection.target;
    const store = await FeatureStore.open(connection.session, {
      database,
      schema,
      warehouse,
      signal: context.interrupt.signal,
      onWarning: (text) => context.output.warn(text),
    });
    return work(store, connection);
  });
}
