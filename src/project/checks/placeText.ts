import path from 'node:path';
import type { Site } from './site.js';

/** Where another definition is, as a message in `from` says it. */
export function placeText(other: Site, from: Site): string {
  const line = `line ${other.nameSpan.line}`;
  return other.file === from.file ? line : `${path.basename(other.file)}, ${line}`;
}
