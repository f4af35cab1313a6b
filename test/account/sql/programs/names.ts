/** Names that need quotes, names that other things have too, and plain ones, which are the most. */
const PLAIN = ['A', 'B', 'C', 'D', 'K', 'N', 'AMOUNT', 'CUSTOMER', 'DAY', 'STATE'];
const ODD = [
  'order',
  'SELECT',
  'a',
  'lower case',
  'with "quotes"',
  "it's",
  'Größe',
  '日本',
  'A.B',
  '1ST',
  '$X',
  'QUALIFY',
  'ROW',
  'NULL',
  'VALUE',
  'x\\y',
  '--',
  'T',
];
export const COLUMN_NAMES = [...PLAIN, ...PLAIN, ...ODD];
export const TABLE_NAMES = ['S', 'T', 'ORDERS', 'my table', 'select', 'Ärger', 'A', 'VALUES', 'ORDER'];
/** Variables of frames: they become names of CTEs beside those of the tables. */
export const VARIABLES = [
  'orders',
  's',
  't',
  'perDay',
  'A',
  'value',
  'order',
  'values',
  'K',
  'übrig',
  'a$b',
  'group',
  'left',
];
/** Parameters of callbacks: they become aliases of tables. */
export const PARAMETERS = ['r', 'o', 'l', 'x', 'order', 'left', 'A', 'S', 'ret', 'group', 't', 'ORDERS'];

const SIMPLE = /^[A-Za-z_$À-ÿ][\w$À-ÿ]*$/;

/** `r.NAME`, or `r["odd name"]`. */
export const read = (row: string, name: string): string =>
  SIMPLE.test(name) ? `${row}.${name}` : `${row}[${JSON.stringify(name)}]`;

/** The name as the key of an object. */
export const key = (name: string): string => (SIMPLE.test(name) ? name : JSON.stringify(name));

export const quoted = (text: string): string => JSON.stringify(text);
