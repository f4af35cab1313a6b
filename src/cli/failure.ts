import path from 'node:path';
import type { Diagnostic } from '../project/model.js';
import { CliError } from './cliError.js';
import { exitCode } from './exitCode.js';
import type { ExitCode } from './exitCode.js';
import type { Output } from './output.js';

/** What a failure says: `error[code]: message`, the places, the way out. */
interface Failure {
  readonly code: string;
  readonly message: string;
  readonly places: readonly string[];
  readonly hint: string | null;
}

/**
 * Errors are known by their shape, not their class: a class would have to be loaded, and with it the driver, for
 * commands that need neither.
 */
function failureOf(error: unknown): Failure {
  if (!(error instanceof Error))
    return { code: 'unexpected', message: String(error), places: [], hint: null };
  const details = property(error, 'details');
  const diagnostics = property(error, 'diagnostics');
  const code = property(error, 'code');
  return {
    code: typeof code === 'string' ? code : 'unexpected',
    message: error.message,
    places: Array.isArray(diagnostics)
      ? diagnostics.map(diagnosticPlace)
      : statementPlace(details, error.message),
    hint:
      text(property(error, 'hint')) ??
      text(property(details, 'hint')) ??
      (typeof code === 'string' ? null : 'Set FIRN_DEBUG=1 and run it again to see where this comes from.'),
  };
}

function diagnosticPlace({ span, message }: Diagnostic): string {
  return `${path.relative(process.cwd(), span.file) || span.file}:${span.line}:${span.column}: ${message}`;
}

/** A message of the account that has the place in it says it well enough. */
const placed = /line \d+ at position/;

function statementPlace(details: unknown, message: string): string[] {
  const [line, column, queryId] = ['line', 'column', 'queryId'].map((name) => property(details, name));
  return [
    ...(typeof line === 'number' && !placed.test(message)
      ? [`line ${line}, column ${typeof column === 'number' ? column : 1} of the statement`]
      : []),
    ...(typeof queryId === 'string' && queryId !== '' ? [`query ${queryId}`] : []),
  ];
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (Reflect.get(value, name) as unknown) : undefined;
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Says why a command failed; the exit code to end with. */
export function reportFailure(output: Output, error: unknown): ExitCode {
  const { code, message, places, hint } = failureOf(error);
  output.say(`${output.styleWords('red', `error[${code}]:`)} ${message}`);
  for (const place of places) if (!message.includes(place)) output.say(`  at ${place}`);
  if (hint !== null && !message.includes(hint)) output.say(`  ${output.styleWords('cyan', 'hint:')} ${hint}`);
  if ((process.env['FIRN_DEBUG'] ?? '') !== '' && error instanceof Error) output.say(stackOf(error));
  return error instanceof CliError ? error.exitCode : exitCode.error;
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
