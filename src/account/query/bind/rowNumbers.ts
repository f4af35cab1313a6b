/**
 * Numbers of the rows that FLATTEN is given, for its column SEQ: "a unique sequence number associated with the input
 * record". Only where SEQ is read are the rows in FROM numbered: FROM is bound without numbers first, and once more with
 * them when the column is asked for. Source: "FLATTEN".
 */
import { AccountError } from '../../account.js';
import { unsupportedFeature } from './errors.js';
import type { ScopeColumn } from './scope.js';

/** What one FROM knows of the rows in it. */
export interface RowNumbering {
  /** The SELECT whose FROM it is; null: one that is bound once only, as in UPDATE, DELETE and MERGE. */
  readonly owner: object | null;
  readonly isOn: boolean;
  /** The row numbers of the relations that stand before, as DuckDB text. */
  readonly before: readonly string[];
}

export const UNNUMBERED: RowNumbering = { owner: null, isOn: false, before: [] };

/** The rows of a FROM have to be numbered; where nobody can, a refusal. */
export class RowNumbersNeeded extends AccountError {
  constructor(readonly owner: object | null) {
    const { message, code, sqlState } = unsupportedFeature(
      'SEQ of FLATTEN beside the target of UPDATE, DELETE and MERGE; put the FLATTEN into a query in parentheses',
    );
    super(message, code, sqlState);
  }
}

const NUMBER = '"#"';

/** The physical name of the number of a relation's row. */
export const rowNumber = (alias: string): string => `${alias}.${NUMBER}`;

/** A relation of FROM whose rows have numbers. */
export function numbered(relation: string): string {
  const lateral = /^LATERAL /.exec(relation)?.[0] ?? '';
  return `${lateral}(SELECT *, row_number() OVER () AS ${NUMBER} FROM ${relation.slice(lateral.length)} AS q)`;
}

/** Rows that a local account can tell apart in one relation, and relations whose numbers fit into one together. */
const MOST_ROWS = 1_000_000_000;
const MOST_RELATIONS = 4;

/** One number for a row of each of the relations. */
export function combinedNumber(numbers: readonly string[]): string {
  if (numbers.length > MOST_RELATIONS)
    throw unsupportedFeature(
      `SEQ of FLATTEN behind more than ${MOST_RELATIONS} relations; join them in a query in parentheses`,
    );
  const [first = '1', ...others] = numbers.map((number) => `CAST(COALESCE(${number}, 0) AS DECIMAL(38,0))`);
  return others.reduce((so, number) => `(${so} * ${MOST_ROWS} + ${number})`, first);
}

/** A column that makes its FROM numbered when it is read. */
export function demandingNumbers({ name, type, nullable }: ScopeColumn, owner: object | null): ScopeColumn {
  return {
    name,
    type,
    nullable,
    get sql(): string {
      throw new RowNumbersNeeded(owner);
    },
  };
}
