import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { anyProperties } from './clauses.js';
import type { Command, CommandResult } from './command.js';
import { INTEGER, column } from './command.js';
import type { Grammar } from './grammar.js';
import type { StagedFile } from './locations.js';
import { contentHash, stageLocation, stagedFiles } from './locations.js';
import { isSnowUrl, snowFiles, snowFolder, snowLocation } from './snowLocations.js';
import { stageArea } from './stageAreas.js';

const PUT_COLUMNS = [
  column('source'),
  column('target'),
  column('source_size', INTEGER),
  column('target_size', INTEGER),
  column('source_compression'),
  column('target_compression'),
  column('status'),
  column('message'),
];

/** PUT file://… @stage[/path]: the client copies; the answer says where to. */
export function put(g: Grammar): Command {
  const source = g.tryKind('url', 'string') ?? g.unexpected();
  const location = stageLocation(g);
  const options = anyProperties(g);
  g.end();
  const file = /^file:\/\//i.test(source.value) ? localPath(source.value) : source.value;
  return {
    access: 'read',
    kind: 'put',
    run: async (scope) => {
      const folder = path.join(stageArea(scope, location.stage, 'PUT').folder, location.path);
      await mkdir(folder, { recursive: true });
      return {
        columns: PUT_COLUMNS,
        rows: [],
        upload: {
          sourceLocations: [file],
          folder,
          overwrite: options['OVERWRITE']?.toUpperCase() === 'TRUE',
          autoCompress: options['AUTO_COMPRESS']?.toUpperCase() !== 'FALSE',
        },
      };
    },
  };
}

/** `file:///data/a*.csv` → `/data/a*.csv`; `file://C:/x` → `C:/x`. */
function localPath(url: string): string {
  const rest = url.slice('file://'.length);
  if (/^\/?[A-Za-z]:/.test(rest)) return rest.replace(/^\//, '');
  return url.includes('%') ? fileURLToPath(url) : rest;
}

const GET_COLUMNS = [column('file'), column('size', INTEGER), column('status'), column('message')];

/** GET @stage[/path] | snow://… file://… [PATTERN = '…']: the client copies; the answer says what. */
export function get(g: Grammar): Command {
  const url = g.peek();
  if ((url?.kind === 'url' || url?.kind === 'string') && isSnowUrl(url.value)) return getVersion(g);
  const location = stageLocation(g);
  const target = g.tryKind('url', 'string') ?? g.unexpected();
  const { PATTERN: pattern } = anyProperties(g);
  g.end();
  const folder = /^file:\/\//i.test(target.value) ? localPath(target.value) : target.value;
  return {
    access: 'read',
    kind: 'get',
    run: async (scope) => {
      const area = stageArea(scope, location.stage, 'GET');
      const wanted = matching(pattern);
      const files = (await stagedFiles(area.folder, location.path)).map(({ name }) => name).filter(wanted);
      return {
        columns: GET_COLUMNS,
        rows: [],
        download: { folder: area.folder, files, target: folder },
      };
    },
  };
}

/** Files of one version. */
function getVersion(g: Grammar): Command {
  const location = snowLocation(g.skip().value);
  const target = g.tryKind('url', 'string') ?? g.unexpected();
  const { PATTERN: pattern } = anyProperties(g);
  g.end();
  return {
    access: 'read',
    kind: 'get',
    run: async (scope) => {
      const wanted = matching(pattern);
      const files = (await snowFiles(scope, location)).filter((f) => wanted(f.name));
      const folder = snowFolder(scope.names, scope.stages, location);
      return {
        columns: GET_COLUMNS,
        rows: [],
        download: {
          folder,
          files: files.map((f) => path.relative(folder, f.absolute).split(path.sep).join('/')),
          target: /^file:\/\//i.test(target.value) ? localPath(target.value) : target.value,
        },
      };
    },
  };
}

const LIST_COLUMNS = [column('name'), column('size', INTEGER), column('md5'), column('last_modified')];

function matching(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined) return () => true;
  const expression = new RegExp(`^(?:${pattern})$`, 'u');
  return (name) => expression.test(name);
}

/** LIST | LS @stage[/path] | snow://… [PATTERN = '…'] */
export function list(g: Grammar): Command {
  const url = g.peek();
  if ((url?.kind === 'url' || url?.kind === 'string') && isSnowUrl(url.value)) return listVersions(g);
  const location = stageLocation(g);
  const { PATTERN: pattern } = anyProperties(g);
  g.end();
  return {
    access: 'read',
    kind: 'show',
    run: async (scope) => {
      const { prefix, folder } = stageArea(scope, location.stage, 'LIST');
      const files = await stagedFiles(folder, location.path);
      const wanted = matching(pattern);
      return listed(
        files.filter((f) => wanted(`${prefix}${f.name}`)).map((f) => ({ ...f, name: prefix + f.name })),
      );
    },
  };
}

async function listed(files: readonly StagedFile[]): Promise<CommandResult> {
  const rows = files.map(async ({ name, size, absolute, modifiedOn }) => [
    name,
    String(size),
    await contentHash(absolute),
    modifiedOn.toUTCString(),
  ]);
  return { columns: LIST_COLUMNS, rows: await Promise.all(rows) };
}

/** Files of versions are listed from `versions/` on. */
function listVersions(g: Grammar): Command {
  const location = snowLocation(g.skip().value);
  const { PATTERN: pattern } = anyProperties(g);
  g.end();
  return {
    access: 'read',
    kind: 'show',
    run: async (scope) => {
      const wanted = matching(pattern);
      return listed((await snowFiles(scope, location)).filter((f) => wanted(f.name)));
    },
  };
}

/** REMOVE | RM @stage[/path] [PATTERN = '…'] */
export function remove(g: Grammar): Command {
  const location = stageLocation(g);
  const { PATTERN: pattern } = anyProperties(g);
  g.end();
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const { prefix, folder } = stageArea(scope, location.stage, 'REMOVE');
      const wanted = matching(pattern);
      const files = (await stagedFiles(folder, location.path)).filter((f) => wanted(prefix + f.name));
      for (const file of files) await rm(file.absolute);
      return {
        columns: [column('name'), column('result')],
        rows: files.map((f) => [prefix + f.name, 'removed']),
      };
    },
  };
}
