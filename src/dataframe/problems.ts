import type { CallId } from './trace.js';

/**
 * What is wrong with a frame as it is being built. Problems are collected, not thrown, so that one evaluation of a file
 * finds them all; the evaluation runner takes them and gives them places.
 */
type FrameProblemCode =
  | 'unknown-table'
  | 'unknown-column'
  | 'column-collision'
  | 'column-replaced'
  | 'left-join-undone'
  | 'type-mismatch'
  | 'aggregate-outside-agg'
  | 'not-aggregated'
  | 'window-misuse'
  | 'foreign-column'
  | 'not-a-column'
  | 'invalid-argument'
  | 'sort-without-effect'
  | 'preview-only';

export interface FrameProblem {
  readonly code: FrameProblemCode;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly message: string;
  readonly place: ProblemPlace;
  /** A name that was probably meant. */
  readonly suggestion?: string;
}

/** Where: the call, and inside it the `parameter.column` of a callback, or the text of an argument. */
export interface ProblemPlace {
  readonly call?: CallId;
  readonly callback?: CallId;
  readonly parameter?: string;
  readonly column?: string;
  readonly argument?: string;
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
