// What a clone needs before anything else runs: dependencies as the lockfile says, then the built programs.
// Uses nothing but Node, because it runs before `node_modules` exists.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Says what is being done, apart from what a program answers. @param {string} text */
export function say(text) {
  console.error(`\n● ${text}`);
}

/**
 * Runs a program in the foreground; its exit code, or an exception when it cannot be started.
 * @param {string} command @param {string[]} args @param {import('node:child_process').SpawnSyncOptions} [options]
 */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    ...options,
  });
  if (result.error) throw new Error(`${command} could not be started: ${result.error.message}`);
  return result.status ?? 1;
}

/** Installs the locked dependencies unless they are there already. */
export function installDependencies() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(
      `Firn needs Node 20.19 or newer; this is ${process.version}. Install one from nodejs.org.`,
    );
  }
  const marker = path.join(root, 'node_modules/.firn-lock');
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
  say('Installing dependencies (npm ci)');
  if (run(npm, ['ci', '--no-fund', '--no-audit']) !== 0) {
    throw new Error('npm ci failed; its messages are above. Check the network and run this again.');
  }
  mkdirSync(path.dirname(marker), { recursive: true });
  writeFileSync(marker, lock);
}

export function buildPrograms() {
  say('Building');
  if (run(process.execPath, ['scripts/build.mjs']) !== 0)
    throw new Error('The build failed; its messages are above.');
}

export { npm };
