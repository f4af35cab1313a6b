// Runs the editor's tests: suites inside the extension host of a real VS Code, and specs that look at its window.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import Mocha from 'mocha';
import { launchChromium } from '../../../scripts/chromium.mjs';
import { chooseHost, installHost } from '../../../scripts/editor-host.mjs';
import { bundleSpecs, bundleSuites, filesOf } from './bundle.js';
import { build, logs, screenshots } from './places.js';
import { count, failure, print, runMocha, type TestResult } from './report.js';
import { describeSuite, runSuite } from './suites.js';
import { makeTemplateFolder } from './workspaces.js';

const { values: options } = parseArgs({
  options: {
    /** Where to write `{passed, failed, skipped, failures}`. */
    report: { type: 'string' },
    /** Only suites and specs whose file name holds this text. */
    only: { type: 'string', default: '' },
  },
});
const wanted = (file: string): boolean => path.basename(file).includes(options.only);

async function suites(): Promise<TestResult[]> {
  const files = (await filesOf('suite', '.test.ts')).filter(wanted);
  if (files.length === 0) return [];
  await bundleSuites();
  const chosen = await chooseHost('test');
  console.log(
    chosen.kind === 'desktop'
      ? `VS Code: ${chosen.executable} (${chosen.why})`
      : `VS Code: from the npm registry (${chosen.why})`,
  );
  if (chosen.kind === 'server') await installHost({ log: console.log });
  const browser = chosen.kind === 'server' ? await launchChromium() : null;
  const results: TestResult[] = [];
  try {
    for (const file of files) {
      const suite = await describeSuite(file);
      console.log(`\n${suite.name} (${suite.workspace}${suite.trust ? '' : ', not trusted'})`);
      const own = await runSuite(suite, chosen, browser);
      own.forEach(print);
      results.push(...own);
    }
  } finally {
    await browser?.close();
  }
  return results;
}

/** Specs drive a browser, so they run on the server from the registry wherever the suites run. */
async function specs(): Promise<TestResult[]> {
  const files = (await bundleSpecs()).filter(wanted);
  if (files.length === 0) return [];
  await installHost({ log: console.log });
  console.log('\nIn the window');
  const mocha = new Mocha({ ui: 'bdd', timeout: 120_000, color: false, reporter: Mocha.reporters.Base });
  files.forEach((file) => mocha.addFile(file));
  await mocha.loadFilesAsync();
  return await runMocha(mocha, print);
}

async function attempt(title: string, part: () => Promise<TestResult[]>): Promise<TestResult[]> {
  try {
    return await part();
  } catch (error) {
    const result = failure(title, error);
    print(result);
    return [result];
  }
}

for (const folder of [logs, screenshots]) {
  if (options.only === '') await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
}
// Hosts that run are stopped when this process exits, which a signal alone would not make it do.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const removeTemplate = await makeTemplateFolder();
const results = [
  ...(await attempt('The suites in the extension host run', suites)),
  ...(await attempt('The specs of the window run', specs)),
];
await removeTemplate();
await rm(build, { recursive: true, force: true });
const total = count(results);
if (options.report !== undefined) {
  await mkdir(path.dirname(path.resolve(options.report)), { recursive: true });
  await writeFile(options.report, `${JSON.stringify(total)}\n`);
}
console.log(`\neditor: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
