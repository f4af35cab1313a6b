// Pythons of this machine, and virtual environments of pinned packages for them.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run, say } from './setup.mjs';

/** @typedef {{ command: string, version: string }} Python */

/** The newest Python of these minor versions that the path knows. @param {number} from @param {number} to @returns {Python | undefined} */
export function findPython(from, to) {
  const probe = 'import sys, venv, ensurepip; print("%d.%d.%d" % sys.version_info[:3])';
  const commands = ['python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3', 'python'];
  for (const command of [process.env.PYTHON ?? '', ...commands].filter(Boolean)) {
    const { status, stdout } = spawnSync(command, ['-c', probe], { encoding: 'utf8' });
    const [major = 0, minor = 0] = (stdout ?? '').trim().split('.').map(Number);
    if (status === 0 && major === 3 && minor >= from && minor <= to)
      return { command, version: stdout.trim() };
  }
  return undefined;
}

/**
 * The interpreter of a virtual environment that has the pinned packages; undefined when they cannot be installed.
 * @param {Python} python @param {string} pins a file of requirements @param {string} cache where environments are kept
 * @param {string[]} more options of pip
 */
export function environment({ command, version }, pins, cache, ...more) {
  const wanted = createHash('sha256')
    .update(version + readFileSync(pins, 'utf8'))
    .digest('hex');
  const home = path.join(cache, wanted.slice(0, 16));
  const marker = path.join(home, 'complete');
  const windows = process.platform === 'win32';
  const interpreter = path.join(home, windows ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(marker)) return interpreter;
  say(`Installing the Python packages of ${path.relative(process.cwd(), pins)} for Python ${version}`);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const made = run(command, ['-m', 'venv', home]) === 0;
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...more, '-r', pins];
  if (!made || run(interpreter, pip) !== 0) return undefined;
  writeFileSync(marker, version);
  return interpreter;
}
