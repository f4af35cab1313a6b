/** Where the files of stages are. Source: "Choosing an internal stage for local files", "CREATE STAGE". */
import path from 'node:path';
import type { Properties } from '../catalog/model.js';
import type { Names } from '../catalog/names.js';
import { pathOf } from '../catalog/names.js';
import type { StageName } from './locations.js';
import { printStage } from './locations.js';

/** A place for files: a stage of its own, a table's, or the user's. */
export interface StageArea {
  /** The number by which COPY remembers what it has loaded from here. */
  readonly id: number;
  /** As SQL writes it, with its @. */
  readonly fullName: string;
  /** Stands before a file's name where files are told of: `stage/`; nothing for tables' and users' stages. */
  readonly prefix: string;
  /** Absolute. */
  readonly folder: string;
  /** The FILE_FORMAT of a stage that was created; the others have none. */
  readonly fileFormat: Properties;
  /** The table whose stage it is; null for the others. */
  readonly table: number | null;
}

/** No object has this number. */
const USER_STAGE = 0;

/** The folder of a table's own stage, below the account's `stages` folder. */
export const tableFolder = (table: number): string => `t${table}`;

/**
 * @param stages the folder of internal stages
 * @throws AccountError 002003 when there is no such stage or table
 */
export function stageArea(
  { names, stages }: { readonly names: Names; readonly stages: string },
  stage: StageName,
  operation: string,
): StageArea {
  switch (stage.kind) {
    case 'named': {
      const object = names.must('STAGE', stage.name, operation);
      const { id, name, fileFormat } = object;
      const folder = path.join(stages, object.folder);
      const prefix = `${name.toLowerCase()}/`;
      return { id, fullName: `@${names.full(object)}`, prefix, folder, fileFormat, table: null };
    }
    case 'table': {
      const table = names.must('TABLE', stage.name, operation);
      const folder = path.join(stages, tableFolder(table.id));
      const fullName = printStage({ kind: 'table', name: pathOf(names.catalog, table) });
      return { id: table.id, fullName, prefix: '', folder, fileFormat: {}, table: table.id };
    }
    case 'user': {
      const folder = path.join(stages, `user-${encodeURIComponent(names.user)}`);
      return { id: USER_STAGE, fullName: '@~', prefix: '', folder, fileFormat: {}, table: null };
    }
  }
}
