import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileLinks } from '../../../src/account/fileLinks.js';
import type { RunningServer } from '../../../src/account/server/accountServer.js';
import { startAccountServer } from '../../../src/account/server/accountServer.js';
import { ScriptedAccount } from './scriptedAccount.js';

let home: string;
let now = 0;
let links: FileLinks;
let server: RunningServer;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'firn-links-'));
  links = new FileLinks(() => now);
  server = await startAccountServer({ home, links, open: () => Promise.resolve(new ScriptedAccount()) });
});

afterEach(async () => {
  await server.stop();
  await rm(home, { recursive: true, force: true });
});

async function linkTo(name: string, text: string, seconds = 60): Promise<string> {
  const file = path.join(home, name);
  await writeFile(file, text);
  return links.origin + links.pathTo(file, seconds);
}

describe('a link to a file', () => {
  it('gives the file, its size, and parts of it', async () => {
    const url = await linkTo("it's ü", '0123456789');
    expect(await (await fetch(url)).text()).toBe('0123456789');
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.headers.get('content-length'), head.headers.get('accept-ranges')]).toEqual(['10', 'bytes']);
    const part = async (range: string) => {
      const answer = await fetch(url, { headers: { range } });
      return [answer.status, answer.headers.get('content-range'), await answer.text()];
    };
    expect(await part('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234']);
    expect(await part('bytes=8-')).toEqual([206, 'bytes 8-9/10', '89']);
    expect(await part('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await part('bytes=5-99')).toEqual([206, 'bytes 5-9/10', '56789']);
    expect(await part('bytes=20-30')).toEqual([200, null, '0123456789']);
  });

  it('is good for a while, for its file, and for this process', async () => {
    const url = await linkTo('a', 'secret', 10);
    const status = async (address: string) => (await fetch(address)).status;
    now += 10_000;
    expect(await status(url)).toBe(200);
    now += 1;
    expect(await status(url)).toBe(404);
    const fresh = await linkTo('b', 'x');
    expect(await status(`${fresh}x`)).toBe(404);
    const forged = new FileLinks(() => now).pathTo(path.join(home, 'a'), 60);
    expect(await status(`${links.origin}${forged}`)).toBe(404);
    await rm(path.join(home, 'b'));
    expect(await status(fresh)).toBe(404);
  });
});
