import type { CallId } from '../../dataframe/trace.js';
import type { Range } from '../text.js';

/** A value as it is written in an argument: enough to find the literal that a problem is about. */
export interface ValuePlace extends Range {
  /** The text of a string literal. */
  readonly text?: string;
  readonly elements?: readonly ValuePlace[];
  readonly properties?: ReadonlyMap<string, PropertyPlace>;
}

export interface PropertyPlace {
  readonly key: Range;
  readonly value: ValuePlace;
}

export interface CallPlace {
  readonly whole: Range;
  /** The method or function name. */
  readonly name: Range;
  readonly arguments: readonly ValuePlace[];
  /** Of a tagged template: where the text of each of its pieces begins. */
  readonly template?: readonly number[];
}

export interface ColumnAccess extends Range {
  readonly parameter: string;
  readonly column: string;
}

export interface CallbackPlace {
  readonly parameters: readonly string[];
  /** The call that the callback is an argument of. */
  readonly call: CallId;
  /** `parameter.COLUMN`, the ranges of the column names. */
  readonly accesses: readonly ColumnAccess[];
  /** Keys of the object literal that the callback returns, or of any inside it. */
  readonly keys: ReadonlyMap<string, Range>;
}

export interface ExportPlace {
  /** The whole statement. */
  readonly statement: Range;
  /** The exported name. */
  readonly name: Range;
}

/** Where everything that a definition file can be wrong about stands in it. */
export interface Places {
  readonly calls: ReadonlyMap<CallId, CallPlace>;
  readonly callbacks: ReadonlyMap<CallId, CallbackPlace>;
  readonly exports: ReadonlyMap<string, ExportPlace>;
}

/** Follows keys and indices into a written value, as far as it is written out; null when it is not. */
export function valueAt(
  value: ValuePlace | undefined,
  path: readonly (string | number)[],
): ValuePlace | null {
  let at: ValuePlace | undefined = value;
  for (const step of path) {
    at = typeof step === 'number' ? at?.elements?.[step] : at?.properties?.get(step)?.value;
  }
  return at ?? null;
}
