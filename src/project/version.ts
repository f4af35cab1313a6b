import { readFile } from 'node:fs/promises';
import { packageFile } from '../session/distribution.js';

/** The version of this package. */
export async function firnVersion(): Promise<string> {
  const text = await readFile(packageFile('package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
