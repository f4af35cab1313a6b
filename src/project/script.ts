/** Pieces of TypeScript that Firn writes: names and texts. */

const IDENTIFIER = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u;

const RESERVED = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof var void while with yield'
  ).split(' '),
);

export const isReservedWord = (name: string): boolean => RESERVED.has(name);

/** Whether it can be the name of a variable. */
export const isVariableName = (name: string): boolean => IDENTIFIER.test(name) && !isReservedWord(name);

/** A key of an object: quoted where it has to be. */
export function propertyKey(name: string): string {
  // Written plainly it would be the object's prototype.
  if (name === '__proto__') return `['__proto__']`;
  return IDENTIFIER.test(name) ? name : quoted(name);
}

/** `.NAME`, or `['a name']`. */
export function member(name: string): string {
  return IDENTIFIER.test(name) ? `.${name}` : `[${quoted(name)}]`;
}

/** The text in single quotes. */
export function quoted(text: string): string {
  const inner = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll("'", "\\'")
    // Line ends to some readers of JavaScript.
    .replace(/[\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16)}`);
  return `'${inner}'`;
}
