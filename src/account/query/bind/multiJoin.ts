/**
 * Target rows that meet several source rows. Source: "UPDATE" (one of the values is taken, and such rows are counted),
 * "MERGE" (duplicate join behavior: an error, unless every one of them deletes).
 */

export interface Joined {
  /** DuckDB text of the target table and its alias. */
  readonly table: string;
  readonly alias: string;
  /** DuckDB text of what is joined, ready to stand after a comma in FROM. */
  readonly source: string;
  readonly condition: string;
}

function matches({ table, alias, source, condition }: Joined, items: string): string {
  return `SELECT ${items} FROM ${table} AS ${alias}, ${source} WHERE ${condition} GROUP BY ${alias}.rowid`;
}

/** How many rows an UPDATE changes, and how many of them met several source rows. */
export function updateCounts(joined: Joined): string {
  return `SELECT count(*), count(*) FILTER (WHERE m.n > 1) FROM (${matches(joined, 'count(*) AS n')}) AS m`;
}

/** Fails with 100090 where a MERGE would update a row with one of several source rows. */
export function refuseDuplicates(joined: Joined, actions: readonly MatchedAction[]): string {
  const anyAction = actions.map((a) => a.test).join(' OR ');
  const found = matches(
    { ...joined, condition: `(${joined.condition}) AND (${anyAction})` },
    `count(*) AS n, bool_or(${firstIsUpdate(actions)}) AS updates`,
  );
  return `SELECT error('Duplicate row detected during DML action: ' || m.n) FROM (${found}) AS m WHERE m.n > 1 AND m.updates`;
}

/** A WHEN MATCHED clause: its condition as DuckDB text, and whether it updates. */
export interface MatchedAction {
  readonly test: string;
  readonly updates: boolean;
}

/** The first clause whose condition holds decides. */
function firstIsUpdate(actions: readonly MatchedAction[]): string {
  return `CASE ${actions.map((a) => `WHEN ${a.test} THEN ${a.updates ? 'TRUE' : 'FALSE'}`).join(' ')} END`;
}
