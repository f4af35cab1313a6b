/** What is known of a function: how many arguments it takes, and the type of its result. */
import type { SnowflakeType } from '../../types.js';
import type { DatePart } from '../../dateParts.js';
import type { Value } from '../model.js';
import type { Call } from '../../syntax/tree.js';

/** One call as its signature sees it. */
export interface CallInput {
  readonly call: Call;
  /** Positional arguments; a date part is a value without a type. */
  readonly args: readonly Value[];
  /** What WITHIN GROUP orders by. */
  readonly ordered: readonly Value[];
  /** The date part among the arguments, where it is known. */
  readonly part: DatePart | undefined;
}

/** null: the type is not known. `mismatch`: the arguments do not go together. */
export type Result = SnowflakeType | null | 'mismatch' | 'untyped';

/** `args`: NULL where an argument is; `all`: where all of them are. */
export type Nullability = boolean | 'args' | 'all';

export interface Signature {
  readonly kind: 'scalar' | 'aggregate' | 'window';
  readonly min: number;
  readonly max: number;
  readonly result: (input: CallInput) => Result;
  readonly nullable: Nullability;
  /** Number of the arguments that only decide which value is the result. */
  readonly conditions?: number;
  /** Position of the argument that is a date part. */
  readonly part?: (call: Call) => number | undefined;
  /** Positions of arguments that must be numbers. */
  readonly numbers?: readonly number[];
}

export type Signatures = Readonly<Record<string, Signature>>;

export const MANY = 10_000;

type ResultRule = SnowflakeType | null | Signature['result'];
const rule = (result: ResultRule): Signature['result'] =>
  typeof result === 'function' ? result : () => result;

const build =
  (kind: Signature['kind'], usual: Nullability) =>
  (min: number, max: number, result: ResultRule, nullable: Nullability = usual): Signature => ({
    kind,
    min,
    max,
    result: rule(result),
    nullable,
  });

export const scalar = build('scalar', true);
export const aggregate = build('aggregate', true);
export const windowed = build('window', true);

/** One signature for several names, separated by blanks. */
export function named(names: string, signature: Signature): Signatures {
  return Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, signature]),
  );
}
