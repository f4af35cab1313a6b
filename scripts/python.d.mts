export interface Python {
  readonly command: string;
  readonly version: string;
}

/** The newest Python of these minor versions that the path knows. */
export function findPython(from: number, to: number): Python | undefined;

/**
 * The interpreter of a virtual environment that has the pinned packages; undefined when they cannot be installed.
 * @param pins a file of requirements
 * @param cache where environments are kept
 * @param more options of pip
 */
export function environment(
  python: Python,
  pins: string,
  cache: string,
  ...more: readonly string[]
): string | undefined;
