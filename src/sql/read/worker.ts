/**
 * The reader's worker thread: parsing alone. It has a stack of its own size, because the parser recurses deeper
 * on long statements than the main thread's stack allows.
 */
import { parentPort } from 'node:worker_threads';
import { init } from '@polyglot-sql/sdk';
import { ReadError } from './readError.js';
import type { ParseAnswer, ParseRequest } from './protocol.js';
import { parseStatement } from './syntax/parse.js';

function answer({ id, text, timestamp }: ParseRequest): ParseAnswer {
  try {
    return { id, statement: parseStatement(text, timestamp) };
  } catch (error) {
    if (error instanceof ReadError) {
      const { message, code, sqlState, position } = error;
      return { id, refusal: { message, code, sqlState, ...(position === undefined ? {} : { position }) } };
    }
    const message = error instanceof Error ? error.message : String(error);
    return {
      id,
      refusal: {
        message: `Internal error while reading the statement: ${message}`,
        code: '000603',
        sqlState: 'XX000',
      },
    };
  }
}

// Messages wait until the parser has been made ready.
void init().then(() =>
  parentPort?.on('message', (request: ParseRequest) => parentPort?.postMessage(answer(request))),
);
