/** Reading the parser's tree: JSON objects of one key, the node's tag, with a body of fields. */

export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
export type Body = { readonly [key: string]: Json | undefined };

export interface Node {
  readonly tag: string;
  readonly body: Body;
}

export class UnexpectedShape extends Error {
  override readonly name = 'UnexpectedShape';
}

export function isObject(value: Json | undefined): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `{tag: {…}}`; a node without fields has an empty body. */
export function node(value: Json | undefined): Node {
  if (isObject(value)) {
    const entry = Object.entries(value)[0];
    if (entry !== undefined) return { tag: entry[0], body: isObject(entry[1]) ? entry[1] : {} };
  }
  throw new UnexpectedShape(JSON.stringify(value).slice(0, 80));
}

/** The fields of an object; none for anything else. */
export function asBody(value: Json | undefined): Body {
  return isObject(value) ? value : {};
}

export function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

export function text(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

export function flag(value: Json | undefined): boolean {
  return value === true;
}

/** The value behind a field that may be wrapped as `{this: value}`. */
export function unwrapped(value: Json | undefined): Json | undefined {
  return isObject(value) && 'this' in value ? value['this'] : (value ?? undefined);
}
