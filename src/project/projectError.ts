import type { Diagnostic } from './model.js';

/** The project as a whole cannot be used: there is no `firn.json`, or it is wrong. */
export class ProjectError extends Error {
  override readonly name = 'ProjectError';
  constructor(
    message: string,
    /** `no-project`, `config-invalid`, `unknown-target`, `no-definition`, … */
    readonly code: string,
    readonly diagnostics: readonly Diagnostic[] = [],
  ) {
    super(message);
  }
}
