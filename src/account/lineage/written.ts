import type { Expression, FromItem, Name, Query, SelectItem, Statement } from '../../sql/read/syntax/tree.js';

/** What a statement writes, as the query whose columns it writes. */
export interface Written {
  readonly query: Query;
  /** Names of the columns written, in the query's order; null: all of the target's, in its order. */
  readonly columns: readonly string[] | null;
}

/** The query behind a statement; null where its values come from no table. */
export function written(statement: Statement): Written | null {
  switch (statement.kind) {
    case 'query':
      return { query: statement.query, columns: null };
    case 'insert': {
      const columns = statement.columns.length === 0 ? null : statement.columns.map((c) => c.text);
      return statement.source.body.kind === 'values' ? null : { query: statement.source, columns };
    }
    case 'update': {
      const { target, from, set } = statement;
      return from.length === 0 ? null : assigned(set, [relation(target), ...from]);
    }
    case 'merge': {
      const pairs = statement.whens.flatMap(({ action }) =>
        action.kind === 'update'
          ? action.set
          : action.kind === 'insert'
            ? action.columns.flatMap((column, i) => {
                const value = action.values[i];
                return value === undefined ? [] : [{ column, value }];
              })
            : [],
      );
      return assigned(pairs, [relation(statement.target), statement.source]);
    }
    default:
      return null;
  }
}

function relation({
  path,
  alias,
}: {
  readonly path: readonly Name[];
  readonly alias: Name | null;
}): FromItem {
  return { kind: 'relation', path, alias, columnAliases: [], sample: null };
}

/** Assignments as a SELECT of their values. */
function assigned(
  pairs: readonly { readonly column: Name; readonly value: Expression }[],
  from: readonly FromItem[],
): Written {
  const items = pairs.map(({ column, value }): SelectItem => ({
    value,
    alias: column,
    label: column.text,
  }));
  const query: Query = {
    ctes: [],
    recursive: false,
    body: {
      kind: 'select',
      distinct: false,
      items,
      from,
      where: null,
      groupBy: null,
      having: null,
      qualify: null,
    },
    orderBy: [],
    limit: null,
    offset: null,
  };
  return { query, columns: pairs.map(({ column }) => column.text) };
}
