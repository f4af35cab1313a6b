import type { ApplySource } from '../../featurestore/applies.js';
import type { Dependents } from '../../featurestore/dependents.js';
import type { StoreChange } from '../../featurestore/storeChange.js';
import type { Difference } from './differences.js';
import type { SourceCheck } from './sources.js';

/**
 * What one object of a store needs to be what its definition says.
 *
 * - `create`: it is not there.
 * - `update`: it stays, and is told something else (a description, a refresh frequency, a warehouse).
 * - `replace`: it is built anew under its name. Its rows and its history go, and who reads it reads something else.
 * - `drop`: nothing defines it, and dropping was asked for.
 * - `refused`: no store can do it; the reason says what can be done instead.
 * - `none`: nothing.
 */
export type OperationKind = 'create' | 'update' | 'replace' | 'drop' | 'refused' | 'none';

export interface Operation {
  readonly kind: 'entity' | 'featureView';
  /** Stored name. */
  readonly name: string;
  /** null for an entity. */
  readonly version: string | null;
  readonly operation: OperationKind;
  /** Why, in a sentence. */
  readonly reason: string;
  /** Whether rows or history go, or readers get something else under the same name. */
  readonly destructive: boolean;
  /** What a refresh costs: `none`, or all rows are computed. */
  readonly refresh: 'none' | 'all rows';
  readonly changes: readonly Difference[];
  /** What the change of its columns is to readers; null where there is none. */
  readonly columns: ColumnChanges | null;
  /** Objects of the store that read it, `NAME@VERSION`. */
  readonly readers: readonly string[];
  /** What is made of its rows, where it is replaced or dropped; null otherwise. */
  readonly dependents: Dependents | null;
  /** A version that leaves the registered one alone. */
  readonly nextVersion: NextVersion | null;
  /** The statements that will be sent. */
  readonly sql: readonly string[];
  /** What is made of it; null where there is nothing to do. */
  readonly change: StoreChange | null;
  /** Tells this state of the object from every other; applying refuses another. */
  readonly state: string;
}

export interface ColumnChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** `NAME: TYPE → TYPE` */
  readonly retyped: readonly string[];
}

export interface NextVersion {
  readonly version: string;
}

/** A plan: a document that is bound to a target and to the state that it found there. */
export interface Plan {
  readonly formatVersion: 2;
  readonly createdAt: string;
  /** The target's name. */
  readonly target: string;
  readonly place: PlanPlace;
  /** Of all that the plan looked at. */
  readonly fingerprint: string;
  /** Whether the store itself has to be created. */
  readonly createsStore: boolean;
  readonly operations: readonly Operation[];
  /** Objects of the store that no definition is of, `NAME` or `NAME@VERSION`; nothing is done with them. */
  readonly undefinedObjects: readonly string[];
  /** The commit that the definitions are of; null where nobody looked. */
  readonly source: ApplySource | null;
  /** The source tables that the definitions read; null where they were not looked at. */
  readonly sources: SourceCheck | null;
  readonly summary: Readonly<Record<OperationKind, number>>;
}

export interface PlanPlace {
  readonly connection: string;
  readonly database: string;
  readonly schema: string;
}
