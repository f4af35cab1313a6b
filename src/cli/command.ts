import type { ExitCode } from './exitCode.js';
import type { Interrupt } from './interrupt.js';
import type { Output } from './output.js';
import type { Options } from './options.js';

/** What every command gets. */
export interface CommandContext {
  readonly output: Output;
  readonly interrupt: Interrupt;
  /** Whether data is to be JSON. */
  readonly json: boolean;
  /** The project's folder, absolute. */
  readonly folder: string;
  /** The target's name; undefined: the project's default. */
  readonly target: string | undefined;
  readonly options: Options;
}

/** Runs one command on its positional arguments. */
export type Run = (context: CommandContext, args: readonly string[]) => Promise<ExitCode>;
