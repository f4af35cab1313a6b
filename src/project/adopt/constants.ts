import { isVariableName } from '../script.js';

/** Names of variables and files for what a store has. */

/** `PER_ORDER` → `perOrder`, `my fv` → `myFv`. */
export function camelCase(name: string): string {
  const words = name.split(/[^\p{ID_Continue}$]+|_+/u).filter((word) => word !== '');
  const text = words
    .map((word) => (word === word.toUpperCase() ? word.toLowerCase() : word))
    .map((word, i) => (i === 0 ? lowerFirst(word) : upperFirst(word)))
    .join('');
  const plain = /^[\p{ID_Start}_$]/u.test(text) ? text : `_${text}`;
  return isVariableName(plain) ? plain : `${plain}_`;
}

const lowerFirst = (word: string): string => word.charAt(0).toLowerCase() + word.slice(1);
const upperFirst = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Hands out names of which no two are the same. */
export class UniqueNames {
  readonly #taken: Set<string>;
  readonly #fold: (name: string) => string;

  constructor(taken: Iterable<string> = [], fold: (name: string) => string = (name) => name) {
    this.#fold = fold;
    this.#taken = new Set([...taken].map(fold));
  }

  /** The name, or the name with the first number that makes it another. */
  take(base: string): string {
    let name = base;
    for (let n = 2; this.#taken.has(this.#fold(name)); n += 1) name = `${base}_${n}`;
    this.#taken.add(this.#fold(name));
    return name;
  }
}

const LONGEST_FILE_NAME = 100;
/** What Windows does not take for the name of a file. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/** A file's name, without its ending, for an object's: small letters, digits and underscores. */
export function fileBase(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, LONGEST_FILE_NAME);
  return plain === '' || DEVICE.test(plain) ? `_${plain}` : plain;
}
