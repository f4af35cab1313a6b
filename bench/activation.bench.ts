import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { findChromium } from '../scripts/chromium.mjs';
import { installHost, startHost } from '../scripts/editor-host.mjs';
import { figure, print } from './measure.js';

/** Loading and `activate()` in the extension host of a real VS Code, each run in a new window. */
export default async function activation(): Promise<void> {
  const executablePath = findChromium();
  if (!executablePath) {
    console.log('  left out: there is no Chromium on this machine');
    return;
  }
  const probe = path.resolve('dist/bench/activationProbe.cjs');
  await build({
    entryPoints: ['bench/activation/probe.ts'],
    outfile: probe,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  const host = await installHost();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const times: number[] = [];
  for (let run = 0; run < 6; run += 1) times.push(await oneWindow(run));
  await browser.close();
  // The first window fills the caches of the disk and of V8.
  print(figure('load + activate() in the extension host', times.slice(1)));

  async function oneWindow(run: number): Promise<number> {
    const folder = await mkdtemp(path.join(tmpdir(), 'firn-bench-'));
    const result = path.join(folder, 'activation.json');
    const server = await startHost({
      host,
      workspace: folder,
      extensionPath: process.cwd(),
      env: { FIRN_HOME: path.join(folder, 'home'), FIRN_BENCH_RESULT: result },
    });
    const page = await browser.newPage();
    try {
      await page.goto(server.urlWith({ extensionTestsPath: probe }));
      for (let waited = 0; !existsSync(result); waited += 100) {
        if (waited > 60_000) throw new Error(`Window ${run} gave no result within a minute.`);
        await delay(100);
      }
      await delay(50);
      return (JSON.parse(await readFile(result, 'utf8')) as { milliseconds: number }).milliseconds;
    } finally {
      await page.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  }
}
