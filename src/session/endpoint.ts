import { createHmac, randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';

/** How to reach the running local account. `password` is its token. */
export interface Endpoint {
  readonly account: string;
  readonly user: string;
  readonly password: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: 'http';
  /** The process that serves it. */
  readonly pid: number;
}

const identityTimeout = 2000;

const endpointFile = (home: string): string => path.join(home, 'account', 'endpoint.json');

function isEndpoint(value: unknown): value is Endpoint {
  if (typeof value !== 'object' || value === null) return false;
  const { account, user, password, host, port, protocol, pid } = value as Record<string, unknown>;
  const texts = [account, user, password, host].every((field) => typeof field === 'string');
  return texts && typeof port === 'number' && typeof pid === 'number' && protocol === 'http';
}

export function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function getJson(endpoint: Endpoint, url: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const { host, port } = endpoint;
    const call = request({ host, port, path: url, timeout: identityTimeout, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        try {
          resolve(JSON.parse(Buffer.concat(parts).toString('utf8')));
        } catch (error) {
          reject(error);
        }
      });
    });
    call.on('timeout', () => call.destroy(new Error('no answer')));
    call.on('error', reject);
    call.end();
  });
}

interface Identity {
  readonly home: string;
  readonly proof: string;
  /** Which build serves in the background; null for a server that was started on purpose. */
  readonly build: string | null;
  /** Clients that are logged in. */
  readonly sessions: number;
}

/** An account that answers. */
export interface LiveAccount {
  readonly endpoint: Endpoint;
  readonly build: string | null;
  readonly sessions: number;
}

/** What listens there, if it is the account of `home` and knows the endpoint's token; the token is not sent. */
async function identityOf(endpoint: Endpoint, home: string): Promise<Identity | null> {
  const challenge = randomBytes(24).toString('base64url');
  const expected = createHmac('sha256', endpoint.password).update(challenge).digest('base64url');
  try {
    const answer = await getJson(endpoint, `/firn/identity?challenge=${challenge}`);
    const { data } = answer as { data?: Identity };
    return data?.proof === expected && data.home === path.resolve(home) ? data : null;
  } catch {
    return null;
  }
}

/** The account that serves `home` now, or null. A file left behind by a crash is removed. */
export async function liveAccount(home: string): Promise<LiveAccount | null> {
  const file = endpointFile(home);
  let endpoint: unknown;
  try {
    endpoint = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return null;
  }
  if (!isEndpoint(endpoint)) return null;
  const identity = await identityOf(endpoint, home);
  if (identity !== null) return { endpoint, build: identity.build, sessions: identity.sessions };
  if (!processLives(endpoint.pid)) await rm(file, { force: true });
  return null;
}

/** The endpoint of the account that serves `home` now, or null. */
export async function liveEndpoint(home: string): Promise<Endpoint | null> {
  return (await liveAccount(home))?.endpoint ?? null;
}
