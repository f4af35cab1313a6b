import { exitCode } from './exitCode.js';
import type { ExitCode } from './exitCode.js';

/** The command's own refusal. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;

  constructor(
    readonly code: string,
    message: string,
    options: { readonly hint?: string; readonly exitCode?: ExitCode } = {},
  ) {
    super(message);
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? exitCode.error;
  }
}
