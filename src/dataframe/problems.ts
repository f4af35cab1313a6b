import type { CallId } from './trace.js';

/** What can be wrong with a frame, and how much it matters: an error has no SQL. */
interface Severities {
  readonly 'unknown-table': 'error';
  readonly 'unknown-column': 'error';
  readonly 'column-collision': 'error';
  readonly 'column-replaced': 'warning';
  readonly 'left-join-undone': 'warning';
  readonly 'type-mismatch': 'error';
  readonly 'ntz-ltz-comparison': 'error';
  readonly 'aggregate-outside-agg': 'error';
  readonly 'not-aggregated': 'error';
  readonly 'window-misuse': 'error';
  readonly 'foreign-column': 'error';
  readonly 'not-a-column': 'error';
  readonly 'invalid-argument': 'error';
  readonly 'sort-without-effect': 'hint';
  readonly 'preview-only': 'error';
  readonly 'column-as-condition': 'error';
  readonly 'loose-equality': 'error';
  readonly 'null-comparison': 'error';
  readonly 'chained-comparison': 'error';
  readonly 'date-arithmetic': 'error';
  readonly 'mixed-addition': 'error';
  readonly 'operator-misuse': 'error';
  readonly 'typeof-column': 'warning';
  readonly 'sql-syntax': 'error';
  readonly 'sql-unread': 'warning';
  readonly 'sql-type-unknown': 'information';
  readonly 'written-place': 'warning';
  readonly 'ambiguous-column': 'error';
  readonly 'declared-type': 'warning';
}

export type FrameProblemCode = keyof Severities;
export type FrameSeverity<C extends FrameProblemCode> = Severities[C];

interface ProblemOf<C extends FrameProblemCode> {
  readonly code: C;
  readonly severity: FrameSeverity<C>;
  readonly message: string;
  readonly place: ProblemPlace;
  /** A name that was probably meant. */
  readonly suggestion?: string;
  /** Two frames' columns of one name, and the second frame's that have names of their own or are keys. */
  readonly collision?: { readonly columns: readonly string[]; readonly others: readonly string[] };
}

/**
 * What is wrong with a frame as it is being built. Problems are collected, not thrown, so that one evaluation of a file
 * finds them all; the evaluation runner takes them and gives them places.
 */
export type FrameProblem = { [C in FrameProblemCode]: ProblemOf<C> }[FrameProblemCode];

/** Where: the call, and inside it the `parameter.column` of a callback, or the text of an argument. */
export interface ProblemPlace {
  readonly call?: CallId;
  readonly callback?: CallId;
  readonly parameter?: string;
  readonly column?: string;
  readonly argument?: string;
  /** A place in the text of the call's template literal. */
  readonly template?: TemplatePlace;
}

/** Numbers of the template's pieces, and offsets in their texts; the end is exclusive. */
export interface TemplatePlace {
  readonly from: PiecePlace;
  readonly to: PiecePlace;
}

export interface PiecePlace {
  readonly piece: number;
  readonly offset: number;
}

let problems: FrameProblem[] = [];

export function report(problem: FrameProblem): void {
  problems.push(Object.freeze({ ...problem, place: Object.freeze({ ...problem.place }) }));
}

/** The problems since the last time, in the order they were met. */
export function takeProblems(): readonly FrameProblem[] {
  const taken = problems;
  problems = [];
  return taken;
}
