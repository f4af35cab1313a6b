// `npm run lock`: writes package-lock.json anew from package.json, in an empty folder. An `npm install` beside an existing
// node_modules forgets the packages of other platforms, and then `npm ci` refuses the lockfile everywhere.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { npm, root, run } from './setup.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'firn-lock-'));
for (const file of ['package.json', '.npmrc']) copyFileSync(path.join(root, file), path.join(folder, file));
const status = run(npm, ['install', '--package-lock-only'], { cwd: folder });
if (status === 0) copyFileSync(path.join(folder, 'package-lock.json'), path.join(root, 'package-lock.json'));
rmSync(folder, { recursive: true, force: true });
process.exit(status);
