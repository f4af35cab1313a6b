import { setTimeout as delay } from 'node:timers/promises';

/** Asks again until the answer is there; what the editor does, it does in its own time. */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
  timeout = 30_000,
): Promise<T> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`Not within ${timeout / 1000} s: ${what}`);
    await delay(50);
  }
}
