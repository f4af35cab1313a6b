import { rmSync } from 'node:fs';
import path from 'node:path';
import type { CatalogObject, ObjectVersion } from '../catalog/model.js';
import type { WriteScope } from './command.js';

/** The folder for the files of an object's next version, below `stages`. */
export function versionFolder(scope: WriteScope, object: CatalogObject): string {
  // The statement's id keeps a version away from the files of one that was dropped or whose making failed.
  return `v${object.id}-${scope.queryId.slice(0, 8)}-${scope.catalog.newId()}`;
}

/** Removes the files of versions once their going is committed. */
export function removeFiles(
  scope: Pick<WriteScope, 'onCommit' | 'stages'>,
  versions: readonly ObjectVersion[],
): void {
  scope.onCommit(() => {
    for (const { folder } of versions) {
      try {
        rmSync(path.join(scope.stages, folder), { recursive: true, force: true });
      } catch {
        // Another program reads them; nothing leads to the folder any more.
      }
    }
  });
}
