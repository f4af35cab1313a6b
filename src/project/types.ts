import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { distFile } from '../session/distribution.js';
import { writeIfChanged } from './write.js';

/** Where a project keeps the library's types; its tsconfig.json maps `firn` to this file. */
const TYPES_FILE = '.firn/types/index.d.ts';

/**
 * Gives the project the types of this version of the library, those that columns have with operators where it asks for
 * them. The file's path when it was written, else null.
 */
export async function writeTypes(folder: string, operators: boolean): Promise<string | null> {
  const types = await readFile(distFile(operators ? 'types/operators.d.ts' : 'types/index.d.ts'), 'utf8');
  const file = path.join(folder, TYPES_FILE);
  return (await writeIfChanged(file, types)) ? file : null;
}
