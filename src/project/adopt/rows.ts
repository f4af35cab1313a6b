import path from 'node:path';
import type { FeatureView } from '../../featurestore/model.js';
import type { Parser } from '../../sql/read/parser.js';
import { readQuery } from '../../sql/read/queries.js';
import { schemaText, sourceSchema } from '../binding.js';
import { SOURCES_FILE } from '../catalog.js';
import type { Target } from '../config.js';
import { readCatalog } from '../evaluation/readCatalog.js';
import type { Project } from '../project.js';
import { sourceConstants } from '../sources.js';
import type { Rows } from './definitionText.js';
import { frameRows } from './frames/frameRows.js';
import { modulePath } from './naming.js';
import { rawRows } from './rawRows.js';
import { tileSource } from './tileSource.js';

/** What rows are written for. */
export interface RowsContext {
  readonly project: Pick<Project, 'folder' | 'catalog'>;
  readonly target: Target;
  readonly parser: Parser;
  /** The definition file, absolute, and the names that it has already. */
  readonly file: string;
  readonly taken: readonly string[];
}

/**
 * The forms in which a stored feature view's rows can be written, the best first: frames, then queries of one's own.
 * None where they cannot be told.
 */
export async function rowsFor(
  view: FeatureView,
  { project, target, parser, file, taken }: RowsContext,
): Promise<readonly Rows[]> {
  const text = view.tiles === null ? view.query : tileSource(view);
  if (text === null) return [];
  const snapshot = await project.catalog();
  const catalog = readCatalog(snapshot, schemaText(sourceSchema(target)));
  const read = await readQuery(parser, text);
  const frames =
    'query' in read && snapshot !== null
      ? frameRows(read.query, catalog, {
          constants: sourceConstants(snapshot),
          module: modulePath(file, path.join(project.folder, SOURCES_FILE)),
          taken,
        })
      : null;
  return [...(frames === null ? [] : [frames]), ...rawRows(read, view, catalog)];
}
