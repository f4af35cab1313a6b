/** Tokens of key-pair logins. Source: "Using key-pair authentication" (the claims iss, sub, iat and exp). */
import { verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { ProtocolError } from './envelope.js';
import { fingerprint } from './loginKeys.js';
import { isObject } from './requestBody.js';
import type { JsonObject } from './requestBody.js';

const invalid = (why: string) => new ProtocolError(`JWT token is invalid. ${why}`, '390144');

function part(text: string | undefined): JsonObject {
  try {
    const value: unknown = JSON.parse(Buffer.from(text ?? '', 'base64url').toString('utf8'));
    if (isObject(value)) return value;
  } catch {
    // Told below: whatever it is, it is not a token.
  }
  throw invalid('It cannot be read.');
}

/** Some drivers write moments in milliseconds; seconds have that many digits in a few thousand years. */
const milliseconds = (moment: number): number => (moment > 100_000_000_000 ? moment : moment * 1000);

/**
 * Checks that a token was signed by one of the keys, for this user, and is still valid.
 *
 * @param subject `ACCOUNT.USER` in upper case
 * @throws ProtocolError 390144
 */
export function checkToken(
  token: string,
  keys: readonly KeyObject[],
  subject: string,
  now = Date.now(),
): void {
  const [head, body, signature] = token.split('.');
  const [header, claims] = [part(head), part(body)];
  if (header['alg'] !== 'RS256') throw invalid('It is not signed with RS256.');
  const issuer = String(claims['iss']);
  const key = keys.find((candidate) => issuer === `${subject}.${fingerprint(candidate)}`);
  if (String(claims['sub']).toUpperCase() !== subject || key === undefined) {
    throw invalid("It names another user, or a key that is not the user's RSA_PUBLIC_KEY.");
  }
  const signed = Buffer.from(`${head}.${body}`);
  if (!verify('RSA-SHA256', signed, key, Buffer.from(signature ?? '', 'base64url'))) {
    throw invalid('Its signature is wrong.');
  }
  const expires = claims['exp'];
  if (typeof expires !== 'number' || milliseconds(expires) <= now) throw invalid('It has expired.');
}
