// The official Python clients against the local account: `node scripts/interop.mjs [--report FILE] [test names]`.
// Makes its own virtual environment, serves an account in an empty folder and runs the tests in test/interop.
// Ends with `interop: N passed, N failed, N skipped`; without Python 3.10 or newer it skips them with a line that says so.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { root, run, say } from './setup.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */
/** @typedef {{ command: string, version: string }} Python */

const folder = path.join(root, 'test/interop');
const requirements = path.join(folder, 'requirements.txt');
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

/** The newest Python of these minor versions that the path knows. @param {number} from @param {number} to @returns {Python | undefined} */
function findPython(from, to) {
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
 * The interpreter of a virtual environment that has the pinned clients; undefined when they cannot be installed.
 * @param {Python} python @param {string} pins a file of requirements @param {string[]} more options of pip
 */
function environment({ command, version }, pins, ...more) {
  const wanted = createHash('sha256')
    .update(version + readFileSync(pins, 'utf8'))
    .digest('hex');
  const home = path.join(root, '.cache/interop', wanted.slice(0, 16));
  const marker = path.join(home, 'complete');
  const windows = process.platform === 'win32';
  const interpreter = path.join(home, windows ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(marker)) return interpreter;
  say(`Installing the Python clients of ${path.basename(pins)} for Python ${version}`);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const made = run(command, ['-m', 'venv', home]) === 0;
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...more, '-r', pins];
  if (!made || run(interpreter, pip) !== 0) return undefined;
  writeFileSync(marker, version);
  return interpreter;
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
    environment(python, path.join(folder, 'eras', file), '--no-deps', '--no-compile'),
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
const interpreter = environment(python, requirements);
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
