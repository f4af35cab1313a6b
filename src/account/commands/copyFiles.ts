/** Files of a stage, copied to another place. Source: "COPY FILES". */
import { copyFile } from 'node:fs/promises';
import { unsupported } from '../catalog/refusals.js';
import type { UnloadedFile } from '../files/unloading.js';
import { Drafts } from '../files/unloading.js';
import { properties } from './clauses.js';
import type { Command, CommandResult, WriteScope } from './command.js';
import { column, status } from './command.js';
import { chosenFiles, folderOf } from './chosenFiles.js';
import type { Grammar } from './grammar.js';
import type { StageLocation, StagedFile } from './locations.js';
import { stageLocation } from './locations.js';
import { stageArea } from './stageAreas.js';

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
  const { target, source, files: named, pattern, detailed } = statement;
  const into = stageArea(scope, target.stage, 'COPY FILES');
  const drafts = new Drafts(scope.stages, scope.queryId);
  try {
    const copies: UnloadedFile[] = [];
    const files = await chosenFiles(stageArea(scope, source.stage, 'COPY FILES'), {
      path: source.path,
      named,
      pattern,
    });
    const from = folderAbove(source.path, files);
    for (const file of files) {
      const draft = await drafts.next();
      await copyFile(file.absolute, draft);
      const bytes = file.size;
      copies.push({
        name: folderOf(target.path) + file.name.slice(from.length),
        draft,
        rows: 0,
        inputBytes: bytes,
        outputBytes: bytes,
      });
    }
    await drafts.publish(copies, into.folder, into.fullName, true);
    if (!detailed) return status(`${copies.length} files copied.`);
    return { columns: COLUMNS, rows: copies.map(({ name }) => [name]) };
  } finally {
    await drafts.remove();
  }
}

/** The folder that a path means: `in/da` may be the beginning of `in/data.csv`. */
function folderAbove(path: string, files: readonly StagedFile[]): string {
  const folder = folderOf(path);
  return files.every(({ name }) => name.startsWith(folder))
    ? folder
    : path.slice(0, path.lastIndexOf('/') + 1);
}
