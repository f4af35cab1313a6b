/** The source tables that a plan's definitions read, as they were checked and as the target has them. */

/** A place in a definition file. */
export interface Place {
  /** Relative to the project's folder, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** What one feature view reads of one source table. */
export interface SourceRead {
  /** `NAME@VERSION` */
  readonly definition: string;
  /** Stored name in the source schema. */
  readonly table: string;
  readonly place: Place;
  readonly columns: readonly SourceColumnRead[];
}

/** A column as the snapshot has it, which is what the definition was checked against. */
export interface SourceColumnRead {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  /** false: the author's own SQL could not be read, and may read it. */
  readonly certain: boolean;
  readonly place: Place;
}

export type SourceCode =
  'source-table-missing' | 'source-column-missing' | 'source-column-type' | 'source-column-nullable';

/** Something that a target's source tables have otherwise than the snapshot. */
export interface SourceFinding {
  readonly code: SourceCode;
  /** An error keeps the definition from being applied. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** `NAME@VERSION` */
  readonly definition: string;
  readonly place: Place;
  /** Stored name in the source schema. */
  readonly table: string;
  readonly column: string | null;
  /** What the snapshot says of it; null where it is there or not. */
  readonly expected: string | null;
  /** What the target has; null: nothing. */
  readonly found: string | null;
}

export interface SourceCheck {
  /** `DB.SCHEMA` of the target's sources. */
  readonly schema: string;
  readonly reads: readonly SourceRead[];
  readonly findings: readonly SourceFinding[];
  /** Tables outside of that schema, as the SQL names them: nothing is known of what the definitions expect of them. */
  readonly unchecked: readonly string[];
}
