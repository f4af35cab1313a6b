import type { StatementKind } from '../account.js';

/**
 * Snowflake's `statementTypeId`. Drivers decide by it whether a result is a count of changed rows (0x3000 … 0x3FFF),
 * and whether a statement is DDL (0x6000 and above).
 */
const typeIds: Readonly<Record<StatementKind, number>> = {
  select: 0x1000,
  insert: 0x3100,
  update: 0x3200,
  delete: 0x3300,
  merge: 0x3400,
  copy: 0x3600,
  show: 0x4400,
  describe: 0x4500,
  transaction: 0x5000,
  ddl: 0x6000,
  get: 0x7101,
  put: 0x7102,
};

export function statementTypeId(kind: StatementKind): number {
  return typeIds[kind];
}

/** Of a request of several statements. */
export const severalStatementsTypeId = 0xa000;

/** Statements that take lists of values: those that count what they change. */
export const countedKinds: ReadonlySet<StatementKind> = new Set(['insert', 'update', 'delete', 'merge']);
