// The official Python clients against the local account: `node scripts/interop.mjs [--report FILE] [test names]`.
// Makes its own virtual environment, serves an account in an empty folder and runs the tests in test/interop.
// Ends with `interop: N passed, N failed, N skipped`; without Python 3.10 or newer it skips them with a line that says so.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { environment, findPython } from './python.mjs';
import { root } from './setup.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

const folder = path.join(root, 'test/interop');
const requirements = path.join(folder, 'requirements.txt');
const environments = path.join(root, '.cache/interop');
const { values: options, positionals: names } = parseArgs({
  options: { report: { type: 'string' } },
  allowPositionals: true,
});

/** Says the count and ends. @param {Count} count @returns {never} */
function end(count) {
  if (options.report !== undefined) writeFileSync(options.report, JSON.stringify(count));
  console.log(`interop: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  process.exit(count.failed === 0 ? 0 : 1);
}

/** Skips everything: this machine cannot run Python's clients. @param {string} why @returns {never} */
function skip(why) {
  console.log(`interop: skipped: ${why}`);
  end({ passed: 0, failed: 0, skipped: 1 });
}

/** The interpreters that have clients of other days, by their version. They do not run on the newest Pythons. */
function eras() {
  const python = findPython(10, 11);
  if (python === undefined) return {};
  const files = [
    ['1.5.1', 'requirements-1.5.txt'],
    ['1.26.0', 'requirements-1.26.txt'],
  ];
  const found = files.map(([version = '', file = '']) => [
    version,
    environment(python, path.join(folder, 'eras', file), environments, '--no-deps', '--no-compile'),
  ]);
  return Object.fromEntries(found.filter(([, interpreter]) => interpreter !== undefined));
}

/**
 * Serves an account in an empty folder; `python` may run the models that the tests log.
 * @param {string} home @param {string} python
 */
async function serve(home, python) {
  const command = [path.join(root, 'dist/cli.cjs'), 'serve', '--python', python];
  const child = spawn(process.execPath, command, {
    cwd: home,
    env: { ...process.env, FIRN_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (/** @type {Buffer} */ part) => (log = (log + part.toString()).slice(-20_000)));
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const ready = new Promise((resolve) => createInterface(child.stdout).once('line', resolve));
  const line = await Promise.race([ready, exited.then(() => undefined)]);
  if (typeof line !== 'string') throw new Error(`firn serve ended before it was ready:\n${log}`);
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  return { endpoint: line, stop, log: () => log };
}

/** @param {string} interpreter @param {NodeJS.ProcessEnv} env @returns {Promise<Count>} */
async function runTests(interpreter, env) {
  const report = path.join(env.FIRN_HOME ?? tmpdir(), 'count.json');
  const child = spawn(interpreter, [path.join(folder, 'run.py'), '--report', report, ...names], {
    cwd: folder,
    env,
    stdio: 'inherit',
  });
  await new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  return JSON.parse(readFileSync(report, 'utf8'));
}

const python = findPython(10, 13);
if (python === undefined) skip('there is no Python 3.10 to 3.13 with venv and pip on the path.');
const interpreter = environment(python, requirements, environments);
if (interpreter === undefined) skip('the Python clients could not be installed; the messages above say why.');
const others = names.length === 0 || names.some((name) => name.startsWith('eras')) ? eras() : {};
if (!existsSync(path.join(root, 'dist/cli.cjs'))) await import('./build.mjs');
const home = mkdtempSync(path.join(tmpdir(), 'firn-interop-'));
const server = await serve(home, interpreter);
/** @type {Count} */
let count;
try {
  count = await runTests(interpreter, {
    ...process.env,
    FIRN_HOME: home,
    FIRN_ENDPOINT: server.endpoint,
    FIRN_COMMAND: JSON.stringify([process.execPath, path.join(root, 'dist/cli.cjs')]),
    FIRN_ERAS: JSON.stringify(others),
    PYTHONDONTWRITEBYTECODE: '1',
    NO_PROXY: '127.0.0.1,localhost',
    SNOWFLAKE_HOME: home,
  });
  if (count.failed > 0) console.log(`What the account said last:\n${server.log().slice(-2000)}`);
} finally {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
}
end(count);
