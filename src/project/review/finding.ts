import type { CallId } from '../../dataframe/trace.js';
import type { DefaultSeverity, RuleId } from '../checks/rules.js';
import type { ProblemMessage } from '../evaluation/protocol.js';

/** What is said of a call. */
export function finding<C extends RuleId>(
  code: C,
  severity: DefaultSeverity<C>,
  message: string,
  call: CallId | undefined,
  more: Partial<Pick<ProblemMessage, 'instead'>> = {},
): ProblemMessage {
  return { code, severity, message, place: { call }, ...more } as ProblemMessage;
}
