import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's own folder: the nearest one above `from` that holds firn's package.json. */
function packageRoot(from: string): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json'))) return folder;
    if (folder === path.dirname(folder)) {
      throw new Error(`No package.json above ${from}: the Firn package is incomplete. Install it again.`);
    }
  }
}

/**
 * Absolute path of a built file of this package, `dist/<name>`. The answer is the same from a bundle in `dist/`
 * and from TypeScript that a test runner loads from `src/`.
 */
export function distFile(name: string): string {
  return path.join(packageRoot(path.dirname(fileURLToPath(import.meta.url))), 'dist', name);
}

/** Absolute path of a file that the package carries, from its root: `examples/…`. */
export function packageFile(name: string): string {
  return path.join(packageRoot(path.dirname(fileURLToPath(import.meta.url))), name);
}

/** What a child process of ours needs in its environment: inside VS Code `process.execPath` is Electron. */
export function childEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...extra, ELECTRON_RUN_AS_NODE: '1' };
}
