import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Output } from '../../../src/cli/output.js';

/** An output whose two streams can be read; `terminal` is the width of a terminal, or none. */
export function capturedOutput(terminal?: number) {
  const stream = () => {
    const through = new PassThrough();
    return Object.assign(through, terminal === undefined ? {} : { isTTY: true, columns: terminal });
  };
  const [stdout, stderr] = [stream(), stream()];
  const streams = { stdout, stderr } as unknown as ConstructorParameters<typeof Output>[0];
  const output = new Output(streams);
  return {
    output,
    async data() {
      stdout.end();
      return text(stdout);
    },
    async words() {
      stderr.end();
      return text(stderr);
    },
  };
}
