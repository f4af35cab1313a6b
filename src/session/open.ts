import type { Connection, ConnectionOptions } from 'snowflake-sdk';
import { localConnection, storedProfile } from './connections.js';
import type { StoredProfile } from './connections.js';
import type { Connect, Link } from './driver.js';
import { DriverSession } from './driver.js';
import { processLives } from './endpoint.js';
import { firnHome } from './home.js';
import { ensureLocalAccount } from './localAccount.js';
import { profileOptions } from './profileOptions.js';
import type { Driver } from './sdk.js';
import { loadDriver } from './sdk.js';
import { canceled, toSessionError } from './sdkError.js';
import type { Session, SessionContext } from './session.js';
import { SessionError } from './session.js';

export interface OpenOptions {
  /** `local`, or a profile of `~/.snowflake/connections.toml`. */
  readonly connection: string;
  /** The local account's folder; default `firnHome()`. */
  readonly home?: string;
  /** Names as SQL spells them: unquoted names in any case, others in double quotes. They win over the profile's. */
  readonly database?: string;
  readonly schema?: string;
  readonly warehouse?: string;
  readonly role?: string;
  /** How long the login may take, in milliseconds; by default a minute, three where a person has to act. */
  readonly loginTimeout?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string) => void;
}

/** A login waits for a person in a browser or at a phone only where the profile says so. */
const defaultLoginTimeout = 60_000;
const attendedLoginTimeout = 180_000;
const attended: ReadonlySet<string> = new Set([
  'EXTERNALBROWSER',
  'USERNAME_PASSWORD_MFA',
  'OAUTH_AUTHORIZATION_CODE',
]);

/** The driver's code for "could not connect". */
const networkError = '401001';

/** Settings of every connection. A page of a large result needs one chunk, so little is fetched ahead. */
const common: ConnectionOptions = {
  representNullAsStringNull: false,
  resultPrefetch: 1,
};

interface Waiting {
  readonly what: string;
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

/** Logs in, at most for the time given; the attempt is given up when `signal` aborts. */
function login(connection: Connection, { what, timeout, signal }: Waiting): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => finish(() => reject(canceled()));
    const timer = setTimeout(() => {
      finish(() =>
        reject(
          new SessionError(
            `${what} did not answer the login within ${timeout / 1000} seconds.`,
            'LOGIN_TIMEOUT',
            {
              hint: 'Check the network, a proxy or VPN, and the account name.',
            },
          ),
        ),
      );
    }, timeout);
    let finished = false;
    const finish = (settle: () => void) => {
      if (finished) return;
      finished = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      settle();
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    connection
      .connectAsync((error) => finish(() => (error ? reject(toSessionError(error)) : resolve())))
      .catch((error: unknown) => finish(() => reject(toSessionError(error))));
  });
}

/** A stored name as an identifier that resolves to it, however it is spelled. */
const identifier = (name: string): string =>
  /^[A-Z_][A-Z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

type Names = Pick<OpenOptions, 'database' | 'schema' | 'warehouse' | 'role'>;

/** The names to log in with: those the session had before it was lost, else those asked for. */
function loginNames(asked: Names, context: Partial<SessionContext>): Names {
  const names = { ...asked };
  for (const key of ['database', 'schema', 'warehouse', 'role'] as const) {
    const had = context[key];
    if (had != null) names[key] = identifier(had);
  }
  return Object.fromEntries(Object.entries(names).filter(([, name]) => name !== undefined));
}

function createConnection(driver: Driver, options: ConnectionOptions): Connection {
  try {
    return driver.createConnection(options);
  } catch (error) {
    throw toSessionError(error);
  }
}

function localConnect(driver: Driver, options: OpenOptions): Connect {
  const home = options.home ?? firnHome();
  const timeout = options.loginTimeout ?? defaultLoginTimeout;
  const attempt = async (context: Partial<SessionContext>): Promise<Link> => {
    const endpoint = await ensureLocalAccount(home, options.onProgress);
    const { account, user, password, host, port, protocol, pid } = endpoint;
    const connection = createConnection(driver, {
      ...common,
      ...loginNames(options, context),
      account,
      username: user,
      password,
      host,
      accessUrl: `${protocol}://${host}:${port}`,
      sfRetryMaxLoginRetries: 0,
    });
    await login(connection, { what: 'The local account', timeout, signal: options.signal });
    return { connection, account, user, alive: () => processLives(pid) };
  };
  return async (context) => {
    try {
      return await attempt(context);
    } catch (error) {
      // It ended between being found and the login: idle, or replaced by another build.
      if (error instanceof SessionError && error.code === networkError) return attempt(context);
      throw error;
    }
  };
}

function profileConnect(driver: Driver, profile: StoredProfile, options: OpenOptions): Connect {
  const settings = profileOptions(driver, profile);
  const usual = attended.has(settings.authenticator ?? '') ? attendedLoginTimeout : defaultLoginTimeout;
  const timeout = options.loginTimeout ?? usual;
  return async (context): Promise<Link> => {
    options.onProgress?.(`Signing in to ${profile.account ?? profile.name}`);
    const connection = createConnection(driver, {
      ...settings,
      ...common,
      ...loginNames(options, context),
      application: 'Firn',
      sfRetryMaxLoginRetries: 1,
    });
    await login(connection, { what: `The account of '${profile.name}'`, timeout, signal: options.signal });
    return {
      connection,
      account: profile.account ?? settings.host ?? profile.name,
      user: profile.user ?? '',
      alive: () => true,
    };
  };
}

/**
 * Opens a session: on the local account, which is started if it does not run, or on a Snowflake account.
 *
 * @throws SessionError when there is no such connection, when it is incomplete, or when the login fails
 */
export async function openSession(options: OpenOptions): Promise<Session> {
  if (options.signal?.aborted) throw canceled();
  const { connection: name } = options;
  const profile = name === localConnection ? null : await storedProfile(name);
  const driver = await loadDriver();
  const connect = profile === null ? localConnect(driver, options) : profileConnect(driver, profile, options);
  return DriverSession.open(name, connect, {});
}
