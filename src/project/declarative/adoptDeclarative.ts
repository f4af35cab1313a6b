import path from 'node:path';
import { adoptSnapshot } from '../adopt/adopt.js';
import type { AdoptOptions, AdoptResult } from '../adopt/adopt.js';
import type { Project } from '../project.js';
import { readSpecFiles } from './specFiles.js';
import { readSpecs } from './readSpecs.js';

export interface AdoptDeclarativeOptions extends AdoptOptions {
  /** The folder with the manifest, absolute. */
  readonly folder: string;
  /** The manifest's target; null: its default. */
  readonly from: string | null;
  /** The project's target, whose sources the queries may name; absent: its default. */
  readonly target?: string;
}

/**
 * Writes definition files for what a declarative project (`snow feature`) describes, as `adoptStore` does for a store.
 * Nothing of it is run, and no account is asked.
 * @throws DeclarativeError for a file that cannot be read; ProjectError as `adoptStore`.
 */
export async function adoptDeclarative(
  project: Project,
  { folder, from, target, ...options }: AdoptDeclarativeOptions,
): Promise<AdoptResult> {
  const { snapshot, refused } = await readSpecs(await readSpecFiles(folder, from));
  const result = await adoptSnapshot(project, project.target(target), snapshot, options);
  const named = refused.map(({ title, reason }) => ({
    title: path.isAbsolute(title) ? path.relative(folder, title) : title,
    reason,
  }));
  return { ...result, refused: [...named, ...result.refused] };
}
