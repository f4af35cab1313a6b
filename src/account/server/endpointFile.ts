import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** How to reach a served account. `password` is the account's token. */
export interface Endpoint {
  readonly account: string;
  readonly user: string;
  readonly password: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: 'http';
}

export const endpointPath = (home: string): string => path.join(home, 'account', 'endpoint.json');

/** Tells Firn's own clients where the account is. Only this user may read it; it appears complete or not at all. */
export async function writeEndpoint(home: string, endpoint: Endpoint): Promise<void> {
  const file = endpointPath(home);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify({ ...endpoint, pid: process.pid }), { mode: 0o600 });
  await rename(draft, file);
}

/** False when the file is gone or names another process: no new client will find this one any more. */
export async function isOurEndpoint(home: string): Promise<boolean> {
  try {
    const { pid } = JSON.parse(await readFile(endpointPath(home), 'utf8')) as { pid?: number };
    return pid === process.pid;
  } catch {
    return false;
  }
}

/** Removes the file if it is still ours: another process may have taken over since. */
export async function removeEndpoint(home: string): Promise<void> {
  if (await isOurEndpoint(home)) await rm(endpointPath(home), { force: true });
}
