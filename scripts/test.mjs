// `npm test`: everything, from a fresh clone. Checks of the source, unit and account tests, interop, and the suite inside a
// real VS Code. Ends with one line: `N passed, N failed, N skipped`.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildPrograms, installDependencies, root, run, say } from './setup.mjs';

const artifacts = path.join(root, 'test/artifacts');
const bin = (/** @type {string} */ name) => path.join(root, 'node_modules/.bin', name);

/**
 * What a part of the run found; `failures` says what failed and how, to be repeated at the end of a long log.
 * @typedef {{ passed: number, failed: number, skipped: number, failures?: string[] }} Count
 */

/** A check of the source counts as one test. @type {readonly [string, string, string[]][]} */
const checks = [
  ['types', bin('tsc'), ['--noEmit', '-p', 'tsconfig.json']],
  ['types of the webview pages', bin('tsc'), ['--noEmit', '-p', 'src/webviews/tsconfig.json']],
  ['lint', bin('eslint'), ['.', '--max-warnings', '0']],
  ['formatting', bin('prettier'), ['--check', '--log-level', 'warn', '.']],
  ['house rules (imports)', bin('depcruise'), ['--config', '.dependency-cruiser.cjs', 'src']],
  ['dead code', bin('knip'), []],
];

/** @returns {Count} */
function sourceChecks() {
  const failures = [];
  for (const [name, command, args] of checks) {
    say(`Checking ${name}`);
    if (run(command, args) !== 0) failures.push(`Check of ${name}`);
  }
  return { passed: checks.length - failures.length, failed: failures.length, skipped: 0, failures };
}

/** Unit and account tests under vitest. @param {string} project @returns {Count} */
function vitest(project) {
  say(`Running ${project} tests`);
  const report = path.join(artifacts, `${project}.json`);
  const status = run(bin('vitest'), [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const result = JSON.parse(readFileSync(report, 'utf8'));
  const failed = result.numFailedTests + (status !== 0 && result.numFailedTests === 0 ? 1 : 0);
  const skipped = result.numPendingTests + result.numTodoTests;
  return { passed: result.numPassedTests, failed, skipped, failures: failuresOf(result) };
}

/** @typedef {{ status: string, fullName: string, failureMessages: string[] }} TestOutcome */
/** @typedef {{ status: string, name: string, message: string, assertionResults: TestOutcome[] }} FileOutcome */

/** Vitest's failures, tests and whole files. @param {{ testResults: FileOutcome[] }} report @returns {string[]} */
function failuresOf({ testResults }) {
  return testResults.flatMap(({ status, name, message, assertionResults }) => {
    const file = path.relative(root, name);
    const tests = assertionResults.filter((test) => test.status === 'failed');
    if (status === 'failed' && tests.length === 0) return [`${file}\n${message}`];
    return tests.map((test) => `${file}: ${test.fullName}\n${test.failureMessages.join('\n')}`);
  });
}

/** `npm start` as a newcomer runs it, and once more when everything exists already. @returns {Count} */
function start() {
  say('Running npm start -- --no-editor, twice');
  const folder = mkdtempSync(path.join(tmpdir(), 'firn-start-'));
  const env = { ...process.env, FIRN_HOME: path.join(folder, 'home') };
  const failures = [];
  const runs = ['first', 'second'];
  for (const what of runs) {
    const args = ['scripts/start.mjs', path.join(folder, 'demo'), '--no-editor'];
    if (run(process.execPath, args, { env, stdio: ['ignore', 'inherit', 'inherit'] }) !== 0)
      failures.push(`The ${what} run of npm start`);
  }
  stopAccount(env.FIRN_HOME);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  return { passed: runs.length - failures.length, failed: failures.length, skipped: 0, failures };
}

/** Ends the account that `npm start` left running for the editor. @param {string} home */
function stopAccount(home) {
  try {
    const { pid } = JSON.parse(readFileSync(path.join(home, 'account/endpoint.json'), 'utf8'));
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    console.error(
      `The account of ${home} was not running any more (${error instanceof Error ? error.message : error})`,
    );
  }
}

/**
 * A program of ours that runs a suite and leaves its counts in a file.
 * @param {string} what @param {string} script @returns {Count}
 */
function suite(what, script) {
  say(what);
  const report = path.join(artifacts, `${path.basename(script, '.mjs')}.json`);
  const status = run(process.execPath, [script, '--report', report]);
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  /** @type {Count} */
  const count = JSON.parse(readFileSync(report, 'utf8'));
  return status !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}

try {
  installDependencies();
  buildPrograms();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed, 0 skipped');
  process.exit(1);
}
rmSync(artifacts, { recursive: true, force: true });
mkdirSync(artifacts, { recursive: true });
const total = { passed: 0, failed: 0, skipped: 0 };
/** @type {string[]} */
const failures = [];
const suites = [
  sourceChecks,
  () => vitest('unit'),
  () => vitest('account'),
  start,
  () => suite('Running the official Python clients against firn serve', 'scripts/interop.mjs'),
  () => suite('Running the editor suite inside VS Code', 'scripts/editor.mjs'),
];
for (const part of suites) {
  const count = part();
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
  failures.push(...(count.failures ?? []));
}
if (failures.length > 0) console.log(`\nWhat failed:\n\n${failures.map((text) => `✗ ${text}`).join('\n\n')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
