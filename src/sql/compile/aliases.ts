import { identifier } from '../identifiers.js';
import { isUnsuitableName } from '../reserved.js';
import { upperSnake } from './names.js';
import type { FromItem, Select, Source } from './select.js';

/** Source → written alias. Sources that are known by their own name map to that name without an alias being needed. */
export interface Aliases {
  /** How columns of the source are qualified; undefined when nothing needs it. */
  qualifier(source: object): string | undefined;
  /** ` AS X`, or nothing. */
  clause(source: Source): string;
}

const UNQUALIFIED: Aliases = { qualifier: () => undefined, clause: () => '' };

/** With one source nothing is qualified. With more, each gets the callback's name for it, or its initials. */
export function aliasesOf(select: Select, isCte: (name: string) => boolean): Aliases {
  if (select.joins.length === 0) return UNQUALIFIED;
  const items: readonly FromItem[] = [select.from, ...select.joins];
  const columns = new Set(items.flatMap((i) => i.source.fields.map((f) => f.name)));
  const taken = new Set<string>();
  const chosen = new Map<object, { readonly name: string; readonly own: boolean }>();
  for (const { source, hint } of items) {
    const free = (name: string) =>
      !taken.has(name) &&
      !columns.has(name) &&
      !isUnsuitableName(name) &&
      !isCte(name) &&
      name !== source.name;
    const own = hint !== undefined && upperSnake(hint) === source.name && !taken.has(source.name);
    const alias = own ? undefined : candidates(source.name, hint).find(free);
    const name = alias ?? (taken.has(source.name) ? numbered(source.name, free) : source.name);
    taken.add(name);
    chosen.set(source, { name: identifier(name), own: name === source.name });
  }
  return {
    qualifier: (source) => chosen.get(source)?.name,
    clause: (source) => {
      const alias = chosen.get(source);
      return !alias || alias.own ? '' : ` AS ${alias.name}`;
    },
  };
}

function candidates(name: string, hint: string | undefined): readonly string[] {
  const words = name
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((w) => /^[A-Z]/.test(w));
  const short = (length: number) => words.map((w) => w.slice(0, length));
  return [
    ...(hint === undefined ? [] : [upperSnake(hint)]),
    short(1).join(''),
    short(3).join('_'),
    short(4).join('_'),
  ].filter((c) => /^[A-Z_][A-Z0-9_$]*$/.test(c));
}

function numbered(name: string, free: (name: string) => boolean): string {
  for (let n = 2; ; n++) if (free(`${name}_${n}`)) return `${name}_${n}`;
}
