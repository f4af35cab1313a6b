import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { parse } from 'smol-toml';
import { SessionError } from './session.js';

/** The profile that everybody has: the local account. */
export const localConnection = 'local';

export interface ConnectionProfile {
  readonly name: string;
  /** Where it is defined: a file's path, or `local account`. */
  readonly source: string;
  readonly account?: string;
  readonly user?: string;
}

type ProfileSettings = Readonly<Record<string, unknown>>;

export interface StoredProfile extends ConnectionProfile {
  /** The table of the file, keys as written there. */
  readonly settings: ProfileSettings;
}

/** Snowflake's configuration folder: `SNOWFLAKE_HOME`, or `~/.snowflake`. */
function snowflakeHome(): string {
  const home = process.env['SNOWFLAKE_HOME'];
  if (home === undefined || home === '') return path.join(homedir(), '.snowflake');
  return path.resolve(home.replace(/^~(?=$|[/\\])/, homedir()));
}

const isTable = (value: unknown): value is ProfileSettings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

async function readToml(file: string): Promise<ProfileSettings | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new SessionError(`${file} cannot be read: ${(error as Error).message}`, 'CONNECTIONS_FILE', {
      cause: error,
    });
  }
  try {
    return parse(text);
  } catch (error) {
    throw new SessionError(`${file} is not valid TOML: ${(error as Error).message}`, 'CONNECTIONS_FILE', {
      hint: 'Correct the file at the line named.',
      cause: error,
    });
  }
}

function text(settings: ProfileSettings, key: string): string | undefined {
  const value = settings[key];
  return typeof value === 'string' ? value : undefined;
}

function profilesOf(tables: ProfileSettings, source: string): StoredProfile[] {
  return Object.entries(tables).flatMap(([name, settings]) => {
    if (!isTable(settings)) return [];
    const account = text(settings, 'account');
    const user = text(settings, 'user') ?? text(settings, 'username');
    return [{ name, source, settings, ...(account ? { account } : {}), ...(user ? { user } : {}) }];
  });
}

/**
 * The profiles of `connections.toml`; without that file those of `[connections.…]` in `config.toml`, as Snowflake's
 * own clients read them (page "Configuring Snowflake CLI and connecting to Snowflake").
 */
async function storedProfiles(): Promise<readonly StoredProfile[]> {
  const folder = snowflakeHome();
  const connectionsFile = path.join(folder, 'connections.toml');
  const connections = await readToml(connectionsFile);
  if (connections !== null) return profilesOf(connections, connectionsFile);
  const configFile = path.join(folder, 'config.toml');
  const config = (await readToml(configFile)) ?? {};
  const tables = config['connections'];
  return isTable(tables) ? profilesOf(tables, configFile) : [];
}

/** What `openSession` can open: the local account first, then the profiles of Snowflake's configuration files. */
export async function listConnections(): Promise<ConnectionProfile[]> {
  const stored = await storedProfiles();
  const listed = stored
    .filter((profile) => profile.name !== localConnection)
    .map(({ name, source, account, user }) => ({
      name,
      source,
      ...(account === undefined ? {} : { account }),
      ...(user === undefined ? {} : { user }),
    }));
  return [{ name: localConnection, source: 'local account' }, ...listed];
}

/** @throws SessionError that names the profiles there are */
export async function storedProfile(name: string): Promise<StoredProfile> {
  const profiles = await storedProfiles();
  const found = profiles.find((profile) => profile.name === name);
  if (found !== undefined) return found;
  const names = [localConnection, ...profiles.map((profile) => profile.name)];
  throw new SessionError(`There is no connection '${name}'.`, 'UNKNOWN_CONNECTION', {
    hint: `Use one of ${names.join(', ')}, or define [${name}] in ${path.join(snowflakeHome(), 'connections.toml')}.`,
  });
}
