import { CliError } from './cliError.js';

/** Failures of the disk are told with the file; all others stay what they are. */
export function fileError(code: string, what: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  return new CliError(code, `${what}: ${error.message}`);
}
