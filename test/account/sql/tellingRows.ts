import { random } from './randomFrames.js';

/**
 * Rows that tell one query from another: NULLs in every column that may have them, equal rows, ties in every order,
 * keys without a match on either side. What definitions order by is total where they say so: order numbers, the prices
 * of lines and the amounts of events differ.
 */
export function tellingRows(seed: number): readonly string[] {
  const next = random(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)] as T;
  const sometimes = (value: string, share = 0.1) => (next() < share ? 'NULL' : value);
  const times = (count: number, row: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => row(i));
  const text = (value: string) => `'${value}'`;
  const day = () => `2024-0${pick([1, 2, 3])}-${pick(['01', '02', '03', '09', '29'])}`;
  const moment = () =>
    `${pick(['2023-12-31', day()])} ${pick(['09:59:59', '10:00:00', '10:30:00', '10:30:01'])}`;

  const customers = times(9, (i) =>
    row(
      i,
      sometimes(text(pick(['Ann', 'jean  luc', 'Jérôme', ' ', 'Anna 2', 'éva'])), 0.2),
      sometimes(String(pick([1955, 1979, 1980, 2001]))),
    ),
  );
  const orders = times(70, (i) =>
    row(
      i,
      sometimes(String(Math.floor(next() * 10))),
      sometimes(text(moment())),
      sometimes(text(pick(['Friday', 'Saturday', 'Sunday', 'Monday']))),
      sometimes(text(day())),
      sometimes(String(pick([0, 1, 1, 2, 5])), 0.2),
      sometimes(String(pick([1, 3, 999])), 0.2),
    ),
  );
  const lines = times(120, (i) =>
    row(
      sometimes(String(Math.floor(next() * 75)), 0.05),
      pick([1, 2, 3, 4]),
      sometimes(String(pick([0, 1, 2, 3]))),
      sometimes((0.1 + ((i * 37) % 211) / 20).toFixed(2)),
    ),
  );
  const returns = times(40, () =>
    row(
      sometimes(String(Math.floor(next() * 75)), 0.05),
      pick([1, 2, 3, 4]),
      sometimes(String(pick([0, 1, 2, 5]))),
    ),
  );
  const events = times(
    60,
    (i) =>
      `${sometimes(String(Math.floor(next() * 11)))}, ${sometimes(text(moment()))}, ${text(moment())}, ${sometimes(text(pick(['web', 'app', 'cart', 'cart'])))}, ${pick(['TRUE', 'FALSE', 'NULL'])}, PARSE_JSON(${sometimes(text(pick(PAYLOADS)))}), ${sometimes(String(i / 2 - 3), 0.02)}`,
  );
  const insert = (table: string, rows: readonly string[]) =>
    `INSERT INTO DB.S.${table} VALUES ${rows.join(', ')}`;
  return [
    insert('CUSTOMER', [...customers, customers[0] ?? '']),
    insert('ORDERS', orders),
    insert('LINEITEM', [...lines, ...lines.slice(0, 4)]),
    insert('ORDER_RETURNS', [...returns, ...returns.slice(0, 3)]),
    `INSERT INTO DB.S.EVENTS ${events.map((values) => `SELECT ${values}`).join(' UNION ALL ')}`,
  ];
}

const row = (...values: readonly (string | number)[]) => `(${values.join(', ')})`;

const PAYLOADS = [
  '{"a": 1.25, "b": {"c": "x"}, "list": [3, 4, null, 5], "odd key": "odd"}',
  '{"a": "2.5", "b": {"c": null}, "list": []}',
  '{"a": null, "list": 7}',
  '{"a": "no number", "cart": {"items": [{"sku": "s1", "quantity": 2}, {"sku": null}, {"quantity": 1}]}}',
  '{"cart": {"items": []}, "odd key": {"k": 1}}',
  '[1, 2]',
  '"text"',
];
