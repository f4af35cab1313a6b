import type { Cell, Cursor, ResultColumn, Rows, Session } from '../../../src/session/session.js';
import { SessionError } from '../../../src/session/session.js';

type Row = Readonly<Record<string, Cell>>;
type Answer = readonly Row[] | SessionError;

/** Records the statements it is given and answers those it was told answers for; all others succeed without rows. */
export class RecordingSession implements Session {
  readonly connection = 'recorded';
  readonly statements: string[] = [];
  readonly #answers: (readonly [RegExp, () => Answer])[] = [];
  described: readonly ResultColumn[] = [];

  /** The newest answer whose pattern matches is given. */
  answer(pattern: RegExp, answer: Answer | (() => Answer)): this {
    this.#answers.unshift([pattern, typeof answer === 'function' ? answer : () => answer]);
    return this;
  }

  refuse(pattern: RegExp, message: string, code = '002003'): this {
    return this.answer(pattern, new SessionError(message, code));
  }

  /** What was sent since the last call. */
  taken(): string[] {
    return this.statements.splice(0);
  }

  async execute(sql: string): Promise<Rows> {
    const rows = this.#run(sql);
    const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    return {
      queryId: 'recorded',
      columns: names.map((name) => ({ name, type: 'TEXT', nullable: true })),
      rows: rows.map((row) => names.map((name) => row[name] ?? null)),
    };
  }

  async query(sql: string): Promise<Cursor> {
    const { queryId, columns, rows } = await this.execute(sql);
    return {
      queryId,
      columns,
      rowCount: rows.length,
      page: async (start, count) => rows.slice(start, start + count),
    };
  }

  async describe(sql: string): Promise<readonly ResultColumn[]> {
    this.statements.push(`DESCRIBE: ${sql}`);
    return this.described;
  }

  context() {
    return { account: 'recorded', user: 'ME', role: null, warehouse: null, database: null, schema: null };
  }

  async close(): Promise<void> {}

  #run(sql: string): readonly Row[] {
    this.statements.push(sql);
    const answer = this.#answers.find(([pattern]) => pattern.test(sql))?.[1]() ?? [];
    if (answer instanceof SessionError) throw answer;
    return answer;
  }
}
