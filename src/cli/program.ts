import path from 'node:path';
import { Command, CommanderError } from 'commander';
import type { OptionValues } from 'commander';
import type { CommandContext, Run } from './command.js';
import { commandTable } from './commandTable.js';
import type { CommandDeclaration } from './commandTable.js';
import { exitCode } from './exitCode.js';
import type { ExitCode } from './exitCode.js';
import type { Interrupt } from './interrupt.js';
import { Options } from './options.js';
import type { Output } from './output.js';

/** Reads the arguments and runs the command they name; the exit code to end with. */
export async function runProgram(
  args: readonly string[],
  version: string,
  output: Output,
  interrupt: Interrupt,
): Promise<ExitCode> {
  let result: ExitCode = exitCode.done;
  const program = new Command('firn')
    .description(
      'Feature engineering on Snowflake: definitions, their SQL, and the feature store they live in.',
    )
    .version(version)
    .option('--project <dir>', 'folder of firn.json (default: the working directory)')
    .option('--target <name>', 'a target of firn.json (default: its defaultTarget)')
    .option('--json', 'data as JSON on stdout')
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .configureOutput({
      writeOut: (text) => void output.data(text),
      outputError: (text) => output.say(usageError(output, text)),
    })
    .showSuggestionAfterError(true)
    .exitOverride();
  for (const declaration of commandTable) {
    addCommand(program, declaration, async (run, args, values) => {
      result = await run(contextOf(values, output, interrupt), args);
    });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return result;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version end this way too, with code 0.
    return error.exitCode === 0 ? exitCode.done : exitCode.error;
  }
}

function addCommand(
  program: Command,
  { usage, alias, summary, options = [], load }: CommandDeclaration,
  act: (run: Run, args: readonly string[], values: OptionValues) => Promise<void>,
): void {
  const command = program.command(usage).description(summary);
  if (alias !== undefined) command.alias(alias);
  for (const [flags, description] of options) command.option(flags, description);
  command.action(async () => act(await load(), command.args, command.optsWithGlobals()));
}

function contextOf(values: OptionValues, output: Output, interrupt: Interrupt): CommandContext {
  const options = new Options(values);
  return {
    output,
    interrupt,
    options,
    json: options.flag('json'),
    folder: path.resolve(options.text('project') ?? '.'),
    target: options.text('target'),
  };
}

function usageError(output: Output, text: string): string {
  const message = text.trim().replace(/^error: /, '');
  return `${output.styleWords('red', 'error[usage]:')} ${message}\n  ${output.styleWords('cyan', 'hint:')} \`firn --help\` lists the commands, \`firn help <command>\` explains one.`;
}
