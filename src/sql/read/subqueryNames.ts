/** A name that says what a sub-query is. */
import type { FromItem, Query, Select } from './syntax/tree.js';
import type { QueryPlace } from './walk.js';

const PLAIN = /^[A-Z_][A-Z0-9_]*$/;
/** An alias of one or two letters says nothing. */
const SHORTEST_ALIAS = 3;

/** The alias that the author gave, or the first table and what is done with it: `ORDERS_GROUPED`. */
export function readableName(query: Query, place: QueryPlace): string {
  const alias = place.kind === 'derived' ? place.item.alias?.text : undefined;
  if (alias !== undefined && alias.length >= SHORTEST_ALIAS && PLAIN.test(alias)) return alias;
  return `${tableOf(query) ?? 'QUERY'}_${roleOf(query)}`;
}

function tableOf(query: Query): string | undefined {
  const { body } = query;
  if (body.kind === 'query') return tableOf(body.query);
  if (body.kind === 'set') return tableOf({ ...query, body: body.left });
  return body.kind === 'select' ? firstTable(body.from[0]) : undefined;
}

function firstTable(item: FromItem | undefined): string | undefined {
  switch (item?.kind) {
    case 'relation': {
      const name = item.path.at(-1)?.text ?? '';
      return PLAIN.test(name) ? name : undefined;
    }
    case 'derived':
      return tableOf(item.query);
    case 'joined':
      return firstTable(item.first);
    case 'pivot':
    case 'unpivot':
      return firstTable(item.source);
    default:
      return undefined;
  }
}

function roleOf({ body, limit }: Query): string {
  if (body.kind === 'query') return roleOf(body.query);
  if (body.kind === 'set') return 'COMBINED';
  if (limit !== null) return 'LIMITED';
  return body.kind === 'select' ? roleOfSelect(body) : 'VALUES';
}

function roleOfSelect({ distinct, qualify, groupBy, where, from, items }: Select): string {
  if (distinct) return 'DISTINCT';
  if (qualify !== null) return 'RANKED';
  if (groupBy !== null) return 'GROUPED';
  if (from[0]?.kind === 'joined' || from.length > 1) return 'JOINED';
  if (where !== null) return 'FILTERED';
  return items.some(({ value }) => value.kind === 'call') ? 'SUMMARY' : 'SELECTED';
}
