import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { installHost, startHost, type ChosenHost } from '../../../scripts/editor-host.mjs';
import { build, logs, root } from './places.js';
import { failure, type TestResult } from './report.js';
import { keepLogs, openWorkspace, type Workspace, type WorkspaceKind } from './workspaces.js';

const suiteTimeout = 300_000;

/** A file of `test/editor/suite`, and the window that it wants. */
export interface Suite {
  readonly name: string;
  /** The bundle. */
  readonly file: string;
  readonly workspace: WorkspaceKind;
  readonly trust: boolean;
}

/**
 * Reads what a suite wants from comments at its top: `// @workspace sample` (the default), `empty` or
 * `fixture:<folder>`, and `// @trust ask` for a window whose workspace is not trusted.
 */
export async function describeSuite(source: string): Promise<Suite> {
  const text = await readFile(source, 'utf8');
  const name = path.basename(source, '.test.ts');
  return {
    name,
    file: path.join(build, 'suite', `${name}.test.cjs`),
    workspace: (/^\/\/ @workspace (\S+)/m.exec(text)?.[1] ?? 'sample') as WorkspaceKind,
    trust: /^\/\/ @trust (\S+)/m.exec(text)?.[1] !== 'ask',
  };
}

/** Runs one suite in a VS Code of its own. */
export async function runSuite(
  suite: Suite,
  chosen: ChosenHost,
  browser: Browser | null,
): Promise<TestResult[]> {
  const folder = path.join(logs, suite.name);
  await mkdir(folder, { recursive: true });
  let workspace: Workspace | undefined;
  try {
    workspace = await openWorkspace(suite.workspace);
    const results = path.join(folder, 'results.json');
    await rm(results, { force: true });
    const env = { FIRN_HOME: workspace.home, FIRN_TEST_RESULTS: results, FIRN_TEST_SUITE: suite.file };
    if (chosen.kind === 'desktop') await inDesktop(chosen.executable, workspace, env);
    else if (browser !== null) await inServer(suite, browser, workspace, env, folder);
    return JSON.parse(await readFile(results, 'utf8')) as TestResult[];
  } catch (error) {
    return [failure(`The suite ${suite.name} did not run to its end`, error)];
  } finally {
    await workspace?.remove();
  }
}

const inside = path.join(build, 'insideHost.cjs');

async function inServer(
  suite: Suite,
  browser: Browser,
  workspace: Workspace,
  env: Readonly<Record<string, string>>,
  folder: string,
): Promise<void> {
  let output = '';
  const server = await startHost({
    host: await installHost(),
    workspace: workspace.folder,
    extensionPath: root,
    trust: suite.trust,
    env,
    onOutput: (text) => (output += text),
  });
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  page.on('console', (message) => (output += `[workbench] ${message.type()} ${message.text()}\n`));
  try {
    await page.goto(server.urlWith({ extensionTestsPath: inside }));
    await ended(env['FIRN_TEST_RESULTS'] as string, suite.name);
  } catch (error) {
    await page.screenshot({ path: path.join(folder, 'at-the-end.png') }).catch(() => undefined);
    throw error;
  } finally {
    await page.close();
    await writeFile(path.join(folder, 'server.log'), output);
    await keepLogs({ dataFolder: server.dataFolder, home: workspace.home }, folder);
    await server.stop();
  }
}

async function ended(results: string, name: string): Promise<void> {
  for (let waited = 0; !existsSync(results); waited += 200) {
    if (waited > suiteTimeout) {
      throw new Error(
        `${name} gave no results within ${suiteTimeout / 1000} s; see ${path.join(logs, name)}`,
      );
    }
    await delay(200);
  }
}

async function inDesktop(
  vscodeExecutablePath: string,
  workspace: Workspace,
  extensionTestsEnv: Record<string, string>,
): Promise<void> {
  const { runTests } = await import('@vscode/test-electron');
  const userData = await mkdtemp(path.join(tmpdir(), 'firn-vscode-'));
  try {
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: root,
      extensionTestsPath: inside,
      extensionTestsEnv,
      launchArgs: [workspace.folder, '--user-data-dir', userData, '--disable-extensions', '--no-sandbox'],
    });
  } finally {
    await rm(userData, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
