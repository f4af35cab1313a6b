/** The snapshot of the source tables' types, `firn/catalog.json`: what definitions are checked against offline. */

export interface CatalogColumn {
  /** The stored name. */
  readonly name: string;
  /** As DESCRIBE TABLE prints it: `NUMBER(38,0)`, `VARCHAR(16777216)`, `DATE`, … */
  readonly type: string;
  readonly nullable: boolean;
  readonly comment: string;
}

export interface CatalogTable {
  /** The stored name. */
  readonly name: string;
  /** `BASE TABLE`, `VIEW`, … as INFORMATION_SCHEMA.TABLES.TABLE_TYPE says. */
  readonly kind: string;
  readonly comment: string;
  /** In the table's order. */
  readonly columns: readonly CatalogColumn[];
  /** Its PRIMARY KEY and UNIQUE constraints; absent without any. */
  readonly keys?: readonly CatalogKey[];
  /** How a dynamic table refreshes, `FULL` or `INCREMENTAL`; absent for other tables. */
  readonly refreshMode?: string;
}

export interface CatalogKey {
  readonly primary: boolean;
  /** In the key's order. */
  readonly columns: readonly string[];
}

export interface Catalog {
  readonly version: 1;
  /** `DATABASE.SCHEMA` that was read, quoted where needed. */
  readonly source: string;
  /** Sorted by name. */
  readonly tables: readonly CatalogTable[];
}

export const CATALOG_FILE = 'firn/catalog.json';
export const SOURCES_FILE = 'firn/sources.ts';

export class CatalogError extends Error {
  override readonly name = 'CatalogError';
}

/** The snapshot's text: the same tables give the same bytes, in the form that formatters of JSON leave alone. */
export function formatCatalog({ version, source, tables }: Catalog): string {
  const sorted = [...tables].sort((a, b) => compare(a.name, b.name));
  const plain = sorted.map(({ name, kind, comment, columns, keys = [], refreshMode }) => ({
    name,
    kind,
    comment,
    ...(refreshMode === undefined ? {} : { refreshMode }),
    ...(keys.length === 0
      ? {}
      : { keys: keys.map((key) => ({ primary: key.primary, columns: key.columns })) }),
    columns: columns.map((column) => ({
      name: column.name,
      type: column.type,
      nullable: column.nullable,
      comment: column.comment,
    })),
  }));
  return `${JSON.stringify({ version, source, tables: plain }, null, 2)}\n`;
}

/** Order of code units: the same on every machine. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Reads a snapshot; `CatalogError` says what is wrong with it. */
export function parseCatalog(text: string): Catalog {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CatalogError(`it is not JSON (${(error as Error).message})`);
  }
  if (!isRecord(value) || value.version !== 1)
    throw new CatalogError('it was not written by this version of Firn');
  if (typeof value.source !== 'string' || !Array.isArray(value.tables) || !value.tables.every(isTable))
    throw new CatalogError('a table or column in it is not complete');
  return { version: 1, source: value.source, tables: value.tables };
}

function isTable(value: unknown): value is CatalogTable {
  return (
    isRecord(value) &&
    [value.name, value.kind, value.comment].every((field) => typeof field === 'string') &&
    Array.isArray(value.columns) &&
    value.columns.every(isColumn) &&
    (value.keys === undefined || (Array.isArray(value.keys) && value.keys.every(isKey))) &&
    (value.refreshMode === undefined || typeof value.refreshMode === 'string')
  );
}

function isColumn(value: unknown): value is CatalogColumn {
  return (
    isRecord(value) &&
    [value.name, value.type, value.comment].every((field) => typeof field === 'string') &&
    typeof value.nullable === 'boolean'
  );
}

function isKey(value: unknown): value is CatalogKey {
  return (
    isRecord(value) &&
    typeof value.primary === 'boolean' &&
    Array.isArray(value.columns) &&
    value.columns.every((column) => typeof column === 'string')
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
