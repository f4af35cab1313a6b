import { nameAsStored } from '../storedNames.js';
import { Fields } from './fields.js';
import type { Variables } from './template.js';

export const MANIFEST_FILE = 'manifest.yml';

/** A target of a manifest: where its objects are, and what its templates are filled with. */
export interface ManifestTarget {
  readonly name: string;
  /** Stored names. */
  readonly database: string;
  readonly schema: string;
  readonly variables: Variables;
}

/** The target of that name, whatever its case, or the default one. */
export function readManifest(file: string, text: string, wanted: string | null): ManifestTarget {
  const manifest = Fields.parse(file, text);
  if (manifest.number('manifest_version') !== 1) manifest.refuse('`manifest_version` is not 1.');
  if (manifest.text('type') !== 'feature_store') manifest.refuse('`type` is not feature_store.');
  const targets = manifest.mapping('targets')?.entries() ?? [];
  const names = targets.map(([name]) => name.toUpperCase());
  const only = names.length === 1 ? (names[0] ?? null) : null;
  const chosen = (wanted ?? manifest.optionalText('default_target') ?? only)?.toUpperCase();
  const index = names.findIndex((name) => name === chosen);
  if (chosen === undefined || index < 0)
    return manifest.refuse(
      chosen === undefined
        ? `Name one of the targets: ${names.join(', ')}.`
        : `There is no target ${chosen}. There are: ${names.join(', ')}.`,
    );
  const target = new Fields(
    file,
    Object(targets[index]?.[1] ?? {}) as Record<string, unknown>,
    `the target ${chosen}`,
  );
  const database = nameAsStored(target.text('database'));
  const schema = nameAsStored(target.text('schema'));
  for (const name of ['account_identifier', 'role']) target.optionalText(name);
  const variables = variablesOf(manifest.mapping('templating'), target.optionalText('templating_config'));
  target.end();
  manifest.optionalText('default_target');
  manifest.end();
  return { name: chosen, database, schema, variables };
}

/** The defaults, and over them those of the target's configuration. */
function variablesOf(templating: Fields | null, config: string | null): Variables {
  const defaults = Object.fromEntries(templating?.mapping('defaults')?.entries() ?? []);
  const configurations = templating?.mapping('configurations')?.entries() ?? [];
  templating?.end();
  if (config === null) return defaults;
  const found = configurations.find(([name]) => name.toUpperCase() === config.toUpperCase());
  if (found === undefined) return templating?.refuse(`There is no configuration ${config}.`) ?? defaults;
  return { ...defaults, ...(found[1] as Variables) };
}
