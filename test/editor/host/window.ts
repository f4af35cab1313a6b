import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { installHost, startHost } from '../../../scripts/editor-host.mjs';
import { logs, root, screenshots } from './places.js';
import { keepLogs, openWorkspace, type WorkspaceKind } from './workspaces.js';

/** VS Code's own themes, one of each kind. */
export const colorThemes = {
  dark: 'Dark 2026',
  light: 'Light 2026',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
} as const;

export interface WindowOptions {
  readonly workspace: WorkspaceKind;
  readonly trust?: boolean;
  readonly theme?: keyof typeof colorThemes;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly width?: number;
  readonly height?: number;
}

/** A window of a real VS Code with the extension, for specs that look at it and use it as a person does. */
export interface Window {
  readonly page: Page;
  /** The workspace's folder, the window's own copy; an empty one beside a window without a folder. */
  readonly folder: string;
  /** The FIRN_HOME of the window. */
  readonly home: string;
  /** What the browser's console had to say, errors and warnings. */
  readonly complaints: readonly string[];
  /** Runs a command by its title in the palette. */
  run(title: string): Promise<void>;
  /** Opens a file of the workspace by its path in it. */
  open(file: string): Promise<void>;
  /** The document of the webview that holds this element. */
  webview(selector: string): Promise<Frame>;
  /** An item of a tree by its label. */
  treeItem(label: string | RegExp): Locator;
  /** Chooses from the context menu of a tree item. */
  choose(label: string | RegExp, action: string): Promise<void>;
  /** Waits for a notification with this text, then clears all. VS Code shows no toasts to tests. */
  notification(text: string | RegExp, picture?: string): Promise<void>;
  setTheme(theme: keyof typeof colorThemes): Promise<void>;
  /** Keeps a picture of the window for people to look at. */
  shot(name: string): Promise<void>;
  close(): Promise<void>;
}

export async function openWindow(browser: Browser, name: string, options: WindowOptions): Promise<Window> {
  const { theme = 'dark', width = 1440, height = 900, trust = true } = options;
  const logFolder = path.join(logs, `window-${name}`);
  await mkdir(logFolder, { recursive: true });
  const workspace = await openWorkspace(options.workspace);
  let output = '';
  const settings = { 'workbench.colorTheme': colorThemes[theme], ...options.settings };
  const server = await startHost({
    host: await installHost(),
    workspace: workspace.folder,
    extensionPath: root,
    trust,
    settings,
    env: { FIRN_HOME: workspace.home },
    onOutput: (text) => (output += text),
  });
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    output += `[workbench] ${message.type()} ${message.text()}\n`;
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });

  const close = async (): Promise<void> => {
    await page.screenshot({ path: path.join(logFolder, 'at-the-end.png') }).catch(() => undefined);
    await context.close();
    await writeFile(path.join(logFolder, 'server.log'), output);
    await keepLogs({ dataFolder: server.dataFolder, home: workspace.home }, logFolder);
    await server.stop();
    await workspace.remove();
  };
  const pick = async (text: string): Promise<void> => {
    const input = page.locator('.quick-input-widget input[type="text"]').first();
    await input.waitFor();
    await input.fill(text);
    // The list shows what was found before until this text has been looked for, and what is like it above it.
    const label = path.basename(text.replace(/^>/, ''));
    const rows = page.locator('.quick-input-list .monaco-list-row').filter({ hasText: label });
    // A file that has just been written is found by a search that begins after it: the text is looked for again.
    for (let attempt = 0; attempt < 5; attempt++) {
      const found = rows.first().waitFor({ timeout: 5000 });
      if (
        await found.then(
          () => true,
          () => false,
        )
      )
        break;
      await input.fill('');
      await input.fill(text);
    }
    await rows.first().waitFor();
    const lengths = (await rows.allInnerTexts()).map((own) => own.length);
    await rows.nth(lengths.indexOf(Math.min(...lengths))).click();
  };
  const run = async (title: string): Promise<void> => {
    await page.keyboard.press('F1');
    await pick(`>${title}`);
  };
  const shot = async (picture: string): Promise<void> => {
    await page.screenshot({ path: path.join(screenshots, `${picture}.png`) });
  };
  const treeItem = (label: string | RegExp): Locator =>
    page.locator('.monaco-list-row[role="treeitem"]').filter({ hasText: label });
  const choose = async (label: string | RegExp, action: string): Promise<void> => {
    const menu = page.locator('.context-view .monaco-menu');
    await treeItem(label).first().click({ button: 'right' });
    const entry = menu.locator('.action-item', { hasText: new RegExp(`^\\s*${action}`) }).first();
    await entry.waitFor();
    // A menu takes a click of its first moments for the end of the right button's, and closes without doing anything.
    await page.waitForTimeout(400);
    for (let attempt = 0; attempt < 20 && (await menu.isVisible()); attempt++) {
      await entry.click({ timeout: 1000 }).catch(() => undefined);
      await menu.waitFor({ state: 'hidden', timeout: 1000 }).catch(() => undefined);
    }
  };
  const notification = async (text: string | RegExp, picture?: string): Promise<void> => {
    await run('Notifications: Show Notifications');
    const center = page.locator('.notifications-center');
    await center.locator('.notification-list-item', { hasText: text }).first().waitFor({ timeout: 60_000 });
    if (picture !== undefined) await shot(picture);
    await run('Notifications: Clear All Notifications');
    await center.waitFor({ state: 'hidden' });
  };
  try {
    await page.goto(options.workspace === 'none' ? withoutFolder(server.url) : server.url);
    await page.locator('.monaco-workbench .statusbar-item').first().waitFor({ timeout: 60_000 });
    // Views of extensions have their icons once extensions are known.
    await page.locator('.activitybar a[aria-label^="Firn"]').waitFor({ timeout: 60_000 });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    page,
    complaints,
    folder: workspace.folder,
    home: workspace.home,
    run,
    open: async (file) => {
      await page.keyboard.press('Control+P');
      await pick(file);
      await page.locator(`.tab.active[data-resource-name="${path.basename(file)}"]`).waitFor();
      // The editor takes the focus a moment later, which would close a menu that has been opened meanwhile.
      await page.locator('.editor-instance .monaco-editor.focused').first().waitFor();
    },
    webview: (selector) => webviewWith(page, selector),
    treeItem,
    choose,
    notification,
    setTheme: async (next) => {
      await run('Preferences: Color Theme');
      await pick(colorThemes[next]);
      await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    },
    shot,
    close,
  };
}

/** The address of a window that opens no folder. */
function withoutFolder(url: string): string {
  const address = new URL(url);
  address.searchParams.delete('folder');
  address.searchParams.set('ew', 'true');
  return address.href;
}

/** A webview is a frame in a frame, made anew whenever its panel is shown. */
async function webviewWith(page: Page, selector: string): Promise<Frame> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    for (const frame of page.frames()) {
      if (
        (await frame
          .locator(selector)
          .count()
          .catch(() => 0)) > 0
      )
        return frame;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`No webview shows ${selector} within 30 s.`);
}
