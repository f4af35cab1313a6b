import { identifier, qualifiedName } from '../../sql/identifiers.js';
import { nameAsStored } from '../storedNames.js';
import { readColumn } from './columnTypes.js';
import type { DeclarativeFiles, SpecFile } from './specFiles.js';

/** Rows that batch feature views are made of. */
export interface BatchSource {
  /** The stored name. */
  readonly name: string;
  readonly query: string;
  /** As they are declared; stored names. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** A table becomes SELECT of the columns that are declared, or of all; a query stays as it is. */
export async function readBatchSource(
  { file, fields }: SpecFile,
  { target, sidecar }: DeclarativeFiles,
): Promise<BatchSource> {
  for (const name of ['kind', 'version', 'database', 'schema', 'description']) fields.optionalText(name);
  const name = nameAsStored(fields.text('name'));
  const columns = fields.mappings('columns').map((column) => {
    const read = readColumn(column);
    return { ...read, name: nameAsStored(read.name) };
  });
  const [table, query, queryFile] = ['table', 'query', 'query_file'].map((key) => fields.optionalText(key));
  const database = fields.optionalText('source_database');
  const schema = fields.optionalText('source_schema');
  fields.end();
  if ([table, query, queryFile].filter((text) => text !== null).length !== 1)
    fields.refuse(`The source ${name} has not one of \`table\`, \`query\` and \`query_file\`.`);
  const written = query ?? (queryFile == null ? null : await sidecar(file, queryFile));
  if (written !== null) return { name, columns, query: written.trim().replace(/(\s*;)+$/, '') };
  const path = qualifiedName(
    database === null ? target.database : nameAsStored(database),
    schema === null ? target.schema : nameAsStored(schema),
    nameAsStored(table ?? ''),
  );
  const list = columns.map((column) => identifier(column.name)).join(', ');
  return { name, columns, query: `SELECT ${list === '' ? '*' : list} FROM ${path}` };
}
