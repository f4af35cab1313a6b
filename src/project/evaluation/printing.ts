import { here } from '../../dataframe/trace.js';
import type { PrintedMessage } from './protocol.js';

const MOST_MESSAGES = 100;
const LONGEST_MESSAGE = 1000;

let printed: PrintedMessage[] = [];

function print(...values: readonly unknown[]): void {
  if (printed.length >= MOST_MESSAGES) return;
  const text = values.map(show).join(' ').slice(0, LONGEST_MESSAGE);
  printed.push({ text, call: here() ?? null });
}

function show(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

/** The `console` of definition files: what is printed is shown at the call that printed it. */
export const definitionConsole = Object.freeze({
  debug: print,
  error: print,
  info: print,
  log: print,
  warn: print,
});

export function takePrinted(): readonly PrintedMessage[] {
  const taken = printed;
  printed = [];
  return taken;
}
