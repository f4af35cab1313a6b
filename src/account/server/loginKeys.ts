/** Public keys for key-pair logins. Source: "Key-pair authentication and key-pair rotation", "ALTER USER". */
import { createHash, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AccountError } from '../account.js';
import { isObject } from './requestBody.js';

/** Two, so that a new key can be in use before the old one is gone. */
type Slot = 'RSA_PUBLIC_KEY' | 'RSA_PUBLIC_KEY_2';

interface KeyChange {
  readonly user: string;
  readonly slot: Slot;
  /** Null to remove it. */
  readonly key: string | null;
}

const setForm =
  /^\s*ALTER\s+USER\s+(?:IF\s+EXISTS\s+)?"?(\w+)"?\s+SET\s+(RSA_PUBLIC_KEY(?:_2)?)\s*=\s*'([^']*)'\s*;?\s*$/i;
const unsetForm =
  /^\s*ALTER\s+USER\s+(?:IF\s+EXISTS\s+)?"?(\w+)"?\s+UNSET\s+(RSA_PUBLIC_KEY(?:_2)?)\s*;?\s*$/i;

/** What `ALTER USER … SET RSA_PUBLIC_KEY = '…'` or `… UNSET RSA_PUBLIC_KEY` asks for; undefined for other statements. */
export function keyChange(sql: string): KeyChange | undefined {
  const [, user, slot, key = null] = setForm.exec(sql) ?? unsetForm.exec(sql) ?? [];
  if (user === undefined || slot === undefined) return undefined;
  return { user: user.toUpperCase(), slot: slot.toUpperCase() as Slot, key };
}

/** The key of a PEM file with or without its first and last line, as ALTER USER takes it. */
function publicKey(text: string): KeyObject {
  const body = text.replace(/-----(?:BEGIN|END) PUBLIC KEY-----/g, '').replace(/\s/g, '');
  const key = createPublicKey({ key: Buffer.from(body, 'base64'), format: 'der', type: 'spki' });
  if (key.asymmetricKeyType !== 'rsa') throw new TypeError('not an RSA key');
  return key;
}

/** `SHA256:…` of a public key, by which a token names it. */
export const fingerprint = (key: KeyObject): string =>
  `SHA256:${createHash('sha256')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest('base64')}`;

/** The keys with which the account's user may log in. They outlive the process and no connection sees them. */
export class LoginKeys {
  readonly #file: string;

  /** @param folder the account's own */
  constructor(
    folder: string,
    private readonly user: string,
  ) {
    this.#file = path.join(folder, 'login-keys.json');
  }

  async apply({ user, slot, key }: KeyChange): Promise<void> {
    if (user !== this.user) {
      throw new AccountError(`User '${user}' does not exist or not authorized.`, '002003', '02000');
    }
    try {
      if (key !== null) publicKey(key);
    } catch {
      throw new AccountError(
        "New public key rejected by current policy. Reason: 'Invalid public key'",
        '003005',
        '22023',
      );
    }
    const { [slot]: _before, ...others } = await this.#read();
    await mkdir(path.dirname(this.#file), { recursive: true, mode: 0o700 });
    await writeFile(this.#file, JSON.stringify(key === null ? others : { ...others, [slot]: key }), {
      mode: 0o600,
    });
  }

  async all(): Promise<readonly KeyObject[]> {
    return Object.values(await this.#read()).map(publicKey);
  }

  async #read(): Promise<Readonly<Record<string, string>>> {
    const text = await readFile(this.#file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '{}';
      throw error;
    });
    const value: unknown = JSON.parse(text);
    const entries = isObject(value) ? Object.entries(value) : [];
    return Object.fromEntries(
      entries.flatMap(([slot, key]) => (typeof key === 'string' ? [[slot, key]] : [])),
    );
  }
}
