import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's own folder: the nearest one above this file that holds a package.json. */
function packageRoot(from: string): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json'))) return folder;
    if (folder === path.dirname(folder)) {
      throw new Error(`No package.json above ${from}: the Firn package is incomplete. Install it again.`);
    }
  }
}

/**
 * Absolute path of one of the account's built programs (`reader.cjs`), the same from a bundle in `dist/` and
 * from TypeScript that a test runner loads.
 */
export function accountProgram(name: string): string {
  return path.join(packageRoot(path.dirname(fileURLToPath(import.meta.url))), 'dist', name);
}
