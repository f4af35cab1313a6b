import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { environment, findPython } from '../../scripts/python.mjs';
import { VIEWS } from './world.js';
import type { Contender } from './world.js';

const folder = path.resolve('bench/training/feast');
const environments = path.resolve('.cache/interop');

/** A contender of another maker could not do the work. */
export class PeerEnded extends Error {
  override readonly name = 'PeerEnded';
  constructor(how: string) {
    super(`its process ended (${how}); what it said stands above`);
  }
}

interface InFeast {
  readonly contenders: readonly Contender[];
  readonly close: () => void;
}

/**
 * Feast's offline retrieval over Parquet files, in a process of its own that has read and registered everything before
 * it is timed. None where there is no Python 3.10 to 3.12.
 * @param files where the Parquet files are
 * @param digestOf the digest of a training set in a file
 */
export async function inFeast(files: string, digestOf: (file: string) => Promise<number>): Promise<InFeast> {
  const python = findPython(10, 12);
  const interpreter = python && environment(python, path.join(folder, 'requirements.txt'), environments);
  if (interpreter === undefined) {
    console.log('  Feast is left out: it needs a Python 3.10 to 3.12 with venv and pip, and its packages.');
    return { contenders: [], close: () => undefined };
  }
  const child = spawn(interpreter, [path.join(folder, 'retrieve.py'), files, String(VIEWS.length)], {
    cwd: files,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<string>((resolve) =>
    child.once('exit', (code, signal) => resolve(String(signal ?? code))),
  );
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  const answer = async (): Promise<void> => {
    const { done } = await answers.next();
    if (done === true) throw new PeerEnded(await ended);
  };
  const ask = async (what: string): Promise<void> => {
    child.stdin.write(`${what}\n`);
    await answer();
  };
  await answer();
  return {
    contenders: [
      {
        name: "Feast's offline retrieval (dask), Parquet files",
        make: () => ask('retrieve'),
        digest: async () => {
          await ask('save');
          return digestOf(path.join(files, 'feast.parquet'));
        },
      },
    ],
    close: () => void child.stdin.end(),
  };
}
