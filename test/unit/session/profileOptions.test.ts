import { homedir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { profileOptions } from '../../../src/session/profileOptions.js';
import type { Driver } from '../../../src/session/sdk.js';
import { loadDriver } from '../../../src/session/sdk.js';

let driver: Driver;
beforeAll(async () => {
  driver = await loadDriver();
});

const options = (settings: Record<string, unknown>) =>
  profileOptions(driver, { name: 'dev', source: 'connections.toml', settings });

const base = { account: 'org-acc', user: 'ann' };

describe('a profile', () => {
  it('signs in with the secret it has', () => {
    expect(options({ ...base, password: 'p' })).toMatchObject({
      account: 'org-acc',
      username: 'ann',
      password: 'p',
      authenticator: 'SNOWFLAKE',
    });
    expect(options({ ...base, private_key_file: '~/key.p8', private_key_file_pwd: 's' })).toMatchObject({
      authenticator: 'SNOWFLAKE_JWT',
      privateKeyPath: path.join(homedir(), 'key.p8'),
      privateKeyPass: 's',
    });
    expect(options({ ...base, token: 't' })).toMatchObject({ authenticator: 'OAUTH', token: 't' });
  });

  it('may name its authenticator in any case', () => {
    expect(options({ ...base, authenticator: 'externalbrowser' }).authenticator).toBe('EXTERNALBROWSER');
    expect(options({ ...base, authenticator: 'programmatic_access_token', token: 't' })).toMatchObject({
      authenticator: 'PROGRAMMATIC_ACCESS_TOKEN',
      token: 't',
    });
    expect(options({ ...base, authenticator: 'https://acme.okta.com', password: 'p' }).authenticator).toBe(
      'https://acme.okta.com',
    );
  });

  it('keeps its warehouse, role, database and schema', () => {
    const names = { warehouse: 'W', role: 'R', database: 'D', schema: 'S' };
    expect(options({ ...base, password: 'p', ...names })).toMatchObject(names);
  });

  it('is told what it lacks, by the words of its file', () => {
    expect(() => options({ user: 'ann', password: 'p' })).toThrow("The connection 'dev' has no account.");
    expect(() => options(base)).toThrow('has no password');
    expect(() => options({ ...base, authenticator: 'snowflake_jwt' })).toThrow(
      'no private_key_file or private_key',
    );
    expect(() => options({ ...base, authenticator: 'telepathy' })).toThrow("'TELEPATHY', which is not known");
  });
});
