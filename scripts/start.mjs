// `npm start [-- folder] [--no-editor]`: from a fresh clone to the sample project in an editor, saying each step.
// Everything below the editor is done by the `firn` command itself, as a person would.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { buildPrograms, installDependencies, root, run, say } from './setup.mjs';

const args = process.argv.slice(2);
const folder = path.resolve(
  process.env.INIT_CWD ?? root,
  args.find((arg) => !arg.startsWith('-')) ?? path.join(root, '.firn-demo'),
);
const withEditor = !args.includes('--no-editor') && process.stdin.isTTY === true && !process.env.CI;

const views = ['FV_UC01_PREPROCESS@V_1', 'FV_UC01_PREPROCESS@V_2'];

/** One `firn` command in the sample project; its words and rows go to the terminal. @param {string[]} command */
function firn(...command) {
  console.error(`$ firn ${command.join(' ')}`);
  const status = run(process.execPath, [path.join(root, 'dist/cli.cjs'), '--project', folder, ...command]);
  if (status !== 0)
    throw new Error(`firn ${command[0]} ended with exit code ${status}; its message is above.`);
}

function pipeline() {
  say(`Sample project in ${folder}: definitions, generated data, local account`);
  firn('init', folder, '--sample');
  say('Checking the definitions');
  firn('check');
  say('Their SQL');
  firn('sql', 'features/preprocess.ts');
  say('Registering the entity and both versions of the feature view');
  for (const view of views) firn('register', view);
  say('Refreshing');
  for (const view of views) firn('refresh', view);
  say('First rows');
  for (const view of views) firn('preview', view, '--limit', '5');
}

async function openEditor() {
  const { chooseHost, installHost, startHost } = await import('./editor-host.mjs');
  const chosen = await chooseHost('show');
  if (chosen.kind === 'desktop') {
    say(`Opening VS Code (${chosen.executable}: ${chosen.why})`);
    spawn(chosen.executable, ['--new-window', `--extensionDevelopmentPath=${root}`, folder], {
      detached: true,
      stdio: 'ignore',
      shell: process.platform === 'win32',
    }).unref();
    return;
  }
  say(`Opening VS Code in the browser: ${chosen.why}`);
  const host = await startHost({
    host: await installHost(),
    workspace: folder,
    extensionPath: root,
    dataFolder: path.join(root, '.cache/vscode-data'),
  });
  console.error(
    `\nVS Code with Firn is at\n\n  ${host.url}\n\nOpen features/preprocess.ts there. Ctrl-C stops it.`,
  );
  // A closed terminal (SIGHUP) must not leave the server behind.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => void host.stop().then(() => process.exit(0)));
  }
}

try {
  installDependencies();
  buildPrograms();
  pipeline();
  if (withEditor) await openEditor();
} catch (error) {
  console.error(`\n✗ ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
