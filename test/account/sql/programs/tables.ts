import {
  dayOf,
  DAY,
  formatDay,
  formatTime,
  formatTimeOfDay,
  SECOND,
  timeOfDay,
} from '../evaluator/calendar.js';
import { formatDecimal } from '../evaluator/decimal.js';
import { readJson, writeJson } from '../evaluator/json.js';
import type { Json } from '../evaluator/json.js';
import type { Relation } from '../evaluator/relation.js';
import { declared } from '../evaluator/type.js';
import type { Type } from '../evaluator/type.js';
import type { Value } from '../evaluator/value.js';
import { parseType } from '../../../../src/dataframe/type.js';
import { identifier } from '../../../../src/sql/identifiers.js';
import * as literals from '../../../../src/sql/literals.js';
import type { Choice } from './choice.js';
import { COLUMN_NAMES, TABLE_NAMES } from './names.js';

/** A small table: what the catalog says of it, its rows as values, and the statement that puts them there. */
export interface RandomTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly relation: Relation;
  readonly insert: string | null;
}

/** Small domains, so that values meet, with extremes among them. */
const WHOLE = [-3n, -1n, 0n, 0n, 1n, 1n, 2n, 3n, 5n, 7n, 100n];
const CENTS = [-250n, -5n, 0n, 1n, 50n, 100n, 100n, 125n, 333n, 999_99n, 99_999_999_99n];
const FINE = [1_000_000_000n, 333_333_333n, -1n, 0n, 2_500_000_001n];
const HUGE = [10n ** 37n, -(10n ** 38n) + 1n, 0n, 1n, 2n, 3n];
const FLOATS = [-2.5, 0, 0.5, 0.5, 1.25, 3, 100, -0.125, 1_000_000.75];
const TEXTS = [
  ...[
    '',
    'a',
    'a',
    'A',
    'ab',
    'b',
    'Zebra',
    'zoo',
    'ä',
    '日本',
    '💧x',
    "it's",
    'a\\b',
    '100%',
    'a_b',
    ' pad ',
  ],
  ...[
    '12',
    '-3.75',
    '1e3',
    '2024-02-29',
    '2024-02-30',
    '2024-01-31 10:30:00',
    'true',
    'x,y,z',
    'hello world-wide',
  ],
  ...['{"a":1}', '[1,2]', 'null'],
];
const DAYS = [
  dayOf(2024, 3, 2),
  dayOf(2024, 3, 3),
  dayOf(2024, 1, 31),
  dayOf(2024, 2, 29),
  dayOf(2024, 2, 29),
  dayOf(2024, 3, 1),
  dayOf(2023, 12, 31),
  dayOf(2024, 1, 1),
  dayOf(2021, 1, 3),
  dayOf(1969, 12, 31),
  dayOf(2024, 3, 4),
];
const TIMES = [
  0n,
  1n,
  9n * 3600n * SECOND,
  23n * 3600n * SECOND + 59n * 60n * SECOND,
  12n * 3600n * SECOND,
].map((time, i) => (i === 1 ? 123_456_000n : time));
const JSONS = [
  '{"a":1,"b":"x","items":[{"sku":"p","n":2},{"sku":"q","n":1.5}],"flag":true}',
  '{"a":2,"b":"12","items":[],"when":"2024-01-31"}',
  '{"a":null,"items":[{"sku":"p"}],"odd key":1}',
  '{"b":{"c":[1,2,3]},"a":1.25}',
  '{}',
  '[1,2,2,"x",null]',
  '"text"',
  '7',
  'true',
  'null',
];
const ARRAYS = [
  '[]',
  '[1,2,3]',
  '["a","b","a"]',
  '[{"sku":"p","n":1},{"sku":"q","n":3}]',
  '[null,1]',
  '[[1],[2,3]]',
];
const OBJECTS = ['{}', '{"a":1,"b":"x"}', '{"a":2.5,"items":[1,2]}', '{"a":null,"z":true}'];
const BYTES = ['', '00FF', 'ABCD', 'ABCD'];

const json = (texts: readonly string[]): readonly Json[] => texts.map((t) => readJson(t) as Json);

const DOMAINS: Readonly<Record<string, readonly Value[]>> = {
  'NUMBER(38,0)': WHOLE,
  'NUMBER(10,2)': CENTS.filter((c) => c < 10n ** 10n),
  'NUMBER(20,9)': FINE,
  'NUMBER(5,0)': WHOLE,
  FLOAT: FLOATS,
  VARCHAR: TEXTS,
  BOOLEAN: [true, false, true],
  DATE: DAYS,
  'TIMESTAMP_NTZ(9)': DAYS.flatMap((d) => TIMES.map((t) => BigInt(d) * DAY + t)),
  'TIMESTAMP_LTZ(9)': DAYS.flatMap((d) => TIMES.map((t) => BigInt(d) * DAY + t)),
  'TIME(9)': TIMES,
  VARIANT: json(JSONS),
  ARRAY: json(ARRAYS),
  OBJECT: json(OBJECTS),
  BINARY: BYTES,
};
/** How often each type is met. */
const TYPES = [
  ...[
    'NUMBER(38,0)',
    'NUMBER(38,0)',
    'NUMBER(10,2)',
    'NUMBER(20,9)',
    'NUMBER(5,0)',
    'FLOAT',
    'VARCHAR',
    'VARCHAR',
  ],
  ...[
    'VARCHAR',
    'BOOLEAN',
    'DATE',
    'DATE',
    'TIMESTAMP_NTZ(9)',
    'TIMESTAMP_NTZ(9)',
    'TIME(9)',
    'VARIANT',
    'VARIANT',
  ],
  ...['ARRAY', 'OBJECT', 'BINARY', 'TIMESTAMP_LTZ(9)'],
];

/** Tables that share some names and types of columns, so that they can be joined. */
export function randomTables(choice: Choice, count: number): readonly RandomTable[] {
  const names = choice.mixed(TABLE_NAMES).slice(0, count);
  const key = choice.of(COLUMN_NAMES);
  return names.map((name) => randomTable(choice, name, key));
}

function randomTable(choice: Choice, name: string, key: string): RandomTable {
  const others = [...new Set(choice.mixed(COLUMN_NAMES))]
    .filter((n) => n !== key)
    .slice(0, 2 + choice.below(6));
  const columns = [
    { name: key, type: 'NUMBER(38,0)' },
    ...others.map((column) => ({ name: column, type: choice.of(TYPES) })),
  ];
  const size = choice.chance(0.1) ? 0 : 1 + choice.below(12);
  const empty = choice.chance(0.15) ? 1 : 0.15;
  const huge = choice.chance(0.05);
  const cell = (type: string, i: number): Value =>
    choice.chance(i === columns.length - 1 ? empty : 0.15)
      ? null
      : choice.of(huge && type === 'NUMBER(38,0)' && i > 0 ? HUGE : (DOMAINS[type] as readonly Value[]));
  const rows: Value[][] = [];
  for (let i = 0; i < size; i++)
    rows.push(
      rows.length > 0 && choice.chance(0.2)
        ? choice.of(rows)
        : columns.map((column, c) => cell(column.type, c)),
    );
  const types = columns.map((c) => declared(parseType(c.type) ?? { kind: 'BOOLEAN' }));
  return {
    name,
    columns,
    relation: { columns: columns.map((c, i) => ({ name: c.name, type: types[i] as Type })), rows },
    insert:
      rows.length === 0
        ? null
        : `INSERT INTO ${identifier(name)} ${rows
            .map(
              (row) =>
                `SELECT ${row.map((v, i) => written(v, types[i] as Type, columns[i]?.type ?? '')).join(', ')}`,
            )
            .join(' UNION ALL ')}`,
  };
}

/** The same rows with other values in one column. */
export function perturbed(choice: Choice, { columns, relation }: RandomTable, column: string): Relation {
  const place = columns.findIndex((c) => c.name === column);
  const domain = DOMAINS[columns[place]?.type ?? ''] ?? [];
  const other = (): Value => (choice.chance(0.2) ? null : choice.of(domain));
  return { ...relation, rows: relation.rows.map((row) => row.map((v, i) => (i === place ? other() : v))) };
}

function written(value: Value, type: Type, sqlType: string): string {
  if (value === null) return `NULL::${sqlType}`;
  switch (type.kind) {
    case 'NUMBER':
      return `${formatDecimal(value as bigint, type.scale)}::${sqlType}`;
    case 'FLOAT':
      return `${String(value)}::FLOAT`;
    case 'BOOLEAN':
      return String(value);
    case 'DATE':
      return `'${formatDay(value as number)}'::DATE`;
    case 'TIMESTAMP_NTZ':
      return `'${formatTime(value as bigint).slice(0, -4)}.${micros(timeOfDay(value as bigint))}'::TIMESTAMP_NTZ`;
    case 'TIMESTAMP_LTZ':
      return `'${formatTime(value as bigint).slice(0, -4)}.${micros(timeOfDay(value as bigint))} +00:00'::TIMESTAMP_LTZ`;
    case 'TIME':
      return `'${formatTimeOfDay(value as bigint)}.${micros(value as bigint)}'::TIME`;
    case 'BINARY':
      return `TO_BINARY('${value as string}')`;
    case 'VARIANT':
    case 'ARRAY':
    case 'OBJECT':
      return `PARSE_JSON(${literals.textLiteral(writeJson(value as Json))})::${sqlType}`;
    default:
      return literals.textLiteral(value as string);
  }
}

const micros = (time: bigint): string => String((time % SECOND) / 1000n).padStart(6, '0');
