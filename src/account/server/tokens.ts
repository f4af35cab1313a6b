import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares in a time that does not tell how much of a guess was right. */
export function sameSecret(given: string, expected: string): boolean {
  const key = randomBytes(16);
  const digest = (text: string) => createHmac('sha256', key).update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** Proof of knowing `secret` that does not reveal it: the answer to a challenge. */
export function proof(secret: string, challenge: string): string {
  return createHmac('sha256', secret).update(challenge).digest('base64url');
}
