import path from 'node:path';
import type { Names } from '../catalog/names.js';
import { invalidValue, refused, unsupported } from '../catalog/refusals.js';
import { Grammar } from '../commands/grammar.js';
import { stageLocation } from '../commands/locations.js';
import { stageArea } from '../commands/stageAreas.js';
import { isSnowUrl, snowFile, snowLocation } from '../commands/snowLocations.js';
import type { FileLinks } from '../fileLinks.js';
import type { ModelRuntime } from '../models/runtime.js';
import { LONGEST_LINK_SECONDS } from '../fileLinks.js';

/** Where the account keeps files, how they are fetched from outside, and what may run the code among them. */
export interface AccountFiles {
  /** Folder of internal stages and of versions. */
  readonly stages: string;
  readonly links: FileLinks;
  /** null: nothing may. */
  readonly models: ModelRuntime | null;
}

const DEFAULT_SECONDS = 3600;

/**
 * GET_PRESIGNED_URL('@stage' | 'snow://…', 'path' [, seconds]): an address that gives the file without a login
 * (documentation: GET_PRESIGNED_URL). As in Snowflake, it is given whether or not the file is there.
 */
export function presignedUrl(
  names: Names,
  { stages, links }: AccountFiles,
  location: string,
  file: string,
  lifetime: string | null,
): string {
  const seconds = lifetime === null ? DEFAULT_SECONDS : Number(lifetime);
  if (!(seconds > 0 && seconds <= LONGEST_LINK_SECONDS))
    throw invalidValue(String(lifetime), 'expiration_time', `between 1 and ${LONGEST_LINK_SECONDS} seconds`);
  if (links.origin === null)
    throw unsupported('GET_PRESIGNED_URL', 'The account has to be served: run firn serve.');
  if (file.split('/').includes('..')) throw invalidValue(file, 'relative_file_path', 'it may not hold ..');
  const absolute = fileAt(names, stages, location, file.replace(/^\/+/, ''));
  return links.origin + links.pathTo(absolute, seconds);
}

function fileAt(names: Names, stages: string, location: string, file: string): string {
  if (!isSnowUrl(location)) {
    const { stage, path: below } = stageLocation(new Grammar(`'${location.replaceAll("'", "''")}'`));
    const { folder } = stageArea({ names, stages }, stage, 'GET_PRESIGNED_URL');
    return path.join(folder, below, file);
  }
  const found = snowFile(names, stages, snowLocation(`${location.replace(/\/+$/, '')}/${file}`));
  if (found === undefined) throw refused(`There is no such version: ${location}.`, '002003', '02000');
  return found;
}
