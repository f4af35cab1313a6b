/** Queries and changes drawn by chance, for comparing incremental with full refresh. */
import type { Random } from './random.js';

type Type = 'int' | 'float' | 'text';
interface Column {
  readonly name: string;
  readonly type: Type;
}
export interface Drawn {
  readonly sql: string;
  readonly columns: readonly Column[];
}

export const TABLES = ['T1', 'T2', 'T3'] as const;
const TABLE_COLUMNS: readonly Column[] = [
  { name: 'K', type: 'int' },
  { name: 'G', type: 'int' },
  { name: 'V', type: 'int' },
  { name: 'F', type: 'float' },
  { name: 'S', type: 'text' },
];

export const createTable = (name: string): string =>
  `CREATE TABLE ${name} (K INT, G INT, V NUMBER(10, 2), F FLOAT, S TEXT)`;

const listed = (columns: readonly Column[], prefix = ''): string =>
  columns.map((c) => `${prefix}${c.name}`).join(', ');

/** Draws queries over the tables, and over what else there is to read. */
export class QueryMaker {
  constructor(
    private readonly random: Random,
    private readonly others: readonly Drawn[],
    /** Names of columns, which the tables that read each other must not share. */
    private readonly counter: { next: number },
  ) {}

  query(): Drawn {
    return this.draw(1 + this.random.below(3));
  }

  private fresh(): string {
    return `N${this.counter.next++}`;
  }

  private source(): Drawn {
    if (this.others.length > 0 && this.random.below(3) === 0) return this.random.pick(this.others);
    return { sql: this.random.pick(TABLES), columns: TABLE_COLUMNS };
  }

  private draw(depth: number): Drawn {
    if (depth === 0) return this.source();
    const makers = [
      () => this.filter(depth),
      () => this.project(depth),
      () => this.join(depth),
      () => this.join(depth),
      () => this.join(depth),
      () => this.union(depth),
      () => this.distinct(depth),
      () => this.aggregate(depth),
      () => this.aggregate(depth),
      () => this.aggregate(depth),
      () => this.window(depth),
      () => this.window(depth),
      () => this.shared(depth),
    ];
    return this.random.pick(makers)();
  }

  private from({ sql }: Drawn): string {
    return /^\w+$/.test(sql) ? sql : `(${sql})`;
  }

  private columnOf(columns: readonly Column[], type: Type): string {
    return this.random.pick(columns.filter((c) => c.type === type)).name;
  }

  private has(columns: readonly Column[], type: Type): boolean {
    return columns.some((c) => c.type === type);
  }

  private condition(columns: readonly Column[], prefix = ''): string {
    const column = this.random.pick(columns);
    const name = prefix + column.name;
    if (column.type === 'text')
      return this.random.pick([`${name} IN ('x', 'y')`, `${name} IS NOT NULL`, `${name} <> 'it''s'`]);
    return this.random.pick([
      `${name} > ${this.random.below(4)}`,
      `${name} IS NULL OR ${name} <= 3`,
      `${name} <> 2`,
      `COALESCE(${name}, 0) >= 1`,
    ]);
  }

  private filter(depth: number): Drawn {
    const x = this.draw(depth - 1);
    return { ...x, sql: `SELECT * FROM ${this.from(x)} WHERE ${this.condition(x.columns)}` };
  }

  private expression(columns: readonly Column[]): { text: string; type: Type } {
    const column = this.random.pick(columns);
    const { name, type } = column;
    if (type === 'text')
      return this.random.pick([
        { text: `UPPER(${name})`, type },
        { text: `COALESCE(${name}, 'none')`, type },
        { text: `LENGTH(${name})`, type: 'int' as const },
      ]);
    return this.random.pick([
      { text: `${name} + 1`, type },
      { text: `COALESCE(${name}, 0) * 2`, type },
      { text: `IFF(${name} > 2, ${name}, NULL)`, type },
      { text: name, type },
    ]);
  }

  private project(depth: number): Drawn {
    const x = this.draw(depth - 1);
    const kept = x.columns.filter(() => this.random.below(3) > 0);
    const items = kept.map((c) => ({ text: c.name, name: c.name, type: c.type }));
    for (let i = 0; i < 2; i++) items.push({ ...this.expression(x.columns), name: this.fresh() });
    const text = items.map((i) => (i.text === i.name ? i.text : `${i.text} AS ${i.name}`)).join(', ');
    return { sql: `SELECT ${text} FROM ${this.from(x)}`, columns: items };
  }

  private join(depth: number): Drawn {
    const l = this.draw(depth - 1);
    const r = this.draw(this.random.below(depth));
    const type = (['int', 'text'] as const).find((t) => this.has(l.columns, t) && this.has(r.columns, t));
    if (type === undefined) return l;
    const keys = [[this.columnOf(l.columns, type), this.columnOf(r.columns, type)] as const];
    if (this.random.below(3) === 0)
      keys.push([this.columnOf(l.columns, type), this.columnOf(r.columns, type)]);
    const on = keys.map(([a, b]) => `l.${a} = r.${b}`).join(' AND ');
    const columns: Column[] = [];
    const items: string[] = [];
    for (const [prefix, side] of [
      ['l', l],
      ['r', r],
    ] as const) {
      for (const c of side.columns.filter(() => this.random.below(4) > 0)) {
        const name = this.fresh();
        columns.push({ name, type: c.type });
        items.push(`${prefix}.${c.name} AS ${name}`);
      }
    }
    if (items.length === 0) return l;
    const [a, b] = [this.from(l), this.from(r)];
    const head = `SELECT ${items.join(', ')} FROM ${a} l`;
    const filter = this.random.below(3) === 0 ? ` WHERE ${this.condition(l.columns, 'l.')}` : '';
    const kinds = ['JOIN', 'JOIN', 'LEFT JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN'];
    const sql =
      this.random.below(6) === 0
        ? `${head}, ${b} r WHERE ${on}`
        : `${head} ${this.random.pick(kinds)} ${b} r ON ${on}${filter}`;
    if (this.random.below(4) > 0) return { sql, columns };
    return this.third(sql, columns);
  }

  /** One more table in the same FROM clause is another shape than a join of a join. */
  private third(sql: string, columns: readonly Column[]): Drawn {
    const key = / FROM .* (?:l|r)\.(\w+) = r\.(\w+)/s.exec(sql);
    if (key === null || / WHERE /.test(sql.slice(key.index + key[0].length))) return { sql, columns };
    if (!/ r ON [^()]*$/.test(sql)) return { sql, columns };
    const kind = this.random.pick(['JOIN', 'LEFT JOIN']);
    const name = this.fresh();
    const with3 = sql.replace(/^SELECT /, `SELECT t.V AS ${name}, `);
    return {
      sql: `${with3} ${kind} ${this.random.pick(TABLES)} t ON r.${key[2]!} = ${this.castFor(key[2]!, columns)}`,
      columns: [{ name, type: 'int' }, ...columns],
    };
  }

  private castFor(name: string, columns: readonly Column[]): string {
    void columns;
    return /^(?:K|G|V)$/.test(name) ? 't.K' : name === 'S' ? 't.S' : 'TO_VARCHAR(t.K)';
  }

  private union(depth: number): Drawn {
    const x = this.draw(depth - 1);
    const y = this.draw(this.random.below(depth));
    const shared = (['int', 'float', 'text'] as const).filter(
      (t) => this.has(x.columns, t) && this.has(y.columns, t),
    );
    if (shared.length === 0) return x;
    const columns = shared.map((type) => ({ name: this.fresh(), type }));
    const select = (side: Drawn): string =>
      `SELECT ${columns.map((c) => `${this.columnOf(side.columns, c.type)} AS ${c.name}`).join(', ')} FROM ${this.from(side)}`;
    const operator = this.random.below(3) === 0 ? 'UNION' : 'UNION ALL';
    return { sql: `${select(x)} ${operator} ${select(y)}`, columns };
  }

  private distinct(depth: number): Drawn {
    const x = this.draw(depth - 1);
    const columns = x.columns.filter((_, i) => i < 2 || this.random.below(2) === 0);
    return { sql: `SELECT DISTINCT ${listed(columns)} FROM ${this.from(x)}`, columns };
  }

  private aggregates(columns: readonly Column[]): Drawn['columns'] & { text?: string }[] {
    const made: { text: string; name: string; type: Type }[] = [
      { text: 'COUNT(*)', name: this.fresh(), type: 'int' },
    ];
    for (const c of columns.filter(() => this.random.below(2) === 0)) {
      const text =
        c.type === 'text'
          ? this.random.pick([`MIN(${c.name})`, `MAX(${c.name})`])
          : this.random.pick([`SUM(${c.name})`, `MIN(${c.name})`, `MAX(${c.name})`, `AVG(${c.name})`]);
      made.push({ text, name: this.fresh(), type: c.type });
      if (this.random.below(4) === 0)
        made.push({ text: `COUNT(DISTINCT ${c.name})`, name: this.fresh(), type: 'int' });
    }
    return made;
  }

  private aggregate(depth: number): Drawn {
    const x = this.draw(depth - 1);
    const count = this.random.below(12) === 0 ? 0 : 1 + this.random.below(2);
    const keys = this.random
      .shuffled(x.columns)
      .slice(0, count)
      .map((c) => ({ ...c, text: c.name, name: this.fresh() }));
    if (count > 0 && this.random.below(4) === 0) {
      const { text, type } = this.expression(x.columns);
      keys[0] = { text, type, name: this.fresh() };
    }
    const made = this.aggregates(x.columns) as { text: string; name: string; type: Type }[];
    const items = [...keys, ...made];
    const having = this.random.below(4) === 0 ? ' HAVING COUNT(*) > 1' : '';
    const by = keys.length === 0 ? '' : ` GROUP BY ${keys.map((k) => k.text).join(', ')}`;
    const text = items.map((i) => `${i.text} AS ${i.name}`).join(', ');
    return { sql: `SELECT ${text} FROM ${this.from(x)}${by}${having}`, columns: items };
  }

  private window(depth: number): Drawn {
    const x = this.draw(depth - 1);
    const partition = this.random.below(8) === 0 ? '' : `PARTITION BY ${this.random.pick(x.columns).name} `;
    const order = `ORDER BY ${listed(this.random.shuffled(x.columns))}`;
    const name = this.fresh();
    if (this.random.below(3) === 0) {
      return {
        sql: `SELECT * FROM ${this.from(x)} QUALIFY ROW_NUMBER() OVER (${partition}${order}) <= ${1 + this.random.below(2)}`,
        columns: x.columns,
      };
    }
    const ints = x.columns.filter((c) => c.type === 'int');
    const sums = ints.map((c) => `SUM(${c.name}) OVER (${partition.trim()})`);
    const lags = x.columns.map((c) => `LAG(${c.name}) OVER (${partition}${order})`);
    const text = this.random.pick([...sums, ...lags, `RANK() OVER (${partition}${order})`]);
    const type = /LAG\((\w+)\)/.exec(text);
    return {
      sql: `SELECT ${listed(x.columns)}, ${text} AS ${name} FROM ${this.from(x)}`,
      columns: [...x.columns, { name, type: x.columns.find((c) => c.name === type?.[1])?.type ?? 'int' }],
    };
  }

  /** A CTE that two aggregates read, joined: the shape of many feature views. */
  private shared(depth: number): Drawn {
    const x = this.draw(depth - 1);
    const key = this.random.pick(x.columns);
    const second = this.random.pick(x.columns);
    const [n, m, o] = [this.fresh(), this.fresh(), this.fresh()];
    const outer = this.random.pick(['JOIN', 'LEFT JOIN', 'FULL JOIN']);
    const sql = `WITH Q AS (SELECT * FROM ${this.from(x)}),
      PER AS (SELECT ${key.name}, ${second.name === key.name ? '1' : second.name} AS W, COUNT(*) AS C FROM Q GROUP BY 1, 2),
      A AS (SELECT ${key.name}, SUM(C) AS C, COUNT(*) AS D FROM PER GROUP BY ${key.name}),
      B AS (SELECT ${key.name}, MAX(${second.name}) AS M FROM Q GROUP BY ${key.name})
      SELECT A.${key.name} AS ${n}, A.D AS ${m}, B.M AS ${o} FROM A ${outer} B ON A.${key.name} = B.${key.name}`;
    return {
      sql,
      columns: [
        { name: n, type: key.type },
        { name: m, type: 'int' },
        { name: o, type: second.type },
      ],
    };
  }
}

/** One statement that changes a table, or several. */
export function change(random: Random): string[] {
  const table = random.pick(TABLES);
  const other = random.pick(TABLES);
  const where = random.pick([
    `K = ${random.below(6)}`,
    `G = ${random.below(4)} AND K > 2`,
    `S = 'x'`,
    'V IS NULL',
    `K IN (${random.below(6)}, ${random.below(6)})`,
  ]);
  const set = random.pick([
    `V = V + 1`,
    `G = ${random.below(4)}`,
    `K = ${random.below(6)}`,
    `S = ${text(random)}`,
    `F = F + 0.5, G = NULL`,
    'V = V',
  ]);
  const insert = `INSERT INTO ${table} VALUES ${rows(random, 1 + random.below(4))}`;
  return random.pick([
    () => [insert],
    () => [insert],
    () => [insert],
    () => [`UPDATE ${table} SET ${set} WHERE ${where}`],
    () => [`UPDATE ${table} SET ${set} WHERE ${where}`],
    () => [`DELETE FROM ${table} WHERE ${where} AND V < ${random.below(5)}`],
    () => [`DELETE FROM ${table} WHERE F = ${random.below(6) / 2}`],
    () => [
      `MERGE INTO ${table} t USING (SELECT K, MAX(G) AS G, COUNT(*) AS N FROM ${other} GROUP BY K) s ON t.K = s.K AND t.G = s.G
       WHEN MATCHED AND s.N > 2 THEN DELETE
       WHEN MATCHED THEN UPDATE SET V = s.N
       WHEN NOT MATCHED AND s.N = 1 THEN INSERT (K, G, V) VALUES (s.K, s.G, 1)`,
    ],
    () => [
      `UPDATE ${table} SET V = x.N FROM (SELECT K, COUNT(*) AS N FROM ${other} GROUP BY K) x WHERE ${table}.K = x.K AND x.N = 2`,
    ],
    () => [insert, `DELETE FROM ${table} WHERE ${where}`, insert],
    () => [],
    () =>
      random.below(4) === 0
        ? [
            random.pick([
              `TRUNCATE TABLE ${table}`,
              `INSERT OVERWRITE INTO ${table} SELECT * FROM ${other} WHERE K > 1`,
            ]),
            insert,
          ]
        : [insert],
  ])();
}

function text(random: Random): string {
  return random.pick(["'x'", "'y'", "'it''s'", 'NULL', "'r1.c1'"]);
}

export function rows(random: Random, count: number): string {
  const number = (below: number, scale: number): string =>
    random.below(8) === 0 ? 'NULL' : String(random.below(below) / scale);
  return Array.from(
    { length: count },
    () => `(${number(6, 1)}, ${number(4, 1)}, ${number(12, 2)}, ${number(8, 2)}, ${text(random)})`,
  ).join(', ');
}
