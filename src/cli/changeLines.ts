import { structuredPatch } from 'diff';
import type { Output } from './output.js';

interface Change {
  readonly what: string;
  /** null: nothing. */
  readonly from: string | null;
  readonly to: string | null;
}

/** What differs, in lines: of short texts both, of long ones what was taken and what was added. */
export function* changeLines({ what, from, to }: Change): Iterable<string> {
  if (from === null || to === null || !`${from}${to}`.includes('\n')) {
    yield `${what}: ${from ?? 'none'} → ${to ?? 'none'}`;
    return;
  }
  yield what;
  const { hunks } = structuredPatch('', '', `${from}\n`, `${to}\n`, '', '', { context: 2 });
  for (const [index, { lines }] of hunks.entries()) {
    if (index > 0) yield '  …';
    for (const line of lines) yield `  ${line}`;
  }
}

/** Added lines in green, removed ones in red. */
export function painted(output: Output, line: string): string {
  if (/^ {2}\+/.test(line)) return output.styleData('green', line);
  return /^ {2}-/.test(line) ? output.styleData('red', line) : line;
}
