import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';

/** Runs inside the extension host: how long Firn takes to load and activate there, into the file the bench names. */
export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension('firn.firn');
  const file = process.env['FIRN_BENCH_RESULT'];
  if (!extension || file === undefined)
    throw new Error('The probe needs Firn in this window and FIRN_BENCH_RESULT.');
  const wasActive = extension.isActive;
  const start = performance.now();
  await extension.activate();
  writeFileSync(file, JSON.stringify({ wasActive, milliseconds: performance.now() - start }));
}
