/**
 * What a definition file's code tells about itself at run time. The loader (project/evaluation) rewrites the file so
 * that it calls these hooks; without the loader everything still works, with no names and no places.
 *
 * - `name("perOrder", value)` wraps a `const` initialiser: a frame that comes out is named after the variable.
 * - `leave(id, (enter(id), call))` surrounds every call expression: while a frame method runs, `here()` is its call.
 *   An error thrown in between belongs to the innermost call entered and not left.
 * - `callback(id, ["li", "ret"], fn)` wraps an arrow function given to a call: its parameter names become table
 *   aliases, and `id` says where the columns it reads stand in the file.
 *
 * The ids index a table of spans that stays with the loader; here they are only carried along.
 */

export type CallId = number;

const calls: CallId[] = [];

export function enter(id: CallId): void {
  calls.push(id);
}

export function leave<T>(id: CallId, value: T): T {
  // Calls abandoned by an exception that user code caught are still on the stack: drop them too.
  while (calls.length > 0 && calls.pop() !== id) continue;
  return value;
}

/** The call being evaluated, or undefined outside the loader. */
export function here(): CallId | undefined {
  return calls.at(-1);
}

/** Forgets calls left open by an exception; the loader calls it before each file. */
export function reset(): void {
  calls.length = 0;
}

/** Gives a value that can be named (a frame) the name of its variable. */
export interface Nameable {
  [NAME](name: string): void;
}
export const NAME: unique symbol = Symbol('firn.name');

export function name<T>(variable: string, value: T): T {
  if (typeof value === 'object' && value !== null && NAME in value) (value as Nameable)[NAME](variable);
  return value;
}

export interface CallbackSource {
  readonly id: CallId;
  readonly parameters: readonly string[];
}

const sources = new WeakMap<object, CallbackSource>();

export function callback<F extends object>(id: CallId, parameters: readonly string[], fn: F): F {
  sources.set(fn, { id, parameters });
  return fn;
}

export function sourceOf(fn: object): CallbackSource | undefined {
  return sources.get(fn);
}
