import type ts from 'typescript';
import { libraryTypes } from '../../../scripts/build-types.mjs';
import { operatorTypes } from '../../../scripts/operator-types.mjs';
import { generateSources } from '../../../src/project/sources.js';
import { TABLES } from '../dataframe/sources.js';
import { root, virtualProgram } from './virtualProgram.js';

export const LIBRARY = 'firnOperators.d.ts';
const SOURCES = 'sources.ts';

const sources = generateSources({
  version: 1,
  source: 'DB.S',
  tables: Object.entries(TABLES).map(([name, columns]) => ({
    name,
    kind: 'BASE TABLE',
    comment: '',
    columns: columns.map(([column, type]) => ({ name: column, type, nullable: true, comment: '' })),
  })),
});

let library: Promise<string> | undefined;

/** A program of a project that has operators: files that import from `firn` and from `./sources`. */
export async function operatorProgram(
  files: Readonly<Record<string, string>>,
  options: ts.CompilerOptions = {},
): Promise<ts.Program> {
  library ??= libraryTypes(root).then(operatorTypes);
  const texts = Object.entries({ [SOURCES]: sources, ...files }).map(([name, text]) => [
    name,
    text.replaceAll(`from 'firn'`, `from './firnOperators.js'`),
  ]);
  return virtualProgram({ [LIBRARY]: await library, ...(Object.fromEntries(texts) as object) }, options);
}
