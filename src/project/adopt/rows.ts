import type { FeatureView } from '../../featurestore/model.js';
import type { Parser } from '../../sql/read/parser.js';
import { schemaText, sourceSchema } from '../binding.js';
import type { Target } from '../config.js';
import { readCatalog } from '../evaluation/readCatalog.js';
import type { Project } from '../project.js';
import type { Rows } from './definitionText.js';
import { rawRows } from './rawRows.js';
import { tileSource } from './tileSource.js';

/** The forms in which a stored feature view's rows can be written, the best first; none where they cannot be told. */
export async function rowsFor(
  view: FeatureView,
  project: Project,
  target: Target,
  parser: Parser,
): Promise<readonly Rows[]> {
  const text = view.tiles === null ? view.query : tileSource(view);
  if (text === null) return [];
  const catalog = readCatalog(await project.catalog(), schemaText(sourceSchema(target)));
  return rawRows(text, view, catalog, parser);
}
