import { here } from '../../dataframe/trace.js';
import { EndlessLoopError } from './patience.js';
import type { ThrownMessage } from './protocol.js';

/** What is worth telling about a value that a definition file threw. */
export function describeThrown(error: unknown, isModule: (file: string) => boolean): ThrownMessage {
  if (error instanceof EndlessLoopError) {
    return { name: error.name, message: error.message, frame: null, own: false, call: error.loop };
  }
  const call = here() ?? null;
  if (!(error instanceof Error)) {
    return { name: '', message: `It threw ${describeValue(error)}.`, frame: null, own: false, call };
  }
  const frames = stackFrames(error);
  const index = frames.findIndex((frame) => isModule(frame.path));
  return {
    name: String(error.name),
    message: String(error.message),
    frame: frames[index] ?? null,
    own: index === 0,
    call,
  };
}

function describeValue(value: unknown): string {
  try {
    return typeof value === 'string' ? JSON.stringify(value) : String(value);
  } catch {
    return 'a value that cannot be shown';
  }
}

interface Frame {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

const FRAME = /^ {4}at (?:.*? \()?(.*):(\d+):(\d+)\)?$/;

function stackFrames(error: Error): Frame[] {
  const stack = typeof error.stack === 'string' ? error.stack : '';
  return stack.split('\n').flatMap((text) => {
    const [, path, line, column] = FRAME.exec(text) ?? [];
    return path === undefined ? [] : [{ path, line: Number(line), column: Number(column) }];
  });
}
