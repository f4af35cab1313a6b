import type { FeatureView } from '../../featurestore/model.js';
import { identifier } from '../../sql/identifiers.js';
import { inferQuery } from '../../sql/read/infer.js';
import type { InferredQuery } from '../../sql/read/infer.js';
import type { ReadCatalog } from '../../sql/read/infer/model.js';
import type { ReadText } from '../../sql/read/queries.js';
import { inTemplate } from '../evaluation/templateText.js';
import { propertyKey, quoted } from '../script.js';
import type { Rows } from './definitionText.js';

/**
 * A stored query as a query of one's own, the best form first: with the target's source tables by their names, which
 * every target binds; as it is stored; and each with the stored columns declared, where the text does not tell them.
 */
export function rawRows(read: ReadText, view: FeatureView, catalog: ReadCatalog): readonly Rows[] {
  const { text } = read;
  const inferred = 'query' in read ? inferQuery(read.query, text, catalog) : null;
  const bound = inferred === null ? text : withBoundTables(text, inferred);
  const texts = [...new Set([bound, text])];
  const plain = texts.map((sql) => rowsOf('query', sql));
  const columns = declaration(view);
  const declared = columns === null ? [] : texts.map((sql) => rowsOf(`query(${columns})`, sql));
  const isTold = inferred !== null && !inferred.open && inferred.columns.every(({ type }) => type !== null);
  return isTold ? [...plain, ...declared] : [...declared, ...plain];
}

/** `DB.TRAINING.ORDERS` of the target's source schema is ORDERS in every target. */
function withBoundTables(text: string, { tables }: InferredQuery): string {
  return tables
    .filter(({ isPlaced, isHidden }) => isPlaced && !isHidden)
    .reduceRight(
      (left, { start, end, id }) => `${left.slice(0, start)}${identifier(id)}${left.slice(end)}`,
      text,
    );
}

/** A table of tiles has other columns than the events that it is made of. */
function declaration({ columns, tiles }: FeatureView): string | null {
  if (tiles !== null || columns.length === 0) return null;
  const lines = columns.map(({ name, type }) => `  ${propertyKey(name)}: ${quoted(type)},`);
  return ['{', ...lines, '}'].join('\n');
}

function rowsOf(tag: string, sql: string): Rows {
  const body = inTemplate(sql).replaceAll('\r', '\\r');
  return {
    imports: [{ module: 'firn', names: ['query'] }],
    statements: [`const rows = ${tag}\`\n${body}\n\`;`],
    from: 'rows',
  };
}
