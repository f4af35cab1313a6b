/** The function table: every function that the local account has. What is not here is unknown, never passed on. */
import type { FunctionDefinition } from './definition.js';
import { AGGREGATES } from './aggregates.js';
import { CONDITIONAL } from './conditional.js';
import { CATALOG_FUNCTION, CONTEXT } from './context.js';
import { CONVERSIONS } from './conversion.js';
import { DATES } from './dates.js';
import { LAMBDAS } from './lambdas.js';
import { NUMERIC } from './numeric.js';
import { RANDOMS } from './random.js';
import { REGEXES } from './regex.js';
import { SEMISTRUCTURED } from './semistructured.js';
import { HASHES, TEXTS } from './text.js';
import { SKETCHES } from './sketches.js';
import { URLS } from './urls.js';
import { VECTORS } from './vectors.js';
import { SEQUENCES, WINDOWS } from './windows.js';

const TABLE: ReadonlyMap<string, FunctionDefinition> = new Map(
  [
    AGGREGATES,
    CONDITIONAL,
    CONTEXT,
    CONVERSIONS,
    DATES,
    HASHES,
    LAMBDAS,
    NUMERIC,
    RANDOMS,
    REGEXES,
    SEMISTRUCTURED,
    SEQUENCES,
    SKETCHES,
    TEXTS,
    URLS,
    VECTORS,
    WINDOWS,
  ].flatMap((group) => Object.entries(group)),
);

/** The entry for a call; a name the table has not is asked of the catalog, which refuses it with 002140. */
export function findFunction(name: string): FunctionDefinition {
  return TABLE.get(name) ?? CATALOG_FUNCTION;
}

/** Upper-case names of all functions, sorted. */
export function functionNames(): readonly string[] {
  return [...TABLE.keys()].sort();
}

export function isSystemFunction(name: string): boolean {
  return TABLE.has(name);
}

export function isAggregate(name: string): boolean {
  return TABLE.get(name)?.kind === 'aggregate';
}
