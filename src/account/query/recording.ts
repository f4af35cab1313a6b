/**
 * How a statement's changes of a table's rows are recorded. Every recorded table has a hidden column, the number of its
 * row, and a log beside it: for each statement the old image of every row it touched and the new image of every row that
 * is there afterwards. Numbers of rows and of statements ("ticks") come from one sequence, so that a row's number tells
 * since when it is there, and neither is ever given twice.
 */

/** The hidden column: the row's number. */
export const ROW = 'firn_row';
export const TICKS = 'firn_catalog.ticks';

/** Columns of a log before those of its table. */
export const LOG_COLUMNS = `tick BIGINT NOT NULL, added BOOLEAN NOT NULL, ${ROW} BIGINT NOT NULL`;

/** A table whose changes are recorded. */
export interface RecordedTable {
  /** DuckDB text: `data.t17`. */
  readonly physical: string;
  /** DuckDB text of its log: `data.log17`. */
  readonly log: string;
  readonly columns: readonly string[];
}

/** What runs before and after a statement, in its transaction. */
export interface Recording {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Holds the numbers of the rows that a statement touches while it runs. */
export const TOUCHED = 'firn_touched';

/**
 * @param touched DuckDB query with a column `firn_row`: the rows that the statement changes or removes. Null when it
 * only adds rows.
 */
export function recording({ physical, log, columns }: RecordedTable, touched: string | null): Recording {
  const tick = `getvariable('firn_tick')`;
  const names = columns.join(', ');
  const target = `INSERT INTO ${log} (tick, added, ${ROW}, ${names})`;
  const image = (added: boolean): string =>
    `SELECT ${tick}, ${added ? 'TRUE' : 'FALSE'}, ${ROW}, ${names} FROM ${physical}`;
  const isTouched = `${ROW} IN (SELECT ${ROW} FROM ${TOUCHED})`;
  const start = `SET VARIABLE firn_tick = nextval('${TICKS}')`;
  const added = `${image(true)} WHERE ${ROW} > ${tick}`;
  if (touched === null) return { before: [start], after: [`${target} ${added}`] };
  return {
    before: [
      start,
      `CREATE OR REPLACE TEMP TABLE ${TOUCHED} AS ${touched}`,
      `${target} ${image(false)} WHERE ${isTouched}`,
    ],
    after: [`${target} ${added} UNION ALL ${image(true)} WHERE ${isTouched}`, `DROP TABLE ${TOUCHED}`],
  };
}
