import { readFileSync, readdirSync } from 'node:fs';
import type { Frame } from '../../../src/index.js';
import { evaluate } from './evaluate.js';

/** A definition and the SQL that someone wrote for it who had not seen the compiler's. */
interface Pair {
  readonly name: string;
  /** The definition, evaluated. */
  readonly frame: () => Frame<unknown>;
  readonly code: string;
  readonly byHand: string;
}

const folder = new URL('./byHand/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');

export const pairs: readonly Pair[] = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => {
    const name = file.slice(0, -'.ts'.length);
    const code = read(file);
    return { name, code, frame: () => evaluate(code), byHand: read(`${name}.sql`).trimEnd() };
  });
