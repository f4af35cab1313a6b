import path from 'node:path';

/** A declarative project that cannot be read, with its file and line. */
export class DeclarativeError extends Error {
  override readonly name = 'DeclarativeError';
  readonly code = 'declarative-unreadable';
  constructor(
    message: string,
    readonly file: string,
    readonly line: number | null = null,
  ) {
    super(`${path.basename(file)}${line === null ? '' : `:${line}`}: ${message}`);
  }
}
