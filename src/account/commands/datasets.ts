import type { DatasetObject, ObjectVersion } from '../catalog/model.js';
import type { ObjectName } from '../catalog/names.js';
import { AccountError } from '../account.js';
import { cannotOperate } from '../catalog/refusals.js';
import { alter, commonChange } from './alter.js';
import { properties, tagClause, withTags } from './clauses.js';
import type { Command, CommandResult, ReadScope, WriteScope } from './command.js';
import { INTEGER, TIMESTAMP_LTZ, moment, status } from './command.js';
import { writeRows } from './datasetFiles.js';
import { describeProperties } from './describe.js';
import type { AlterTarget, Family } from './family.js';
import type { Grammar } from './grammar.js';
import type { CreateHead } from './objects.js';
import { created, makeRoomAt, newObject } from './objects.js';
import { filterNames, listing, shape, toRows } from './show.js';
import { removeFiles, versionFolder } from './versions.js';

/** CREATE [OR REPLACE] DATASET [IF NOT EXISTS] name [COMMENT = '…'] [TAG (…)] (documentation: CREATE DATASET). */
function createDataset(g: Grammar, head: CreateHead): Command {
  const name = g.name();
  let comment = '';
  let tags: ReturnType<typeof tagClause>;
  while (!g.atEnd) {
    const found = properties(g, ['COMMENT'])['COMMENT'];
    const assigned = tagClause(g);
    if (found === undefined && assigned === undefined) g.unexpected();
    comment = found ?? comment;
    tags = assigned ?? tags;
  }
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const place = scope.names.place(name, 'CREATE DATASET');
      const done = await makeRoomAt(scope, head, 'DATASET', place);
      if (done !== undefined) return done;
      const dataset: DatasetObject = {
        ...newObject(scope, place.name, comment),
        kind: 'DATASET',
        parent: place.schema.id,
        versions: [],
        tags: withTags(scope.names, {}, tags ?? []),
      };
      scope.catalog.put(dataset);
      return created('DATASET', place.name);
    },
  };
}

function alterDataset(g: Grammar, target: AlterTarget): Command {
  if (g.try('ADD', 'VERSION')) return addVersion(g, target);
  if (g.try('DROP', 'VERSION')) return dropVersion(g, target);
  if (!g.looksAt('SET', 'TAG') && !g.looksAt('UNSET', 'TAG')) g.unexpected();
  return alter(['DATASET'], target, commonChange(g) ?? g.unexpected());
}

/** A version's name: text as it is, or an identifier. */
function versionName(g: Grammar): string {
  return g.tryString() ?? g.identifier();
}

/** ADD VERSION 'v' FROM (query) [PARTITION BY expression] [COMMENT = '…'] [METADATA = '…'] */
function addVersion(g: Grammar, target: AlterTarget): Command {
  const version = versionName(g);
  g.expect('FROM');
  if (!g.looksAt('(')) g.unexpected();
  const offset = (g.peek()?.start ?? 0) + 1;
  const query = g.parenthesised().slice(1, -1);
  const endsPartition = (): boolean => g.looksAt('COMMENT', '=') || g.looksAt('METADATA', '=');
  const partition = g.try('PARTITION', 'BY') ? g.textUntil(endsPartition) : null;
  const { COMMENT: comment = '', METADATA: metadata = null } = properties(g, ['COMMENT', 'METADATA']);
  g.end();
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const dataset = datasetNamed(scope, target);
      if (dataset === undefined) return status('Statement executed successfully.');
      if (dataset.versions.some((v) => v.name === version)) throw versionExists(scope, dataset, version);
      const source = g.source.slice(0, offset + query.length);
      const folder = versionFolder(scope, dataset);
      const columns = await writeRows(scope, folder, { source, offset, partition });
      const derivedFrom = await scope.queries.derivations(source, columns, { offset });
      const base = { name: version, createdOn: scope.now, comment, metadata, folder };
      const added: ObjectVersion = { ...base, derivedFrom };
      scope.catalog.put({ ...dataset, versions: [...dataset.versions, added] });
      return status('Statement executed successfully.');
    },
  };
}

function dropVersion(g: Grammar, target: AlterTarget): Command {
  const version = versionName(g);
  g.end();
  return {
    access: 'write',
    kind: 'ddl',
    run: (scope): CommandResult => {
      const dataset = datasetNamed(scope, target);
      const done = status('Statement executed successfully.');
      if (dataset === undefined) return done;
      const dropped = dataset.versions.filter((v) => v.name === version);
      if (dropped.length === 0) throw versionMissing(scope, dataset, version);
      removeFiles(scope, dropped);
      scope.catalog.put({ ...dataset, versions: dataset.versions.filter((v) => v.name !== version) });
      return done;
    },
  };
}

/** Snowflake's own number for a dataset that ALTER does not find; clients tell it by that. */
function datasetNamed(scope: WriteScope, { name, ifExists }: AlterTarget): DatasetObject | undefined {
  const dataset = scope.names.find('DATASET', name, 'ALTER DATASET');
  if (dataset === undefined && !ifExists) {
    throw datasetError(
      `Dataset '${scope.names.expected(name)}' does not exist or not authorized.`,
      '399019',
      '02000',
    );
  }
  return dataset;
}

function versionExists(scope: WriteScope, dataset: DatasetObject, version: string): AccountError {
  return datasetError(
    `Version '${version}' of dataset '${scope.names.full(dataset)}' already exists.`,
    '399020',
    '42710',
  );
}

function versionMissing(scope: WriteScope, dataset: DatasetObject, version: string): AccountError {
  return datasetError(
    `Version '${version}' of dataset '${scope.names.full(dataset)}' does not exist.`,
    '399012',
    '02000',
  );
}

function datasetError(text: string, code: string, sqlState: string): AccountError {
  return new AccountError(`SQL compilation error:\n${text}`, code, sqlState);
}

const VERSION_COLUMNS = shape(['created_on', 'version', 'comment', 'metadata'], {
  created_on: TIMESTAMP_LTZ,
});

/** SHOW VERSIONS IN DATASET, in order of name. */
export function datasetVersions(name: ObjectName, like: string | null): Command {
  return {
    access: 'read',
    kind: 'show',
    run: (scope: ReadScope) => {
      const dataset = scope.names.find('DATASET', name, 'SHOW VERSIONS');
      if (dataset === undefined) throw cannotOperate();
      const versions = [...dataset.versions].sort((a, b) => (a.name < b.name ? -1 : 1));
      const request = { like, startsWith: null, limit: null, from: null };
      const rows = filterNames(versions, request, (v) => v.name).map((v) => ({
        created_on: moment(v.createdOn),
        version: v.name,
        comment: v.comment,
        metadata: v.metadata,
      }));
      return { columns: VERSION_COLUMNS, rows: toRows(VERSION_COLUMNS, rows) };
    },
  };
}

const COLUMNS = shape(
  ['created_on', 'name', 'database_name', 'schema_name', 'owner', 'comment', 'versions', 'owner_role_type'],
  { created_on: TIMESTAMP_LTZ, versions: INTEGER },
);

export const datasets: Family = {
  singular: 'DATASET',
  plural: 'DATASETS',
  create: createDataset,
  alter: alterDataset,
  drops: 'DATASET',
  describe: describeProperties('DATASET'),
  show: listing({
    kinds: ['DATASET'],
    columns: COLUMNS,
    row: (dataset, at) => ({
      created_on: moment(dataset.createdOn),
      name: dataset.name,
      database_name: at.database,
      schema_name: at.schema,
      owner: dataset.owner,
      comment: dataset.comment,
      versions: String(dataset.versions.length),
      owner_role_type: dataset.owner === null ? '' : 'ROLE',
    }),
  }),
};
