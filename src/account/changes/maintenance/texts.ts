/** Columns inside DuckDB texts that the binder wrote: `r1."c2"`, `r1.c2`. */

/** A column of a FROM item. */
export interface Reference {
  readonly alias: string;
  readonly column: string;
}

const REFERENCE = /'(?:[^']|'')*'|\b([a-z]+\d+)\.(?:"(c\d+)"|(c\d+)\b)/g;
const PLAIN = /^([a-z]+\d+)\.(?:"(c\d+)"|(c\d+))$/;

export function keyOf({ alias, column }: Reference): string {
  return `${alias}.${column}`;
}

/** The column that a text is, or null when it is more than one column's name. */
export function plainColumn(text: string): Reference | null {
  const found = PLAIN.exec(text);
  if (found === null) return null;
  return { alias: found[1] ?? '', column: found[2] ?? found[3] ?? '' };
}

/** The text with each column replaced; string literals are left alone. */
export function substituted(text: string, replacement: (reference: Reference) => string): string {
  return text.replace(REFERENCE, (whole, alias?: string, quoted?: string, bare?: string) =>
    alias === undefined ? whole : replacement({ alias, column: quoted ?? bare ?? '' }),
  );
}

export function referencesOf(text: string): Reference[] {
  const found: Reference[] = [];
  substituted(text, (reference) => {
    found.push(reference);
    return '';
  });
  return found;
}

/** FROM's text with sources replaced by other relations under the same aliases. */
export function replacedFrom(
  text: string,
  sources: readonly { readonly alias: string; readonly text: string }[],
  relations: ReadonlyMap<string, string>,
): string {
  return sources.reduce((result, source) => {
    const relation = relations.get(source.alias);
    if (relation === undefined) return result;
    // The alias stands once in FROM as an alias; a function of the replacement's text, so that `$` means nothing in it.
    return result.replace(source.text, () => `${relation} AS ${source.alias}`);
  }, text);
}
