import * as vscode from 'vscode';
import type { Firn } from '../firn.js';
import { objectOf } from '../subject.js';

export async function goToDefinition(_firn: Firn, argument: unknown): Promise<void> {
  const location = objectOf(argument)?.location;
  if (location == null) return;
  const { start, end } = location.range;
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  await vscode.window.showTextDocument(vscode.Uri.parse(location.uri), { selection });
}
