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
  constructor(readonly text: string) {
    super(
      `\`${text}\` is not a valid SQL identifier: https://docs.snowflake.com/en/sql-reference/identifiers-syntax. ` +
        'Put names with other characters, or in lower case, in double quotes.',
    );
  }
}

/** The stored form of one written name: `foo` → `FOO`, `"a""b"` → `a"b`. Throws `IdentifierError`. */
export function storedName(written: string): string {
  if (UNQUOTED.test(written)) return written.toUpperCase();
  const inner = QUOTED.exec(written)?.[1];
  if (inner === undefined) throw new IdentifierError(written);
  return inner.replaceAll('""', '"');
}

/** The written form of a stored name: quoted where case, characters or a reserved word ask for it. */
export function identifier(stored: string): string {
  return PLAIN.test(stored) && !isReserved(stored) ? stored : quoted(stored);
}

/** The written form as Snowflake's own Python client prints it: reserved words stay unquoted. */
export function clientIdentifier(stored: string): string {
  return PLAIN.test(stored) ? stored : quoted(stored);
}

/** Always in quotes. */
function quoted(stored: string): string {
  if (stored === '') throw new IdentifierError(stored);
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
