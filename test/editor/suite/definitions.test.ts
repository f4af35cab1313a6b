// @workspace sample
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../host/waiting.js';

const [folder] = vscode.workspace.workspaceFolders ?? [];
assert.ok(folder, 'no folder is open');
const uri = vscode.Uri.joinPath(folder.uri, 'features/preprocess.ts');
const ref = { project: folder.uri.fsPath, key: 'FV_UC01_PREPROCESS@V_2' };

const ours = (): vscode.Diagnostic[] =>
  vscode.languages
    .getDiagnostics(uri)
    .filter(({ source, severity }) => source === 'firn' && severity === vscode.DiagnosticSeverity.Error);

const rangeOf = (document: vscode.TextDocument, text: string): vscode.Range => {
  const at = document.getText().indexOf(text);
  assert.notEqual(at, -1, `${text} is not in ${document.fileName}`);
  return new vscode.Range(document.positionAt(at), document.positionAt(at + text.length));
};

async function replace(document: vscode.TextDocument, text: string, by: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, rangeOf(document, text), by);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

const sqlDocument = (): vscode.TextDocument | undefined =>
  vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'firn-sql')?.document;

describe('a definition in the editor', () => {
  let document: vscode.TextDocument;
  before(async () => {
    document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
  });
  afterEach(async () => {
    if (!document.isDirty) return;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await eventually('no errors are left', () => (ours().length === 0 ? true : undefined));
  });

  it('has its lenses', async () => {
    const titles = await eventually('lenses with a state', async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        uri,
      );
      const own = lenses
        .filter(({ command }) => command?.command.startsWith('firn.'))
        .map(({ command }) => command?.title);
      return own.includes('$(diff-added)\u00a0new') ? own : undefined;
    });
    const each = ['SQL', 'Data', 'Register', '$(diff-added)\u00a0new'];
    assert.deepEqual(titles, [...each, ...each]);
  });

  it('shows its columns and its SQL in a hover on its name', async () => {
    const { start } = rangeOf(document, "'FV_UC01_PREPROCESS'");
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      start.translate(0, 3),
    );
    const text = hovers
      .flatMap(({ contents }) => contents.map((part) => (typeof part === 'string' ? part : part.value)))
      .join('\n');
    assert.match(text, /\| `FREQUENCY` \| FLOAT \|/);
    assert.match(text, /```snowflake-sql\nWITH /);
  });

  it('has its SQL beside it, which follows what is typed', async () => {
    await vscode.commands.executeCommand('firn.previewSql', ref);
    const sql = await eventually('the SQL', sqlDocument);
    assert.equal(sql.languageId, 'snowflake-sql');
    assert.match(sql.getText(), /^WITH /);
    assert.doesNotMatch(sql.getText(), /RETURNED_SHARE/);
    await replace(document, '    RATIO: sum', '    RETURNED_SHARE: count(),\n    RATIO: sum');
  });

  it('keeps its SQL while it has an error, and says where the error is', async () => {
    await vscode.commands.executeCommand('firn.previewSql', ref);
    const sql = await eventually('the SQL', sqlDocument);
    const before = sql.getText();
    await replace(document, 'sum(r.ROW_PRICE)', 'sum(r.ROW_PRIC)');
    const [problem] = await eventually('a diagnostic', () => (ours().length > 0 ? ours() : undefined));
    assert.equal(document.getText(problem?.range), 'ROW_PRIC');
    assert.match(problem?.message ?? '', /ROW_PRICE/);
    assert.equal(sql.getText(), before);
    const [head] = await eventually('a line that says so', async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        sql.uri,
      );
      return lenses[0]?.command?.title.includes('Not current') ? lenses : undefined;
    });
    assert.match(head?.command?.title ?? '', /ROW_PRIC/);
  });

  it('offers to mend a misspelt column', async () => {
    await replace(document, 'sum(r.ROW_PRICE)', 'sum(r.ROW_PRIC)');
    const [problem] = await eventually('a diagnostic', () => (ours().length > 0 ? ours() : undefined));
    assert.ok(problem);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      problem.range,
    );
    const fix = actions.find(({ title, edit }) => title === 'Change to `ROW_PRICE`' && edit !== undefined);
    assert.ok(fix?.edit, `offered: ${actions.map(({ title }) => title).join(', ')}`);
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.match(document.getText(), /sum\(r\.ROW_PRICE\)/);
  });

  it('becomes a diagnostic when it throws, and the rest goes on', async () => {
    await replace(
      document,
      'export const preprocessV1',
      "throw new Error('stop here');\nexport const preprocessV1",
    );
    const [problem] = await eventually('a diagnostic', () => (ours().length > 0 ? ours() : undefined));
    assert.match(problem?.message ?? '', /stop here/);
    const customer = vscode.Uri.joinPath(folder.uri, 'features/customer.ts');
    await vscode.workspace.openTextDocument(customer);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      customer,
    );
    assert.ok(lenses.some(({ command }) => command?.title === 'Register'));
  });
});
