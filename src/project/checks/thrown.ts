import { SourceMap } from 'node:module';
import type { SourceMapPayload } from 'node:module';
import type { ThrownMessage } from '../evaluation/protocol.js';
import type { TransformedModule } from '../evaluation/transform.js';
import type { Diagnostic, Span } from '../model.js';
import { fileStart } from '../text.js';
import type { Locator } from './locate.js';
import { diagnostic } from './rule.js';

/** An exception that a definition file did not catch, at the place that threw it. */
export function thrownProblem(thrown: ThrownMessage, file: string, locator: Locator): Diagnostic {
  const frame = thrown.frame;
  const module = frame ? locator.module(frame.path) : undefined;
  const own = frame && module ? mappedSpan(module, frame) : null;
  const call = locator.callName(thrown.call);
  // An error made by the library belongs to the call; one made by the file's own code to its own line.
  const span = (thrown.own ? (own ?? call) : (call ?? own)) ?? fileStart(file);
  if (thrown.name === 'EndlessLoopError')
    return diagnostic(
      'evaluation-timeout',
      'error',
      'This loop does not come to an end within a second.',
      span,
    );
  const text = thrown.name === '' ? thrown.message : `${thrown.name}: ${thrown.message}`;
  return diagnostic('definition-throws', 'error', `${text}${wayOut(thrown)}`, span);
}

function wayOut({ name, message }: ThrownMessage): string {
  if (name === 'ReferenceError' && HOST_NAME.test(message))
    return '. Definition files see the language and `firn` alone: no process, network, files or timers.';
  if (name === 'RangeError' && message.startsWith('Maximum call stack'))
    return '. A function calls itself without end.';
  return '';
}

const HOST_NAME =
  /^(process|require|module|exports|Buffer|fetch|setTimeout|setInterval|setImmediate|queueMicrotask|global|eval|WebAssembly|performance|crypto|navigator|XMLHttpRequest|WebSocket|window|document|__dirname|__filename|URL|TextEncoder|TextDecoder|structuredClone) is not defined/;

/** The word of the file that stands at a position of the running text. */
function mappedSpan(
  { source, maps }: TransformedModule,
  frame: { readonly line: number; readonly column: number },
): Span | null {
  let position = { line: frame.line, column: frame.column };
  for (const map of maps()) {
    const entry = new SourceMap(JSON.parse(map) as SourceMapPayload).findEntry(
      position.line - 1,
      position.column - 1,
    );
    if (!('originalLine' in entry)) return null;
    position = { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  }
  const start = source.offset(position.line, position.column);
  const word = /^[\p{ID_Continue}$]+|^./u.exec(source.text.slice(start, start + 200));
  return source.span({ start, end: start + (word?.[0].length ?? 0) });
}
