import { setTimeout as delay } from 'node:timers/promises';
import type {
  AccountColumn,
  AccountConnection,
  ConnectionContext,
  ExecuteOptions,
  LocalAccount,
  SnowflakeType,
  StatementResult,
  WireRow,
} from '../../../src/account/account.js';
import { AccountError, RowsNotTaken } from '../../../src/account/account.js';

/**
 * An account without an engine, for what the protocol alone decides: every statement that the tests send has its
 * result written down here.
 */
type Answer = Omit<StatementResult, 'queryId' | 'batches'> & { readonly rows: readonly WireRow[] };

const text = (name: string): AccountColumn => ({
  name,
  type: { kind: 'TEXT', length: 16777216 },
  nullable: true,
});
const number = (name: string, precision = 38, scale = 0): AccountColumn => ({
  name,
  type: { kind: 'NUMBER', precision, scale },
  nullable: false,
});

const typed = (type: SnowflakeType): AccountColumn => ({ name: type.kind, type, nullable: true });
const typedColumns: readonly AccountColumn[] = [
  typed({ kind: 'NUMBER', precision: 10, scale: 2 }),
  typed({ kind: 'NUMBER', precision: 38, scale: 0 }),
  typed({ kind: 'FLOAT' }),
  typed({ kind: 'TEXT', length: 10 }),
  typed({ kind: 'BOOLEAN' }),
  typed({ kind: 'DATE' }),
  typed({ kind: 'TIME', scale: 9 }),
  typed({ kind: 'TIMESTAMP_NTZ', scale: 9 }),
  typed({ kind: 'TIMESTAMP_LTZ', scale: 9 }),
  typed({ kind: 'TIMESTAMP_TZ', scale: 9 }),
  typed({ kind: 'BINARY', length: 8 }),
  typed({ kind: 'VARIANT' }),
  typed({ kind: 'OBJECT' }),
  typed({ kind: 'ARRAY' }),
];

export const manyRows = 25_000;

const answers: Readonly<Record<string, (options: ExecuteOptions) => Answer>> = {
  'SELECT 1': () => ({ kind: 'select', columns: [number('1', 1)], rows: [['1']] }),
  BINDS: ({ binds = [], bindRows }) => {
    if (bindRows !== undefined) throw new RowsNotTaken();
    return {
      kind: 'select',
      columns: [text('TYPE'), text('VALUE')],
      rows: binds.map((bind) => [bind.type, bind.value]),
    };
  },
  MANY: () => ({
    kind: 'select',
    columns: [number('N'), text('T')],
    rows: Array.from({ length: manyRows }, (_, index) => [String(index), `row ${index} ${'x'.repeat(100)}`]),
  }),
  TYPES: () => ({
    kind: 'select',
    columns: typedColumns,
    rows: [
      [
        '12.50',
        '12345678901234567890123456789012345678',
        '2.5',
        'NULL',
        '1',
        '20781',
        '36672.500000000',
        '1795514400.123456789',
        '1795514400.000000000',
        '1795514400.000000000 1530',
        '0AFF',
        '{"a":1.50}',
        '{"k":"v"}',
        '[1,null]',
      ],
      typedColumns.map(() => null),
    ],
  }),
  INSERT: () => ({ kind: 'insert', columns: [number('number of rows inserted')], rows: [['3']] }),
};

const refusals: Readonly<Record<string, () => Error>> = {
  'SELEC 1': () =>
    new AccountError(
      "SQL compilation error:\nsyntax error line 1 at position 0 unexpected 'SELEC'.",
      '001003',
      '42000',
      {
        line: 1,
        column: 1,
      },
    ),
  BROKEN: () => new TypeError('a fault of the engine'),
};

async function* batchesOf(rows: readonly WireRow[]): AsyncGenerator<readonly WireRow[]> {
  for (let start = 0; start < rows.length; start += 1000) yield rows.slice(start, start + 1000);
}

class ScriptedConnection implements AccountConnection {
  running = 0;
  readonly parameters = new Map<string, string>();
  inTransaction = false;
  constructor(
    readonly context: ConnectionContext,
    private readonly stage: string,
  ) {}

  async execute(sql: string, options: ExecuteOptions = {}): Promise<StatementResult> {
    if (this.running > 0) throw new Error('two statements of one connection ran at once');
    this.running += 1;
    try {
      return await this.#answer(sql, options);
    } finally {
      this.running -= 1;
    }
  }

  async #answer(sql: string, options: ExecuteOptions): Promise<StatementResult> {
    const refusal = refusals[sql];
    if (refusal !== undefined) throw refusal();
    const [, wait] = /^SLEEP (\d+)$/.exec(sql) ?? [];
    if (wait !== undefined) await delay(Number(wait), undefined, { signal: options.signal });
    const [, database] = /^USE DATABASE (\w+)$/.exec(sql) ?? [];
    if (database !== undefined) this.context.database = database;
    const [, file, more = ''] = /^PUT 'file:\/\/(.+)' @S(.*)$/.exec(sql) ?? [];
    if (file !== undefined) return this.#put(file, !more.includes('AUTO_COMPRESS = FALSE'), options);
    const { rows, ...answer } = (answers[sql] ?? answers['SELECT 1'])?.(options) as Answer;
    return {
      queryId: options.queryId ?? '',
      ...answer,
      batches: batchesOf(options.describeOnly ? [] : rows),
    };
  }

  #put(file: string, autoCompress: boolean, options: ExecuteOptions): StatementResult {
    const upload = { sourceLocations: [file], folder: this.stage, overwrite: true, autoCompress };
    return { queryId: options.queryId ?? '', kind: 'put', columns: [], batches: batchesOf([]), upload };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export class ScriptedAccount implements LocalAccount {
  readonly connections: ScriptedConnection[] = [];
  closed = false;

  /** @param stage the folder of the stage `@S` */
  constructor(private readonly stage = '') {}

  connect(context: Partial<ConnectionContext> = {}): Promise<AccountConnection> {
    const defaults = { user: 'FIRN', role: 'ACCOUNTADMIN', warehouse: null, database: null, schema: null };
    const connection = new ScriptedConnection({ ...defaults, ...context }, this.stage);
    this.connections.push(connection);
    return Promise.resolve(connection);
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}
