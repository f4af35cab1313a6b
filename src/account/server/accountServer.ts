import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import path from 'node:path';
import type { LocalAccount } from '../account.js';
import { FileLinks } from '../fileLinks.js';
import { snowflakeValidity } from './clientSession.js';
import type { Validity } from './clientSession.js';
import { ClientSessions } from './clientSessions.js';
import type { Endpoint } from './endpointFile.js';
import { isOurEndpoint, removeEndpoint, writeEndpoint } from './endpointFile.js';
import { listen } from './httpServer.js';
import { Queries } from './queries.js';
import { LoginKeys } from './loginKeys.js';
import type { Service } from './service.js';
import { newToken } from './tokens.js';

export interface AccountServerOptions {
  /** The folder of this account, its logs and caches. */
  readonly home: string;
  /** Absent: the port of last time if it is free, else any. */
  readonly port?: number;
  /** Which build of the program serves in the background; absent for a server that is not to be replaced. */
  readonly build?: string;
  readonly log?: (line: string) => void;
  readonly validity?: Validity;
  /** How long a request waits for its statement before the client is told to ask again, in milliseconds. */
  readonly patience?: number;
  /** Addresses of the account's files, which `open` has made it use. */
  readonly links?: FileLinks;
  /** Opens the account kept in a folder, `<home>/account`. */
  readonly open: (folder: string) => Promise<LocalAccount>;
}

export interface RunningServer {
  readonly endpoint: Endpoint;
  /** Clients that are logged in. */
  readonly sessionCount: () => number;
  /** False when the home was removed or taken over: no new client will find this account. */
  readonly canBeFound: () => Promise<boolean>;
  /** Cancels what runs, closes the sessions and the account, and removes the endpoint file. */
  stop(): Promise<void>;
}

const user = 'FIRN';
const reapEveryMilliseconds = 60_000;
/** Snowflake's gateway lets a request wait this long before it answers "in progress". */
const defaultPatience = 45_000;

/**
 * The account comes back on the port it had, so that a client that lost it in the middle of a request hears from the
 * new one that its session is gone, instead of knocking on a closed port.
 */
async function listenAsBefore(service: Service, portFile: string): Promise<Server> {
  const last = Number(await readFile(portFile, 'utf8').catch(() => '0'));
  try {
    return await listen(service, Number.isInteger(last) && last > 0 && last < 65536 ? last : 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || last === 0) throw error;
    return listen(service, 0);
  }
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Clients keep their connections open between requests; each is closed as soon as its answer is out.
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const cut = setTimeout(() => server.closeAllConnections(), 2000);
  await closed;
  clearInterval(idle);
  clearTimeout(cut);
}

/** Opens an account and serves it over Snowflake's REST protocol on 127.0.0.1. */
export async function startAccountServer(options: AccountServerOptions): Promise<RunningServer> {
  const { open, links = new FileLinks(), log = () => undefined } = options;
  const home = path.resolve(options.home);
  const folder = path.join(home, 'account');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const account = await open(folder);
  const results = path.join(folder, 'results');
  const portFile = path.join(folder, 'port');
  await rm(results, { recursive: true, force: true });

  const sessions = new ClientSessions(account, options.validity ?? snowflakeValidity);
  const queries = new Queries(results);
  const token = newToken();
  const service = {
    sessions,
    queries,
    user,
    token,
    keys: new LoginKeys(folder, user),
    links,
    home,
    build: options.build ?? null,
    patience: options.patience ?? defaultPatience,
    log,
  };
  let server: Server;
  try {
    server = await (options.port === undefined
      ? listenAsBefore(service, portFile)
      : listen(service, options.port));
  } catch (error) {
    await account.close();
    throw error;
  }
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const endpoint: Endpoint = {
    account: 'local',
    user,
    password: token,
    host: '127.0.0.1',
    port,
    protocol: 'http',
  };
  links.origin = `http://127.0.0.1:${port}`;
  await writeFile(portFile, String(port));
  await writeEndpoint(home, endpoint);
  const reaper = setInterval(() => {
    sessions.closeExpired().catch((error: unknown) => log(`closing expired sessions: ${String(error)}`));
  }, reapEveryMilliseconds);
  reaper.unref();
  log(`serving ${home} on 127.0.0.1:${port}`);

  let stopping: Promise<void> | undefined;
  const stop = async () => {
    clearInterval(reaper);
    await removeEndpoint(home);
    await queries.cancelAll();
    await closeServer(server);
    // What came in over open connections until then.
    await queries.cancelAll();
    await sessions.closeAll();
    await account.close();
    await rm(results, { recursive: true, force: true });
    log('stopped');
  };
  return {
    endpoint,
    sessionCount: () => sessions.count,
    canBeFound: () => isOurEndpoint(home),
    stop: () => (stopping ??= stop()),
  };
}
