/** Files of a stage, copied to another place. Source: "COPY FILES". */
import { copyFile } from 'node:fs/promises';
import { refused, unsupported } from '../catalog/refusals.js';
import type { UnloadedFile } from '../files/unloading.js';
import { Drafts } from '../files/unloading.js';
import { properties } from './clauses.js';
import type { Command, CommandResult, WriteScope } from './command.js';
import { column, status } from './command.js';
import type { Grammar } from './grammar.js';
import type { StageLocation, StagedFile } from './locations.js';
import { stageFolder, stageLocation, stagedFiles } from './locations.js';

interface CopyFilesStatement {
  readonly target: StageLocation;
  readonly source: StageLocation;
  readonly files: readonly string[] | undefined;
  readonly pattern: string | undefined;
  readonly detailed: boolean;
}

/**
 * COPY FILES INTO @stage[/path/] FROM @stage[/path/] [FILES = (…)] [PATTERN = '…'] [DETAILED_OUTPUT = TRUE | FALSE].
 * Files that are there already are replaced.
 */
export function copyFiles(g: Grammar): Command {
  const target = stageLocation(g);
  g.expect('FROM');
  if (g.looksAt('('))
    throw unsupported('COPY FILES from a query', 'Name a stage, and the files by FILES or PATTERN.');
  const source = stageLocation(g);
  let files: string[] | undefined;
  const options: Record<string, string> = {};
  while (!g.atEnd) {
    const found = properties(g, ['PATTERN', 'DETAILED_OUTPUT']);
    Object.assign(options, found);
    if (g.try('FILES', '=')) files = g.list(() => g.string());
    else if (Object.keys(found).length === 0) g.unexpected();
  }
  const detailed = options['DETAILED_OUTPUT']?.toUpperCase() !== 'FALSE';
  const statement = { target, source, files, pattern: options['PATTERN'], detailed };
  return { access: 'write', kind: 'copy', run: (scope) => copy(scope, statement) };
}

const COLUMNS = [column('file')];

async function copy(scope: WriteScope, statement: CopyFilesStatement): Promise<CommandResult> {
  const { target, detailed } = statement;
  const stage = scope.names.must('STAGE', target.stage, 'COPY FILES');
  const drafts = new Drafts(scope.stages, scope.queryId);
  try {
    const copies: UnloadedFile[] = [];
    for (const { file, name } of await chosenFiles(scope, statement)) {
      const draft = await drafts.next();
      await copyFile(file.absolute, draft);
      const bytes = file.size;
      copies.push({
        name: folderOf(target.path) + name,
        draft,
        rows: 0,
        inputBytes: bytes,
        outputBytes: bytes,
      });
    }
    await drafts.publish(copies, stageFolder(scope, stage), `@${scope.names.full(stage)}`, true);
    if (!detailed) return status(`${copies.length} files copied.`);
    return { columns: COLUMNS, rows: copies.map(({ name }) => [name]) };
  } finally {
    await drafts.remove();
  }
}

const folderOf = (path: string): string => (path === '' || path.endsWith('/') ? path : `${path}/`);

interface Chosen {
  readonly file: StagedFile;
  /** Below the location in FROM. */
  readonly name: string;
}

async function chosenFiles(
  scope: WriteScope,
  { source, files: named, pattern }: CopyFilesStatement,
): Promise<Chosen[]> {
  const stage = scope.names.must('STAGE', source.stage, 'COPY FILES');
  const found = await stagedFiles(stageFolder(scope, stage), source.path);
  const folder = folderAbove(source.path, found);
  const all = found.map((file): Chosen => ({ file, name: file.name.slice(folder.length) }));
  if (named !== undefined)
    return named.map((name) => {
      const chosen = all.find((one) => one.name === name);
      if (chosen === undefined)
        throw refused(
          `Remote file '${folder}${name}' was not found in stage '${stage.name}'.`,
          '091016',
          '22000',
        );
      return chosen;
    });
  if (pattern === undefined) return all;
  const wanted = new RegExp(`^(?:${pattern})$`, 'u');
  return all.filter(({ file }) => wanted.test(file.name));
}

/** The folder that a path means: `in/da` may be the beginning of `in/data.csv`. */
function folderAbove(path: string, files: readonly StagedFile[]): string {
  const folder = folderOf(path);
  return files.every(({ name }) => name.startsWith(folder))
    ? folder
    : path.slice(0, path.lastIndexOf('/') + 1);
}
