import { qualifiedName, splitName, storedName } from '../sql/identifiers.js';
import type { Target } from './config.js';

/** The schema that a target's source tables are in; stored names. */
export interface SourceSchema {
  readonly database: string;
  readonly schema: string;
}

/**
 * `target.sources` is `SCHEMA` of the target's own database, or `DATABASE.SCHEMA`.
 * @throws IdentifierError
 */
export function sourceSchema(target: Pick<Target, 'database' | 'sources'>): SourceSchema {
  const [first = '', second] = splitName(target.sources);
  return second === undefined
    ? { database: storedName(target.database), schema: first }
    : { database: first, schema: second };
}

/** `DB.SCHEMA`, quoted where needed. */
export function schemaText({ database, schema }: SourceSchema): string {
  return qualifiedName(database, schema);
}
