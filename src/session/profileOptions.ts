import { homedir } from 'node:os';
import type { ConnectionOptions } from 'snowflake-sdk';
import type { Driver } from './sdk.js';
import type { StoredProfile } from './connections.js';
import { SessionError } from './session.js';

/** Spellings of other Snowflake clients for what the driver calls otherwise. */
const aliases: Readonly<Record<string, string>> = {
  private_key_file_pwd: 'private_key_pass',
  private_key_passphrase: 'private_key_pass',
  private_key_path: 'private_key_file',
  oauth_token: 'token',
  passwd: 'password',
};

/** What each authenticator needs, in the words of `connections.toml`; one of each group. */
const required: Readonly<Record<string, readonly (readonly string[])[]>> = {
  SNOWFLAKE: [['user'], ['password']],
  USERNAME_PASSWORD_MFA: [['user'], ['password']],
  SNOWFLAKE_JWT: [['user'], ['private_key_file', 'private_key']],
  OAUTH: [['token', 'token_file_path']],
  PROGRAMMATIC_ACCESS_TOKEN: [['token', 'token_file_path', 'password']],
  EXTERNALBROWSER: [],
  OAUTH_AUTHORIZATION_CODE: [],
  OAUTH_CLIENT_CREDENTIALS: [['oauth_client_id'], ['oauth_client_secret']],
  WORKLOAD_IDENTITY: [],
};

/** Where a profile says nothing, the secret it has tells how it signs in. */
function impliedAuthenticator(settings: Readonly<Record<string, unknown>>): string {
  if (settings['private_key_file'] !== undefined || settings['private_key'] !== undefined)
    return 'SNOWFLAKE_JWT';
  if (settings['token'] !== undefined || settings['token_file_path'] !== undefined) return 'OAUTH';
  return 'SNOWFLAKE';
}

function canonicalSettings(profile: StoredProfile): Record<string, unknown> {
  const entries = Object.entries(profile.settings).map(
    ([key, value]) => [aliases[key] ?? key, value] as const,
  );
  const settings: Record<string, unknown> = Object.fromEntries(entries);
  if (settings['user'] === undefined && settings['username'] !== undefined)
    settings['user'] = settings['username'];
  delete settings['username'];
  for (const key of ['private_key_file', 'token_file_path']) {
    const file = settings[key];
    if (typeof file === 'string') settings[key] = file.replace(/^~(?=$|[/\\])/, homedir());
  }
  return settings;
}

function checkComplete(
  profile: StoredProfile,
  settings: Readonly<Record<string, unknown>>,
  authenticator: string,
): void {
  const incomplete = (what: string) =>
    new SessionError(`The connection '${profile.name}' has no ${what}.`, 'INCOMPLETE_CONNECTION', {
      hint: `Add it to [${profile.name}] in ${profile.source}.`,
    });
  if (settings['account'] === undefined && settings['host'] === undefined) throw incomplete('account');
  if (authenticator.startsWith('HTTPS://')) return;
  const groups = required[authenticator];
  if (groups === undefined) {
    throw new SessionError(
      `The connection '${profile.name}' asks for the authenticator '${authenticator}', which is not known.`,
      'UNKNOWN_AUTHENTICATOR',
      { hint: `Use one of ${Object.keys(required).join(', ')}, or an Okta address, in ${profile.source}.` },
    );
  }
  for (const group of groups) {
    if (group.every((key) => settings[key] === undefined)) throw incomplete(group.join(' or '));
  }
}

/** The driver's options for a profile: password, key pair, browser, OAuth and access tokens as Snowflake's clients do. */
export function profileOptions(
  driver: Pick<Driver, 'normalizeConnectionOptions'>,
  profile: StoredProfile,
): ConnectionOptions {
  const settings = canonicalSettings(profile);
  const written = settings['authenticator'];
  const authenticator =
    typeof written === 'string' && written !== '' ? written.toUpperCase() : impliedAuthenticator(settings);
  checkComplete(profile, settings, authenticator);
  const okta = authenticator.startsWith('HTTPS://');
  return driver.normalizeConnectionOptions({ ...settings, authenticator: okta ? written : authenticator });
}
