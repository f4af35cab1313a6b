/** The files of a stage that COPY takes: those named by FILES, or all that a PATTERN matches. Source: "COPY INTO <table>". */
import { refused } from '../catalog/refusals.js';
import type { StagedFile } from './locations.js';
import { stagedFiles } from './locations.js';
import type { StageArea } from './stageAreas.js';

export interface FileChoice {
  /** Below the stage: a folder, or the beginning of names. */
  readonly path: string;
  /** Names below the path; undefined: all that the pattern leaves. */
  readonly named: readonly string[] | undefined;
  readonly pattern: string | undefined;
}

/** `in` is the folder `in/`. */
export const folderOf = (path: string): string => (path === '' || path.endsWith('/') ? path : `${path}/`);

/** @throws AccountError 091016 when a file is named that is not there. */
export async function chosenFiles(
  area: StageArea,
  { path, named, pattern }: FileChoice,
): Promise<readonly StagedFile[]> {
  const files = await stagedFiles(area.folder, path);
  if (named !== undefined) return named.map((name) => namedFile(files, folderOf(path) + name, area));
  if (pattern === undefined) return files;
  const wanted = new RegExp(`^(?:${pattern})$`, 'u');
  return files.filter(({ name }) => wanted.test(name));
}

function namedFile(files: readonly StagedFile[], name: string, area: StageArea): StagedFile {
  const found = files.find((file) => file.name === name);
  if (found !== undefined) return found;
  throw refused(`Remote file '${name}' was not found in stage '${area.fullName}'.`, '091016', '22000');
}
