import type { FeatureView } from '../../featurestore/model.js';
import { joinKeysOf } from '../../featurestore/plan.js';
import { tileQuery } from '../../featurestore/tiles/tileQuery.js';
import { tokens } from '../../sql/tokens.js';
import type { Token } from '../../sql/tokens.js';

const SOURCE = 'FIRN$THE_SOURCE';

/**
 * The query that gives the events, out of the query of a table of tiles: what stands where the official form has its
 * source. null where the table was made by another form.
 */
export function tileSource({ query, tiles, entities, timestampCol }: FeatureView): string | null {
  if (tiles === null || timestampCol === null) return null;
  const { sql } = tileQuery(tiles, {
    joinKeys: [...joinKeysOf(entities)],
    timestamp: timestampCol,
    query: SOURCE,
  });
  const form = tokens(sql);
  const stored = tokens(query);
  const at = form.findIndex(({ text }) => text === SOURCE);
  const after = form.length - at - 1;
  const last = stored.length - after - 1;
  if (last < at) return null;
  const sameStart = form.slice(0, at).every((token, i) => same(token, stored[i]));
  const sameEnd = form.slice(at + 1).every((token, i) => same(token, stored[last + 1 + i]));
  if (!sameStart || !sameEnd) return null;
  const [first, end] = [stored[at], stored[last]];
  return first && end ? withoutMargin(query.slice(first.start, end.start + end.text.length)) : null;
}

const same = (a: Token, b: Token | undefined): boolean => a.text === b?.text;

/** The lines as far to the left as they go; line ends inside literals and comments are left alone. */
function withoutMargin(text: string): string {
  const inside = tokens(text).filter(({ text: token }) => token.includes('\n'));
  const ends = [...text.matchAll(/\n( *)/g)].filter(
    ({ index }) => !inside.some(({ start, text: token }) => start <= index && index < start + token.length),
  );
  const margin = Math.min(...ends.map(([, blanks = '']) => blanks.length));
  if (ends.length === 0 || margin === 0) return text;
  return ends.reduceRight(
    (left, { index }) => `${left.slice(0, index + 1)}${left.slice(index + 1 + margin)}`,
    text,
  );
}
