/** Exit codes that scripts may rely on. */
export const exitCode = {
  done: 0,
  error: 1,
  /** `plan`: there is something to apply. */
  changes: 2,
  /** Destructive, or on a protected target, and not explicitly allowed. */
  refused: 3,
  /** The store is not what it was when the plan was made. */
  stale: 4,
  /** Ctrl-C: 128 + SIGINT. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
