// Finds the browser that shows VS Code's web workbench, and starts it quiet and offline.
import { existsSync } from 'node:fs';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

const DESKTOP_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** The first of these programs that the PATH has, or null. */
export function executableOnPath(names) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
      for (const ending of endings) {
        const file = path.join(folder, name + ending);
        if (folder !== '' && existsSync(file)) return file;
      }
    }
  }
  return null;
}

/** Absolute path of a Chromium or Chrome: CHROMIUM_PATH, the PATH, the usual places; null when there is none. */
export function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (existsSync(given)) return given;
    throw new Error(`CHROMIUM_PATH names ${given}, which does not exist.`);
  }
  return executableOnPath(NAMES) ?? DESKTOP_PLACES.find((file) => existsSync(file)) ?? null;
}

/**
 * A browser without a window. The caller closes it.
 * @returns {Promise<import('playwright-core').Browser>}
 */
export async function launchChromium() {
  const executablePath = findChromium();
  if (executablePath === null) {
    throw new Error(
      'No Chromium or Chrome was found. Install it (Debian and Ubuntu: apt-get install chromium), or set CHROMIUM_PATH.',
    );
  }
  const { chromium } = await import('playwright-core');
  return await chromium.launch({
    executablePath,
    args: [
      // The browser shows only our own pages from loopback; its sandbox is unavailable to root and in most containers.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
