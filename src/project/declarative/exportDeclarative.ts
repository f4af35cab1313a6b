import path from 'node:path';
import { stringify } from 'yaml';
import { writeFiles } from '../adopt/writing.js';
import type { Conflict } from '../adopt/writing.js';
import { schemaText, sourceSchema } from '../binding.js';
import type { Project, Target } from '../project.js';
import { ProjectError } from '../projectError.js';
import { MANIFEST_FILE } from './manifest.js';
import { escaped } from './template.js';
import { writeSpecs } from './writeSpecs.js';

export interface ExportOptions {
  readonly folder: string;
  readonly target?: string;
  /** Whether files that are there are replaced. */
  readonly force?: boolean;
  /** The account of a connection, for the manifest; null where it is not known. */
  readonly accountOf: (connection: string) => Promise<string | null>;
  readonly signal?: AbortSignal;
}

export interface ExportResult {
  readonly written: readonly string[];
  readonly conflicts: readonly Conflict[];
  /** What the specs cannot say. */
  readonly losses: readonly { readonly title: string; readonly reason: string }[];
}

/**
 * Writes the project's definitions as a declarative project (`snow feature`): a manifest with the project's targets, and
 * a spec for each entity, source and feature view. A manifest that is there stays.
 * @throws ProjectError `definitions-have-errors`.
 */
export async function exportDeclarative(project: Project, options: ExportOptions): Promise<ExportResult> {
  const { folder, force = false, signal } = options;
  const target = project.target(options.target);
  const evaluation = await project.evaluate({ target: target.name, ...(signal && { signal }) });
  const errors = evaluation.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0)
    throw new ProjectError(
      `Nothing is exported while definitions have errors (${errors.length}). ${errors[0]?.message ?? ''}`,
      'definitions-have-errors',
      errors,
    );
  const { files, losses } = writeSpecs(evaluation, schemaText(sourceSchema(target)));
  const texts = new Map(
    [...files].map(([name, text]) => [path.join(folder, name), { title: name, text }] as const),
  );
  const manifest = path.join(folder, MANIFEST_FILE);
  texts.set(manifest, { title: MANIFEST_FILE, text: await manifestText(project, options.accountOf) });
  const { written, conflicts } = await writeFiles(texts, force);
  return { written, losses, conflicts };
}

async function manifestText(project: Project, accountOf: ExportOptions['accountOf']): Promise<string> {
  const targets = [...project.config.targets.values()];
  const accounts = await Promise.all(targets.map((target) => accountOf(target.connection)));
  const named = targets.map((target, i) => [target.name.toUpperCase(), target, accounts[i] ?? null] as const);
  return escaped(
    stringify({
      manifest_version: 1,
      type: 'feature_store',
      default_target: project.config.defaultTarget.toUpperCase(),
      targets: Object.fromEntries(
        named.map(([name, target, account]) => [
          name,
          {
            account_identifier: account ?? 'ORGANIZATION-ACCOUNT',
            database: target.database,
            schema: target.schema,
            templating_config: name,
          },
        ]),
      ),
      templating: {
        configurations: Object.fromEntries(
          named.map(([name, target]) => [name, { sources: sourcesOf(target) }]),
        ),
      },
    }),
  );
}

const sourcesOf = (target: Target): string => schemaText(sourceSchema(target));
