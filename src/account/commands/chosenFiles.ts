/** The files of a stage that COPY takes: those named by FILES, or all that a PATTERN matches. Source: "COPY INTO <table>". */
import type { StageObject } from '../catalog/model.js';
import { refused } from '../catalog/refusals.js';
import type { WriteScope } from './command.js';
import type { StagedFile } from './locations.js';
import { stageFolder, stagedFiles } from './locations.js';

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
  scope: WriteScope,
  stage: StageObject,
  { path, named, pattern }: FileChoice,
): Promise<readonly StagedFile[]> {
  const files = await stagedFiles(stageFolder(scope, stage), path);
  if (named !== undefined) return named.map((name) => namedFile(files, folderOf(path) + name, stage));
  if (pattern === undefined) return files;
  const wanted = new RegExp(`^(?:${pattern})$`, 'u');
  return files.filter(({ name }) => wanted.test(name));
}

function namedFile(files: readonly StagedFile[], name: string, stage: StageObject): StagedFile {
  const found = files.find((file) => file.name === name);
  if (found !== undefined) return found;
  throw refused(`Remote file '${name}' was not found in stage '${stage.name}'.`, '091016', '22000');
}
