import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { dist, fixtures } from './places.js';

/**
 * What a window opens: the sample project with its data loaded, an empty folder, a folder of
 * `test/editor/fixtures`, or nothing.
 */
export type WorkspaceKind = 'sample' | 'empty' | 'none' | `fixture:${string}`;

/** A workspace of one window: its own copy of the files, its own FIRN_HOME. */
export interface Workspace {
  readonly folder: string;
  readonly home: string;
  /** Ends the account that the window may have started, and removes both folders. */
  remove(): Promise<void>;
}

/** The sample as `firn init --sample` makes it, once per run; windows get copies. */
async function sampleTemplate(): Promise<{ readonly folder: string; readonly home: string }> {
  const base = process.env[templateVariable];
  if (base === undefined) throw new Error(`${templateVariable} does not say where the run keeps its sample.`);
  const [folder, home, done] = ['sample', 'home', 'done'].map((name) => path.join(base, name)) as [
    string,
    string,
    string,
  ];
  if (existsSync(done)) return { folder, home };
  console.log('Writing the sample project and loading its data');
  await Promise.all([folder, home].map((rest) => rm(rest, { recursive: true, force: true })));
  await mkdir(home, { recursive: true });
  try {
    await promisify(execFile)(process.execPath, [path.join(dist, 'cli.cjs'), 'init', folder, '--sample'], {
      env: { ...process.env, FIRN_HOME: home },
      timeout: 240_000,
      maxBuffer: 16_000_000,
    });
  } finally {
    await stopAccount(home);
  }
  await writeFile(done, '');
  return { folder, home };
}

const templateVariable = 'FIRN_TEST_SAMPLE';

/** Suites and specs are bundles of their own; they share the sample through the environment. */
export async function makeTemplateFolder(): Promise<() => Promise<void>> {
  const base = await mkdtemp(path.join(tmpdir(), 'firn-sample-'));
  process.env[templateVariable] = base;
  return () => rm(base, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

export async function openWorkspace(kind: WorkspaceKind): Promise<Workspace> {
  const base = await mkdtemp(path.join(tmpdir(), 'firn-editor-'));
  const [folder, home] = [path.join(base, 'workspace'), path.join(base, 'home')];
  await mkdir(folder);
  await mkdir(home);
  if (kind === 'sample') {
    const sample = await sampleTemplate();
    await cp(sample.folder, folder, { recursive: true });
    await cp(sample.home, home, { recursive: true });
  } else if (kind !== 'empty' && kind !== 'none') {
    await cp(path.join(fixtures, kind.slice('fixture:'.length)), folder, { recursive: true });
  }
  return {
    folder,
    home,
    remove: async () => {
      await stopAccount(home);
      await rm(base, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** The local account outlives the window that started it; its endpoint file names its process. */
async function stopAccount(home: string): Promise<void> {
  const pid = await accountProcess(home);
  if (pid === null) return;
  for (let waited = 0; signal(pid, waited === 0 ? 'SIGTERM' : 0); waited += 100) {
    if (waited >= 10_000) {
      signal(pid, 'SIGKILL');
      return;
    }
    await delay(100);
  }
}

async function accountProcess(home: string): Promise<number | null> {
  try {
    const text = await readFile(path.join(home, 'account', 'endpoint.json'), 'utf8');
    const { pid } = JSON.parse(text) as { pid?: unknown };
    return typeof pid === 'number' ? pid : null;
  } catch {
    return null; // No account has been started in this home, or it has ended.
  }
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

/** Where a failed window's logs of VS Code, of the extension and of the account are kept for people. */
export async function keepLogs(from: { dataFolder?: string; home: string }, to: string): Promise<void> {
  const sources: [string, string][] = [[path.join(from.home, 'logs'), 'firn']];
  if (from.dataFolder !== undefined) sources.push([path.join(from.dataFolder, 'data', 'logs'), 'vscode']);
  for (const [source, name] of sources) {
    await cp(source, path.join(to, name), { recursive: true }).catch(async (error: unknown) => {
      await writeFile(path.join(to, `${name}-missing.txt`), String(error));
    });
  }
}
