import { randomBytes, randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { PreviewSource, ServerLink } from '../../language/protocol.js';
import { dataPageHtml } from './html.js';
import type { FromPage, PreviewSeed, ToPage } from './messages.js';
import { DataPreview } from './preview.js';

const viewType = 'firn.data';

interface OpenPanel {
  readonly panel: vscode.WebviewPanel;
  readonly preview: DataPreview;
}

/**
 * The panels that show rows: one for each thing previewed, opened again rather than doubled. Rows are read from
 * the server page by page; a hidden panel keeps nothing but its place. After a restart of the window a panel comes
 * back without rows and waits for the user to run it, because a statement may wake a warehouse.
 */
export class DataPanels implements vscode.Disposable {
  readonly #open = new Map<string, OpenPanel>();
  readonly #disposables: vscode.Disposable[] = [];

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly link: ServerLink,
    /** Command that the panel's "Show Log" runs. */
    private readonly showLogCommand = 'firn.showLog',
  ) {
    this.#disposables.push(
      vscode.window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: async (panel, state) => this.#restore(panel, state),
      }),
    );
  }

  /** Shows rows of `source` and runs its statement. `title` names the thing, such as `FV_ORDERS V_1`. */
  async show(source: PreviewSource, title: string, limit: number): Promise<void> {
    const existing = this.#open.get(keyOf(source));
    if (existing) {
      existing.panel.reveal();
      return await existing.preview.run(limit);
    }
    const column = this.#lastColumn() ?? vscode.ViewColumn.Beside;
    const panel = vscode.window.createWebviewPanel(viewType, title, column, this.#options());
    await this.#attach(panel, { source, title, limit }).run(limit);
  }

  dispose(): void {
    for (const { panel } of this.#open.values()) panel.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #options(): vscode.WebviewPanelOptions & vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [this.#resources()], enableFindWidget: false };
  }

  #resources(): vscode.Uri {
    return vscode.Uri.joinPath(this.extensionUri, 'dist', 'webviews');
  }

  /** New results go where results already are, so that editors keep their place. */
  #lastColumn(): vscode.ViewColumn | undefined {
    return [...this.#open.values()].at(-1)?.panel.viewColumn;
  }

  #restore(panel: vscode.WebviewPanel, state: unknown): void {
    const seed = seedOf(state);
    if (seed === null || this.#open.has(keyOf(seed.source))) {
      panel.dispose();
      return;
    }
    panel.webview.options = this.#options();
    this.#attach(panel, seed);
  }

  #attach(panel: vscode.WebviewPanel, seed: PreviewSeed): DataPreview {
    const { webview } = panel;
    const post = (message: ToPage): void => void webview.postMessage(message);
    const preview = new DataPreview(this.link, seed, post, randomUUID);
    const key = keyOf(seed.source);
    this.#open.set(key, { panel, preview });
    webview.onDidReceiveMessage((message: FromPage) => this.#receive(preview, message));
    panel.onDidDispose(() => {
      this.#open.delete(key);
      preview.dispose();
    });
    const page = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.#resources(), name)).toString();
    webview.html = dataPageHtml({
      script: page('data.js'),
      style: page('data.css'),
      cspSource: webview.cspSource,
      nonce: randomBytes(18).toString('base64'),
      language: vscode.env.language,
    });
    return preview;
  }

  async #receive(preview: DataPreview, message: FromPage): Promise<void> {
    switch (message.type) {
      case 'copy':
        return await vscode.env.clipboard.writeText(message.text);
      case 'showLog':
        return await vscode.commands.executeCommand(this.showLogCommand);
      case 'showStatement':
        return await showStatement(preview);
      default:
        return await preview.receive(message);
    }
  }
}

async function showStatement(preview: DataPreview): Promise<void> {
  const content = preview.state.result?.sql;
  if (content === undefined) return;
  const document = await vscode.workspace.openTextDocument({ language: 'snowflake-sql', content });
  await vscode.window.showTextDocument(document, { preview: true });
}

const keyOf = (source: PreviewSource): string =>
  source.of === 'definition'
    ? JSON.stringify([source.of, source.project, source.target, source.key])
    : JSON.stringify([source.of, source.project, source.target, source.kind, source.name, source.version]);

/** A stored page state comes from disk and from an earlier version perhaps: it is read with care. */
function seedOf(state: unknown): PreviewSeed | null {
  const seed = (state as { seed?: Partial<PreviewSeed> } | null)?.seed;
  const fits = typeof seed?.title === 'string' && typeof seed.limit === 'number' && isSource(seed.source);
  return fits ? (seed as PreviewSeed) : null;
}

function isSource(value: unknown): value is PreviewSource {
  const source = value as Record<string, unknown> | null | undefined;
  const names =
    source?.['of'] === 'definition' ? ['project', 'target', 'key'] : ['project', 'target', 'name'];
  return (
    (source?.['of'] === 'definition' || source?.['of'] === 'store') &&
    names.every((name) => typeof source[name] === 'string')
  );
}
