import { homedir } from 'node:os';
import path from 'node:path';

/** The folder of the local account, caches and logs: `FIRN_HOME`, or `~/.firn`. Two values are two accounts. */
export function firnHome(): string {
  const home = process.env['FIRN_HOME'];
  return path.resolve(home !== undefined && home !== '' ? home : path.join(homedir(), '.firn'));
}
