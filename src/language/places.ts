import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Span } from '../project/model.js';
import type { Location, Position, Range } from './protocol.js';

/** A `Span` counts from 1, LSP from 0; both count columns in UTF-16 units. */
export function rangeOf(span: Span): Range {
  return {
    start: { line: span.line - 1, character: span.column - 1 },
    end: { line: span.endLine - 1, character: span.endColumn - 1 },
  };
}

export function locationOf(span: Span): Location {
  return { uri: uriOf(span.file), range: rangeOf(span) };
}

export function uriOf(file: string): string {
  return pathToFileURL(file).href;
}

/** The absolute path of a `file:` document; null for documents that are not files. */
export function pathOf(uri: string): string | null {
  return uri.startsWith('file:') ? path.normalize(fileURLToPath(uri)) : null;
}

export function contains(range: Range, position: Position): boolean {
  return !before(position, range.start) && !before(range.end, position);
}

export function overlaps(a: Range, b: Range): boolean {
  return !before(a.end, b.start) && !before(b.end, a.start);
}

function before(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

/** Whether `file` lies in `folder`, at any depth. */
export function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}
