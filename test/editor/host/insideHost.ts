// Runs one suite inside VS Code's extension host. The workbench shows no results, so they go to a file.
import { rename, writeFile } from 'node:fs/promises';
import Mocha from 'mocha';
import { failure, runMocha, type TestResult } from './report.js';

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is missing in the extension host's environment.`);
  return value;
}

/** VS Code calls this when the window is up (`extensionTestsPath`). */
export async function run(): Promise<void> {
  const report = required('FIRN_TEST_RESULTS');
  let results: TestResult[];
  try {
    const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: false });
    mocha.addFile(required('FIRN_TEST_SUITE'));
    results = await runMocha(mocha, () => undefined);
  } catch (error) {
    results = [failure('The suite does not load', error)];
  }
  await writeFile(`${report}.partial`, JSON.stringify(results));
  await rename(`${report}.partial`, report);
}
