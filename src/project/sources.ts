import { isReservedWord, propertyKey, quoted } from './script.js';
import { parseType } from '../dataframe/type.js';
import type { SqlType } from '../dataframe/type.js';
import type { Catalog, CatalogColumn, CatalogTable } from './catalog.js';

/** The text of `firn/sources.ts`: one interface and one constant per source table. */
export function generateSources(catalog: Catalog): string {
  const names = tableNames(catalog.tables);
  const tables = catalog.tables.flatMap((table) => {
    const named = names.get(table);
    return named ? [tableCode(table, named)] : [];
  });
  const types = [
    ...new Set(catalog.tables.flatMap((table) => table.columns.map((column) => typeName(column)))),
  ].sort();
  return [
    '// Written by `firn pull`. Do not edit: the next pull writes it again.',
    "import { table } from 'firn';",
    ...(types.length > 0 ? [`import type { ${types.join(', ')} } from 'firn';`] : []),
    '',
    tables.join('\n'),
  ].join('\n');
}

function tableCode(table: CatalogTable, { constant, type }: TableNames): string {
  const columns = table.columns.flatMap((column) => [
    `  /** ${docText(columnDoc(column))} */`,
    `  ${propertyKey(column.name)}: ${typeName(column)};`,
  ]);
  return [
    ...doc(table.comment),
    `export interface ${type} {`,
    ...columns,
    '}',
    ...doc(table.comment),
    `export const ${constant} = table<${type}>(${quoted(table.name)});`,
    '',
  ].join('\n');
}

const doc = (text: string): string[] => (text === '' ? [] : [`/** ${docText(text)} */`]);

function columnDoc({ type, nullable, comment }: CatalogColumn): string {
  const facts = `\`${type}\`${nullable ? '' : ', never null'}`;
  return comment === '' ? facts : `${facts}. ${comment}`;
}

/** Text that stays inside its comment and on its line. */
const docText = (text: string): string => text.replaceAll('*/', '*\u200b/').replace(/\s*[\r\n]+\s*/g, ' ');

const TYPE_NAMES: Readonly<Record<SqlType['kind'], string>> = {
  NUMBER: 'Decimal',
  FLOAT: 'Float',
  TEXT: 'Text',
  BOOLEAN: 'Bool',
  DATE: 'DateCol',
  TIME: 'TimeCol',
  TIMESTAMP_NTZ: 'TimestampNtz',
  TIMESTAMP_LTZ: 'TimestampLtz',
  TIMESTAMP_TZ: 'TimestampTz',
  BINARY: 'Binary',
  VARIANT: 'Variant',
  OBJECT: 'ObjectCol',
  ARRAY: 'ArrayCol',
  VECTOR: 'Vector',
};

/** The library's column type; a type that it does not know (GEOGRAPHY) can be carried but not computed with. */
function typeName({ type }: CatalogColumn): string {
  const parsed = parseType(type);
  if (!parsed) return 'Column';
  return parsed.kind === 'NUMBER' && parsed.scale === 0 ? 'Int' : TYPE_NAMES[parsed.kind];
}

/** The constant of each table, by the table's name. */
export function sourceConstants({ tables }: Catalog): ReadonlyMap<string, string> {
  return new Map([...tableNames(tables)].map(([{ name }, { constant }]) => [name, constant]));
}

interface TableNames {
  readonly constant: string;
  /** The interface of its columns. */
  readonly type: string;
}

/** Names for every table, in order: its own where that is a name in TypeScript, else one made from it. */
function tableNames(tables: readonly CatalogTable[]): ReadonlyMap<CatalogTable, TableNames> {
  const taken = new Set(['table', 'Column', 'Int', ...Object.values(TYPE_NAMES)]);
  const unique = (base: string): string => {
    let name = base;
    for (let n = 2; taken.has(name); n++) name = `${base}_${n}`;
    taken.add(name);
    return name;
  };
  // Tables whose own name can be kept go first, so that a made-up name never takes it from them.
  const isKept = ({ name }: CatalogTable): boolean => identifier(name) === name;
  const kept = tables.filter(isKept);
  const others = tables.filter((table) => !isKept(table));
  return new Map(
    [...kept, ...others].map((table) => {
      const constant = unique(identifier(table.name));
      return [table, { constant, type: unique(`${pascalCase(constant)}Columns`) }];
    }),
  );
}

function identifier(name: string): string {
  const plain = name.replace(/[^\p{ID_Continue}$]/gu, '_');
  return /^[\p{ID_Start}_$]/u.test(plain) && !isReservedWord(plain) ? plain : `_${plain}`;
}

/** `ORDER_RETURNS` → `OrderReturns` */
function pascalCase(name: string): string {
  const words = name.split('_').filter((word) => word !== '');
  const text = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()).join('');
  return /^\p{ID_Start}/u.test(text) ? text : `Table${text}`;
}
