import type { ProblemMessage } from '../evaluation/protocol.js';
import type { Fix, Span } from '../model.js';
import type { Locator } from './locate.js';

/** Methods whose first argument is the other frame, and whose second, if any, the condition. */
const JOINS: ReadonlySet<string> = new Set(['join', 'leftJoin', 'rightJoin', 'fullJoin', 'crossJoin']);
const KEYED: ReadonlySet<string> = new Set(['joinUsing', 'leftJoinUsing']);

/** The ways out of two columns of one name: other names for the other frame, or none but those that do not collide. */
export function collisionFixes({ collision, place }: ProblemMessage, locator: Locator): Fix[] {
  const found = collision && locator.call(place.call);
  const other = found?.place.arguments[0];
  const method = locator.callName(place.call);
  if (!collision || !found || !other || !method) return [];
  const name = locator.textAt(method);
  const at = locator.span(found.file, { start: other.end, end: other.end });
  const read = readsOfOther(place, locator);
  const pick = picked(collision, at);
  if (KEYED.has(name)) return pick;
  if (!JOINS.has(name)) return [];
  const reads = read.map((span) => ({ span, name: locator.textAt(span) }));
  const prefix = `${prefixOf(locator.textAt(locator.span(found.file, other)))}_`;
  const prefixed: Fix = {
    title: `Name its columns ${prefix}…`,
    edits: [
      { span: at, newText: `.prefixed('${prefix}')` },
      ...reads.map((r) => ({ span: r.span, newText: prefix + r.name })),
    ],
  };
  const readsCollide = reads.some((r) => collision.columns.includes(r.name));
  return readsCollide ? [prefixed] : [prefixed, ...pick];
}

function picked(collision: NonNullable<ProblemMessage['collision']>, at: Span): Fix[] {
  if (collision.others.length === 0) return [];
  const names = collision.others.map((name) => JSON.stringify(name).replace(/^"|"$/g, "'"));
  return [
    {
      title: `Pick the other columns (${collision.others.join(', ')})`,
      edits: [{ span: at, newText: `.pick(${names.join(', ')})` }],
    },
  ];
}

/** `b.COLUMN` in the condition, the places of the names. */
function readsOfOther(place: ProblemMessage['place'], locator: Locator): Span[] {
  return locator.callbacksOf(place.call).flatMap((id) => {
    const found = locator.callback(id);
    const parameter = found?.place.parameters[1];
    if (!found || !parameter) return [];
    return found.place.accesses
      .filter((access) => access.parameter === parameter)
      .map((access) => locator.span(found.file, access));
  });
}

/** `later` → `LATER`; what is no name of its own has none. */
function prefixOf(written: string): string {
  return /^[A-Za-z]\w*$/.test(written) ? written.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase() : 'OTHER';
}
