import type { FeatureView } from '../featurestore/model.js';
import { readStatement } from '../featurestore/readRows.js';
import { definedRowsSql } from '../project/tiles.js';
import { qualifiedName } from '../sql/identifiers.js';
import type { PreviewQuery } from './previews.js';
import { ProjectHostError, type ProjectHost } from './projectHost.js';
import type { PreviewSource, PreviewStart } from './protocol.js';
import type { Workspace } from './workspace.js';

/** Finds out which statement shows what a preview asks for. */
export async function previewQuery(workspace: Workspace, start: PreviewStart): Promise<PreviewQuery> {
  const { id, limit, source } = start;
  const host = workspace.host(source.project);
  const { title, sql } = await sourceQuery(host, source);
  return {
    id,
    limit,
    title,
    sql,
    target: source.target,
    session: async () => (await host.store(source.target).connection()).session,
  };
}

async function sourceQuery(
  host: ProjectHost,
  source: PreviewSource,
): Promise<{ title: string; sql: string }> {
  if (source.of === 'store') {
    const view = await storedView(host, source.target, source.name, source.version);
    return {
      title: `${view.name} ${view.version}`,
      sql: readStatement(qualifiedName(view.databaseName, view.schemaName, view.physicalName), view),
    };
  }
  const { definition } = await host.definition(source.key, source.target);
  const sql = definition.kind === 'featureView' ? definedRowsSql(definition) : null;
  if (definition.kind !== 'featureView' || sql === null) {
    throw new ProjectHostError(`${source.key} is an entity and has no rows.`, 'no-rows');
  }
  return { title: `${definition.name} ${definition.version}`, sql };
}

async function storedView(
  host: ProjectHost,
  target: string,
  name: string,
  version: string | null,
): Promise<FeatureView> {
  const store = host.store(target);
  await store.read(false);
  const view = store.snapshot?.featureViews.find((v) => v.name === name && v.version === version);
  if (view !== undefined) return view;
  throw new ProjectHostError(
    `${name} ${version ?? ''} is not in ${store.target.schema}.`,
    'unknown-feature-view',
    'Reload the store.',
  );
}
