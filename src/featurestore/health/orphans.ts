import type { StoreProblem, StoreSnapshot } from '../model.js';
import { objectSql } from '../names.js';
import { onlineSuffix } from '../readOnline.js';
import type { SideObject } from '../sideMetadata.js';
import { textOrEmpty } from '../statements.js';
import type { StoreRows } from '../storeRows.js';
import { metadataTable, readObjectTag } from '../tags.js';
import { snapshotsSuffix } from '../viewNames.js';

/** What is left of feature views and groups that are gone. Empty where the account does not tell which objects are tagged. */
export function* orphans(rows: StoreRows, snapshot: StoreSnapshot): Generator<StoreProblem> {
  const dynamicTables = new Set(rows.dynamicTables.map((row) => textOrEmpty(row['name'])));
  const relations = new Set([...dynamicTables, ...rows.views.map((row) => textOrEmpty(row['name']))]);
  const sql = (name: string) => objectSql(snapshot, name);
  for (const [task, value] of rows.taskTags ?? []) {
    if (typeOf(value) !== 'FEATURE_VIEW_REFRESH_TASK' || dynamicTables.has(task)) continue;
    yield {
      code: 'orphan-task',
      object: task,
      message: `The task ${task} refreshes a dynamic table that is not there, and fails whenever it runs. Drop it: DROP TASK ${sql(task)}.`,
    };
  }
  const remembered = new Set((rows.sideObjects ?? []).map(titleOf));
  for (const [object, value] of rows.objectTags ?? []) {
    const type = typeOf(value);
    const base = (suffix: string) => (object.endsWith(suffix) ? object.slice(0, -suffix.length) : null);
    if (type === 'ONLINE_FEATURE_TABLE' && !relations.has(base(onlineSuffix) ?? ''))
      yield orphanOnline(object, 'copies a feature view that is not there', sql(object));
    else if (
      (type === 'FEATURE_GROUP' || type === 'REALTIME_FEATURE_VIEW') &&
      rows.sideObjects !== null &&
      !remembered.has(base(onlineSuffix) ?? '')
    )
      yield orphanOnline(object, `is of an object of which ${metadataTable} says nothing`, sql(object));
    else if (type === 'SNAPSHOT_TABLE' && !relations.has(base(snapshotsSuffix) ?? ''))
      yield {
        code: 'orphan-snapshots',
        object,
        message: `${object} has the history of a feature view that is not there. Keep it as the past of a new version (backup_source), or drop it: DROP TABLE ${sql(object)}.`,
      };
  }
  yield* orphanMetadata(rows, relations);
}

function orphanOnline(object: string, why: string, sql: string): StoreProblem {
  return {
    code: 'orphan-online-table',
    object,
    message: `The online feature table ${object} ${why}, and is paid for all the same. Drop it: DROP ONLINE FEATURE TABLE ${sql}.`,
  };
}

/** Rows of the side table whose object is gone; of stream sources there never is one. */
function* orphanMetadata(rows: StoreRows, relations: ReadonlySet<string>): Generator<StoreProblem> {
  if (rows.objectTags === null) return;
  for (const object of rows.sideObjects ?? []) {
    const title = titleOf(object);
    const present =
      object.type === 'FEATURE_VIEW' && !object.metadata.has('REALTIME_CONFIG')
        ? relations.has(title)
        : rows.objectTags.has(`${title}${onlineSuffix}`);
    if (present || (object.type !== 'FEATURE_VIEW' && object.type !== 'FEATURE_GROUP')) continue;
    yield {
      code: 'orphan-metadata',
      object: title,
      message: `${metadataTable} has rows (${[...object.metadata.keys()].join(', ')}) of ${title}, which is not there. Delete them: ${deletion(object)}.`,
    };
  }
}

function deletion({ type, name, version }: SideObject): string {
  const [a, b, c] = [type, name, version].map((text) => `'${text.replaceAll("'", "''")}'`);
  return `DELETE FROM ${metadataTable} WHERE OBJECT_TYPE = ${a} AND OBJECT_NAME = ${b} AND VERSION = ${c}`;
}

const titleOf = ({ name, version }: SideObject): string => `${name}$${version}`;

function typeOf(value: string): string | null {
  const tag = readObjectTag(value);
  return 'type' in tag ? tag.type : null;
}
