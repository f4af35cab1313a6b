import { invalidArgument } from './names.js';

const PART = String.raw`(?:[A-Za-z_][A-Za-z0-9_$]*|"(?:[^"]|"")+")`;
const PARTS = new RegExp(`^${PART}(?:\\.${PART}){0,2}$`);
const ONE = new RegExp(`^${PART}$`);

/** Reports what is no name of an object in an account, perhaps with its database and schema before it. */
export function expectObjectName(what: string, name: string): boolean {
  if (PARTS.test(name)) return true;
  invalidArgument(
    `${name} is no name of ${what}: write NAME, SCHEMA.NAME or DATABASE.SCHEMA.NAME, odd names in double quotes.`,
    name,
  );
  return false;
}

/** Reports what is no single name. */
export function expectName(what: string, name: string): boolean {
  if (ONE.test(name)) return true;
  invalidArgument(`${name} is no name of ${what}: put odd names in double quotes.`, name);
  return false;
}
