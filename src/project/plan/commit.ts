import { execFile } from 'node:child_process';
import type { ApplySource } from '../../featurestore/applies.js';

/** The commit that a project's files are of, by git; without git, or outside of a repository, nothing is known. */
export async function commitOf(folder: string): Promise<ApplySource> {
  const commit = await git(folder, 'rev-parse', 'HEAD');
  const [changes, address] = await Promise.all([
    git(folder, 'status', '--porcelain', '--', '.'),
    git(folder, 'config', '--get', 'remote.origin.url'),
  ]);
  return {
    commit: commit === '' ? null : commit,
    dirty: changes === null ? null : changes !== '',
    repository: address === null || address === '' ? null : withoutSecrets(address),
  };
}

/** What git answers; null when it cannot. */
async function git(folder: string, ...args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(
      'git',
      // A status asked for in passing is no reason to write into the repository.
      ['--no-optional-locks', ...args],
      { cwd: folder, timeout: 10_000, windowsHide: true },
      (error, stdout) => resolve(error ? null : stdout.trim()),
    );
  });
}

/** `https://user:token@host/path` is `https://host/path`; an address that is none is taken as it is. */
function withoutSecrets(address: string): string {
  if (!/^[a-z][a-z+.-]*:\/\//i.test(address)) return address;
  try {
    const url = new URL(address);
    url.username = '';
    url.password = '';
    url.search = '';
    return url.href;
  } catch {
    return address.replace(/\/\/[^/@]*@/, '//');
  }
}
