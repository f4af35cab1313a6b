import type { DefinitionSql, Location, Position } from '../language/protocol.js';

/** The innermost call around a position of a document; null when there is none. */
export function linkedCall(calls: DefinitionSql['calls'], uri: string, position: Position): number | null {
  const around = Object.entries(calls).filter(
    ([, location]) => sameUri(location.uri, uri) && contains(location, position),
  );
  const [innermost] = around.sort(([, a], [, b]) => (encloses(a, b) ? 1 : -1));
  return innermost === undefined ? null : Number(innermost[0]);
}

/** The stretches of SQL that a call wrote, without those inside others. */
export function linkedRanges(
  map: DefinitionSql['map'],
  call: number,
): readonly { readonly start: number; readonly end: number }[] {
  const own = map.filter((entry) => entry.call === call);
  return own.filter(
    (range) => !own.some((other) => other !== range && other.start <= range.start && range.end <= other.end),
  );
}

// VS Code and Node escape different characters in URIs.
const sameUri = (a: string, b: string): boolean => decodeURIComponent(a) === decodeURIComponent(b);

const order = (a: Position, b: Position): number => a.line - b.line || a.character - b.character;

function contains({ range }: Location, position: Position): boolean {
  return order(range.start, position) <= 0 && order(position, range.end) <= 0;
}

function encloses(outer: Location, inner: Location): boolean {
  return contains(outer, inner.range.start) && contains(outer, inner.range.end);
}
