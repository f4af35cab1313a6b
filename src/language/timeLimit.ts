/** What took longer than it may; says so in words. */
class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
  readonly code = 'time-limit';
}

/**
 * Gives a job a signal that aborts after `ms`, and stops waiting for it then, whether it listens or not: a login
 * that waits for a browser nobody looks at must not hold everything else.
 */
export async function within<T>(
  ms: number,
  what: string,
  job: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      controller.abort();
      reject(new TimeLimitError(`${what} took longer than ${Math.round(ms / 1000)} seconds.`));
    }, ms);
  });
  try {
    return await Promise.race([job(controller.signal), limit]);
  } finally {
    clearTimeout(timer);
  }
}
