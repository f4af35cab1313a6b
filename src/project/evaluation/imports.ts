import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { closest } from '../../dataframe/suggestion.js';
import type { Diagnostic } from '../model.js';
import type { SourceText } from '../text.js';
import { candidates } from './files.js';
import type { ProjectFiles } from './files.js';
import type { ImportPlace } from './modules.js';

/** What an import leads to: the library, a file of the project, or a diagnostic. */
export type Resolution =
  | { readonly kind: 'library' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'refused'; readonly diagnostic: Diagnostic };

const LIBRARY = 'firn';

/** The import rule: `firn` and relative files inside the project folder, nothing else. */
export async function resolveImport(
  folder: string,
  source: SourceText,
  place: ImportPlace,
  files: ProjectFiles,
): Promise<Resolution> {
  const { specifier } = place;
  if (specifier === LIBRARY) return { kind: 'library' };
  if (!/^\.\.?(\/|$)/.test(specifier)) return refused(source, place, outsideMessage(specifier));
  const tried = candidates(source.file, specifier);
  if (tried.some((file) => !isInside(folder, file)))
    return refused(
      source,
      place,
      `"${specifier}" is outside the project's folder. Definition files import files of this project: move it in.`,
    );
  for (const file of tried) if (await files.exists(file)) return { kind: 'file', path: file };
  return missing(source, place);
}

function outsideMessage(specifier: string): string {
  return (
    `"${specifier}" cannot be imported: definition files see "firn" and files of this project alone. ` +
    'Put what it is needed for into a file of the project, and import that by a relative path.'
  );
}

function refused(source: SourceText, place: ImportPlace, message: string): Resolution {
  return {
    kind: 'refused',
    diagnostic: { code: 'import-refused', severity: 'error', message, span: source.span(place.range) },
  };
}

async function missing(source: SourceText, place: ImportPlace): Promise<Resolution> {
  const { specifier, range } = place;
  const suggestion = await similarFile(source.file, specifier);
  const hint = suggestion ? ` Did you mean "${suggestion}"?` : ' Create it, or correct the path.';
  const diagnostic: Diagnostic = {
    code: 'missing-import',
    severity: 'error',
    message: `There is no file "${specifier}" here.${hint}`,
    span: source.span(range),
    ...(suggestion && {
      fix: {
        title: `Change to "${suggestion}"`,
        edits: [{ span: source.span({ start: range.start + 1, end: range.end - 1 }), newText: suggestion }],
      },
    }),
  };
  return { kind: 'refused', diagnostic };
}

async function similarFile(importer: string, specifier: string): Promise<string | undefined> {
  const folder = path.posix.dirname(specifier);
  const names = await readdir(path.resolve(path.dirname(importer), folder)).catch(() => []);
  const modules = names.filter((name) => /\.ts$/.test(name)).map((name) => name.replace(/\.ts$/, ''));
  const name = closest(path.posix.basename(specifier).replace(/\.[jt]s$/, ''), modules);
  if (name === undefined) return undefined;
  const extension = /\.js$/.test(specifier) ? '.js' : '';
  return `${folder}/${name}${extension}`;
}

function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}
