import { createSign, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkToken } from '../../../src/account/server/jwt.js';
import { LoginKeys, fingerprint, keyChange } from '../../../src/account/server/loginKeys.js';

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const { publicKey, privateKey } = pair();
const subject = 'LOCAL.FIRN';
const now = Date.UTC(2026, 10, 24);

function token(claims: Record<string, unknown> = {}, signer = privateKey, algorithm = 'RS256'): string {
  const issued = {
    iss: `${subject}.${fingerprint(publicKey)}`,
    sub: subject,
    exp: now / 1000 + 60,
    ...claims,
  };
  const text = [{ alg: algorithm, typ: 'JWT' }, issued]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${createSign('RSA-SHA256').update(text).sign(signer, 'base64url')}`;
}

const check = (text: string) => () => checkToken(text, [publicKey], subject, now);

describe('a token of a key pair', () => {
  it('is good until it expires, in seconds or milliseconds', () => {
    expect(check(token())).not.toThrow();
    expect(check(token({ exp: now + 1 }))).not.toThrow();
    expect(check(token({ exp: now / 1000 - 1 }))).toThrow('expired');
    expect(check(token({ exp: now - 1 }))).toThrow('expired');
    expect(check(token({ exp: undefined }))).toThrow('expired');
  });

  it('is refused when it is of another user, another key or another hand', () => {
    expect(check(token({ sub: 'LOCAL.SOMEBODY' }))).toThrow('another user');
    expect(check(token({ iss: `${subject}.${fingerprint(pair().publicKey)}` }))).toThrow('a key that is not');
    expect(check(token({}, pair().privateKey))).toThrow('signature is wrong');
    expect(check(token({}, privateKey, 'none'))).toThrow('RS256');
    expect(check('nonsense')).toThrow('cannot be read');
  });
});

describe('the public keys of the user', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'firn-keys-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const pem = String(publicKey.export({ format: 'pem', type: 'spki' }));
  const apply = (keys: LoginKeys, sql: string) => keys.apply(keyChange(sql)!);

  it('are set, kept and removed by ALTER USER', async () => {
    await apply(new LoginKeys(folder, 'FIRN'), `ALTER USER firn SET RSA_PUBLIC_KEY='${pem}';`);
    const again = new LoginKeys(folder, 'FIRN');
    expect((await again.all()).map(fingerprint)).toEqual([fingerprint(publicKey)]);
    await apply(again, 'ALTER USER FIRN UNSET RSA_PUBLIC_KEY');
    expect(await again.all()).toEqual([]);
  });

  it('are refused when they are none, or somebody else’s', async () => {
    const keys = new LoginKeys(folder, 'FIRN');
    await expect(apply(keys, "ALTER USER FIRN SET RSA_PUBLIC_KEY = 'x'")).rejects.toThrow(
      'Invalid public key',
    );
    await expect(apply(keys, 'ALTER USER OTHER UNSET RSA_PUBLIC_KEY')).rejects.toThrow("User 'OTHER'");
    expect(keyChange("ALTER USER FIRN SET COMMENT = 'x'")).toBeUndefined();
  });
});
