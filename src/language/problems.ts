import { SessionError } from '../session/session.js';
import type { Problem } from './protocol.js';

/** An error as the user should read it. Errors of the rooms below carry a `code`, some of them a `hint`. */
export function problemOf(error: unknown): Problem {
  if (error instanceof SessionError) {
    return { message: error.message, hint: error.details.hint ?? null, code: error.code };
  }
  if (error instanceof Error) {
    return {
      message: error.message,
      hint: textProperty(error, 'hint'),
      code: textProperty(error, 'code'),
    };
  }
  return { message: String(error), hint: null, code: null };
}

/** One line for a message box or the log. */
export function problemText(problem: Problem): string {
  return problem.hint === null ? problem.message : `${problem.message} ${problem.hint}`;
}

function textProperty(error: Error, name: 'hint' | 'code'): string | null {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : null;
}
