import type { PrintedMessage } from '../evaluation/protocol.js';
import type { Diagnostic } from '../model.js';
import { fileStart } from '../text.js';
import type { Locator } from './locate.js';
import { diagnostic } from './rule.js';

/** What a definition file printed with `console`, at the call that printed it. */
export function printedNote(printed: PrintedMessage, file: string, locator: Locator): Diagnostic {
  const span = locator.callName(printed.call) ?? fileStart(file);
  return diagnostic('printed', 'information', printed.text, span);
}
