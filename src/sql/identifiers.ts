import { isReserved } from './reserved.js';

/**
 * Names as Snowflake reads and stores them ("Identifier requirements"). The *stored* form is what the catalog holds:
 * unquoted names in upper case. The *written* form is SQL text.
 */

const UNQUOTED = /^[A-Za-z_][A-Za-z0-9_$]*$/;
const PLAIN = /^[A-Z_][A-Z0-9_$]*$/;
const QUOTED = /^"((?:[^"]|"")+)"$/;

export class IdentifierError extends Error {
  override readonly name = 'IdentifierError';
  readonly code = 'invalid-identifier';
  constructor(
    readonly text: string,
    help = 'Put names with other characters, or in lower case, in double quotes.',
  ) {
    super(
      `\`${text}\` is not a valid SQL identifier: https://docs.snowflake.com/en/sql-reference/identifiers-syntax. ${help}`,
    );
  }
}

const LONGEST = 255;

/** The stored form of one written name: `foo` → `FOO`, `"a""b"` → `a"b`. Throws `IdentifierError`. */
export function storedName(written: string): string {
  if (UNQUOTED.test(written)) return written.toUpperCase();
  const inner = QUOTED.exec(written)?.[1];
  if (inner === undefined) throw new IdentifierError(written);
  return inner.replaceAll('""', '"');
}

/** The written form of a stored name: quoted where case, characters or a reserved word ask for it. */
export function identifier(stored: string): string {
  return isPlain(stored) && !isReserved(stored) ? stored : quoted(stored);
}

/** The written form as Snowflake's own Python client prints it: reserved words stay unquoted. */
export function clientIdentifier(stored: string): string {
  return isPlain(stored) ? stored : quoted(stored);
}

const HALF_A_CHARACTER = /\p{Surrogate}/u;
const isPlain = (stored: string) => stored.length <= LONGEST && PLAIN.test(stored);

/** Always in quotes. Refuses what no quotes can hold. */
export function quoted(stored: string): string {
  if (stored === '') throw new IdentifierError(stored, 'A name has a character at least.');
  if (stored.includes('\0')) throw new IdentifierError(stored, 'It has the character U+0000.');
  if (HALF_A_CHARACTER.test(stored)) throw new IdentifierError(stored, 'It has half of a character.');
  const length = [...stored].length;
  if (length > LONGEST)
    throw new IdentifierError(stored, `It has ${length} characters; ${LONGEST} are the most.`);
  return `"${stored.replaceAll('"', '""')}"`;
}

/** Written parts, stored names in: `DB.SCHEMA."my table"`. */
export function qualifiedName(...stored: readonly string[]): string {
  return stored.map(identifier).join('.');
}

/**
 * Splits a written name at the dots outside quotes and gives the stored names: `db."my schema".t` → `DB`, `my schema`,
 * `T`. Throws `IdentifierError`.
 */
export function splitName(written: string): readonly string[] {
  const parts = written.match(/"(?:[^"]|"")*"|[^."]+|\./g) ?? [];
  const names: string[] = [];
  let expectName = true;
  for (const part of parts) {
    if ((part === '.') === expectName) throw new IdentifierError(written);
    if (part !== '.') names.push(storedName(part.trim()));
    expectName = !expectName;
  }
  if (expectName || parts.join('') !== written) throw new IdentifierError(written);
  return names;
}
