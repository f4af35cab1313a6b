import { adoptStore } from '../project/adopt/adopt.js';
import { pull } from '../project/pull.js';
import type { PullResult } from '../project/pull.js';
import type { ProjectHost } from './projectHost.js';
import type { WrittenDefinitions } from './protocol.js';

type Say = (step: string) => void;

/** Reads a target's source tables into the project. */
export async function pullCatalog(host: ProjectHost, target: string, say: Say): Promise<PullResult> {
  say(`Reading the tables of ${target}`);
  const report = await pull(host.project, await host.store(target).connection());
  await host.open();
  return report;
}

/** Writes definition files for what a target's store has, against the tables as they are now. */
export async function writeDefinitions(
  host: ProjectHost,
  target: string,
  names: readonly string[],
  say: Say,
): Promise<WrittenDefinitions> {
  await pullCatalog(host, target, say);
  say('Comparing definitions with the store');
  const connection = await host.store(target).connection();
  const { written, conflicts, refused } = await adoptStore(host.project, connection, { names });
  host.changed();
  return { written, conflicts, refused };
}
