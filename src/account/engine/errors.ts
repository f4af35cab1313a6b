import { AccountError } from '../account.js';

/** Another process (or this one) has the account open. */
export class AccountLockedError extends Error {
  override readonly name = 'AccountLockedError';
  constructor(
    readonly file: string,
    /** The process that holds the file; null when the system does not say. */
    readonly pid: number | null,
  ) {
    const holder = pid === null ? 'another process' : pid === process.pid ? 'this process' : `process ${pid}`;
    super(
      `The local account in ${file} is open in ${holder}, and one process at a time may open it. ` +
        'Connect to that process, stop it, or set FIRN_HOME to another folder.',
    );
  }
}

/** The file cannot be read as an account. Nothing in it is changed or removed. */
export class AccountDamagedError extends Error {
  override readonly name = 'AccountDamagedError';
  constructor(
    readonly file: string,
    reason: string,
    cause?: unknown,
  ) {
    super(
      `The local account's file ${file} cannot be used: ${reason} Nothing was changed. ` +
        `Restore the file from a copy, or move it (and ${file}.wal, if it is there) to another place to begin with an ` +
        'empty account, or set FIRN_HOME to another folder.',
      { cause },
    );
  }
}

interface Rule {
  readonly says: RegExp;
  readonly as: (message: string) => AccountError;
}

const compilation = (text: string, code: string, state: string): AccountError =>
  new AccountError(`SQL compilation error:\n${text}`, code, state);

/** What DuckDB says, in Snowflake's numbers. The first that matches. */
const RULES: readonly Rule[] = [
  { says: /^INTERRUPT/, as: () => canceled() },
  {
    says: /^Out of Memory/i,
    as: (m) =>
      new AccountError(
        `The statement needs more memory than the local account may use. ${firstLine(m)} Select fewer rows or columns, or give the machine more memory.`,
        '000801',
        '53200',
      ),
  },
  {
    says: /no space left|disk (?:is )?full|failed to (?:offload|write)|max_temp_directory_size/i,
    as: (m) =>
      new AccountError(
        `The disk that holds the local account is full. ${firstLine(m)} Free some space and run the statement again.`,
        '000802',
        '53100',
      ),
  },
  {
    says: /NOT NULL constraint failed|NULL result in a non-nullable/i,
    as: (m) => data(m, 'NULL result in a non-nullable column', '100072', '22000'),
  },
  { says: /division by zero/i, as: () => new AccountError('Division by zero', '100051', '22012') },
  { says: /too long and would be truncated/i, as: (m) => data(m, '', '100078', '22000') },
  { says: /is not recognized/i, as: (m) => data(m, '', '100038', '22018') },
  { says: /Failed to cast variant/i, as: (m) => data(m, '', '100071', '22000') },
  {
    says: /Single-row subquery|more than one row/i,
    as: () => new AccountError('Single-row subquery returns more than one row.', '090150', '22000'),
  },
  {
    says: /out of range|overflow/i,
    as: (m) => new AccountError(tooLarge(m), '100039', '22003'),
  },
  {
    says: /Could not convert|^Conversion Error/i,
    as: (m) => new AccountError(conversion(m), '100038', '22018'),
  },
  {
    says: /Conflict on (?:update|tuple deletion)|write-write conflict/i,
    as: () =>
      new AccountError(
        'The statement conflicts with another that changed the same rows. Run it again.',
        '000625',
        '57014',
      ),
  },
  {
    says: /^Parser Error|^Binder Error|^Catalog Error/,
    as: (m) =>
      compilation(
        `The local account could not run the translated statement. ${firstLine(m)}`,
        '000603',
        'XX000',
      ),
  },
];

/** An error of a value. The translator's own messages (`Invalid Input Error: …`) are Snowflake's already. */
function data(message: string, otherwise: string, code: string, state: string): AccountError {
  const own = /^Invalid Input Error: (.*)/.exec(message)?.[1];
  const text = own ?? (otherwise === '' ? firstLine(message) : otherwise);
  return new AccountError(text, code, state);
}

function firstLine(message: string): string {
  return `${message.split('\n')[0] ?? message}`.replace(/[.!]?$/, '.');
}

/** `Casting value "41" to type DECIMAL(1,0) failed` → Snowflake's sentence. */
function tooLarge(message: string): string {
  const value = /value ['"](.*?)['"]/.exec(message)?.[1];
  return value === undefined
    ? 'Number out of representable range'
    : `Numeric value '${value}' is out of range`;
}

/** `Could not convert string 'x' to INT32` → Snowflake's sentence. */
function conversion(message: string): string {
  const value = /string ['"](.*?)['"] to (\w+)/.exec(message);
  if (value === null) return firstLine(message);
  const numeric = /INT|DECIMAL|DOUBLE|FLOAT|NUMERIC/.test(value[2] ?? '');
  const type = numeric
    ? 'Numeric value'
    : /DATE/.test(value[2] ?? '')
      ? 'Date'
      : /TIME/.test(value[2] ?? '')
        ? 'Timestamp'
        : /BOOL/.test(value[2] ?? '')
          ? 'Boolean value'
          : 'Value';
  return `${type} '${value[1] ?? ''}' is not recognized`;
}

export function canceled(): AccountError {
  return new AccountError('SQL execution canceled', '000604', '57014');
}

/** Any failure of a statement as an `AccountError`. */
export function asAccountError(error: unknown): AccountError {
  if (error instanceof AccountError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const rule = RULES.find((r) => r.says.test(message));
  if (rule !== undefined) return rule.as(message);
  return new AccountError(
    `The local account failed while running the statement. ${firstLine(message)}`,
    '000603',
    'XX000',
  );
}
