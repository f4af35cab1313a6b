import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listConnections, storedProfile } from '../../../src/session/connections.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'firn-profiles-'));
  vi.stubEnv('SNOWFLAKE_HOME', folder);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const write = (name: string, text: string) => writeFile(path.join(folder, name), text);

describe('connection profiles', () => {
  it('are the local account alone where Snowflake’s clients are not set up', async () => {
    expect(await listConnections()).toEqual([{ name: 'local', source: 'local account' }]);
  });

  it('come from connections.toml', async () => {
    await write(
      'connections.toml',
      '[dev]\naccount = "org-acc"\nuser = "ann"\npassword = "p"\n\n[prod]\naccount = "org-prod"\n',
    );
    const source = path.join(folder, 'connections.toml');
    expect(await listConnections()).toEqual([
      { name: 'local', source: 'local account' },
      { name: 'dev', source, account: 'org-acc', user: 'ann' },
      { name: 'prod', source, account: 'org-prod' },
    ]);
  });

  it('come from config.toml where there is no connections.toml', async () => {
    await write(
      'config.toml',
      'default_connection_name = "dev"\n[connections.dev]\naccount = "org-acc"\n[cli.logs]\nlevel = "info"\n',
    );
    expect((await listConnections()).map((profile) => profile.name)).toEqual(['local', 'dev']);
    await write('connections.toml', '[other]\naccount = "x"\n');
    expect((await listConnections()).map((profile) => profile.name)).toEqual(['local', 'other']);
  });

  it('never hide the local account', async () => {
    await write('connections.toml', '[local]\naccount = "org-acc"\n');
    expect(await listConnections()).toEqual([{ name: 'local', source: 'local account' }]);
  });

  it('are named when an unknown one is asked for', async () => {
    await write('connections.toml', '[dev]\naccount = "org-acc"\n');
    await expect(storedProfile('prod')).rejects.toMatchObject({
      code: 'UNKNOWN_CONNECTION',
      details: { hint: expect.stringContaining('local, dev') as string },
    });
  });

  it('name the file that is not TOML', async () => {
    await write('connections.toml', '[dev\naccount = 1');
    await expect(listConnections()).rejects.toThrow(path.join(folder, 'connections.toml'));
  });
});
