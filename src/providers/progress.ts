import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { Progress } from '../language/protocol.js';
import type { Server } from './server.js';

/** Shows that something runs: a bar in the Stores view, and the steps that the server tells in the status bar. */
export async function withSteps<T>(
  server: Server,
  title: string,
  job: (token: string) => Promise<T>,
): Promise<T> {
  const token = randomUUID();
  const inView = { location: { viewId: 'firn.stores' } };
  const inStatusBar = { location: vscode.ProgressLocation.Window, title: `Firn: ${title}` };
  return vscode.window.withProgress(inView, () =>
    vscode.window.withProgress(inStatusBar, async (progress) => {
      const listener = server.on(Progress, (step) => {
        if (step.token === token) progress.report({ message: step.message });
      });
      try {
        return await job(token);
      } finally {
        listener.dispose();
      }
    }),
  );
}
