import { tokenize } from '../../sql/read/lexer.js';
import type { Cte } from '../tiles/mergeQuery.js';

/**
 * The spine as the CTE `SPINE`. A query that says SPINE itself, mostly because its table is called so, would read its own
 * CTE, which Snowflake takes for a recursion even without RECURSIVE ("WITH"): it gets a name of its own first.
 */
export function spineCtes(query: string): readonly Cte[] {
  const said = new Set(
    tokenize(query)
      .filter(({ kind }) => kind === 'word' || kind === 'quoted')
      .map(({ value }) => value),
  );
  if (!said.has('SPINE')) return [{ name: 'SPINE', body: query }];
  let name = 'SPINE_ROWS';
  while (said.has(name)) name += '_';
  return [
    { name, body: query },
    { name: 'SPINE', body: `SELECT * FROM ${name}` },
  ];
}
