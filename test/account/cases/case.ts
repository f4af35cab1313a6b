/** A query case: SQL, and what Snowflake's documentation says comes of it. */

export interface Answer {
  /** Statements before the one that is checked. */
  readonly before: readonly string[];
  readonly sql: string;
  /** Cells joined by ` | `, shown as Snowflake shows them by default; NULL stands for no value. */
  readonly rows: readonly string[];
  /** The columns' types, where the page says them. */
  readonly types?: string;
}

export interface Refusal {
  readonly before: readonly string[];
  readonly sql: string;
  readonly code: string;
  readonly message: RegExp;
}

export type QueryCase = Answer | Refusal;

export interface Topic {
  readonly name: string;
  /** What the cases read. */
  readonly given?: readonly string[];
  /** Cases by the title of the documentation page that says what is right. */
  readonly pages: Readonly<Record<string, readonly QueryCase[]>>;
}

const steps = (sql: string | readonly string[]): { before: readonly string[]; sql: string } => {
  const all = typeof sql === 'string' ? [sql] : sql;
  return { before: all.slice(0, -1), sql: all.at(-1)! };
};

/** The rows of the last statement. */
export const answers = (sql: string | readonly string[], ...rows: readonly string[]): Answer => ({
  ...steps(sql),
  rows,
});

/** The rows and the types of the last statement's columns. */
export const typed = (
  sql: string | readonly string[],
  types: string,
  ...rows: readonly string[]
): Answer => ({
  ...steps(sql),
  rows,
  types,
});

/** One expression. */
export const value = (expression: string, shown: string, types?: string): Answer => ({
  before: [],
  sql: `SELECT ${expression}`,
  rows: [shown],
  ...(types === undefined ? {} : { types }),
});

/** What the last statement is refused with. */
export const refuses = (sql: string | readonly string[], code: string, message: RegExp): Refusal => ({
  ...steps(sql),
  code,
  message,
});
