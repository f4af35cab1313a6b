/** A text that is no Snowflake SQL, or holds a construct that is not read here; code and wording are Snowflake's. */
export class ReadError extends Error {
  override readonly name = 'ReadError';
  constructor(
    message: string,
    /** Six digits: 001003 syntax, 000002 unsupported, 000008 several statements, … */
    readonly code: string,
    readonly sqlState: string,
    /** Line from 1, column from 0, as Snowflake counts. */
    readonly position?: { readonly line: number; readonly column: number },
  ) {
    super(message);
  }
}
