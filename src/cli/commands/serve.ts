import { setTimeout as delay } from 'node:timers/promises';
import { Clock } from '../../account/clock.js';
import { setClock } from '../../account/commands/clock.js';
import { serve } from '../../account/server/serve.js';
import { Project } from '../../project/project.js';
import { liveEndpoint, processLives } from '../../session/endpoint.js';
import { firnHome } from '../../session/home.js';
import { CliError } from '../cliError.js';
import type { CommandContext, Run } from '../command.js';
import { exitCode } from '../exitCode.js';

/** `firn serve [--port N] [--clock SETTING] [--python PATH]`: the local account over Snowflake's REST protocol, in the foreground. */
export const run: Run = async (context) => {
  const { output, interrupt, options } = context;
  const home = firnHome();
  const port = options.count('port');
  const clock = new Clock();
  const python = options.text('python');
  const setting = options.text('clock');
  if (setting !== undefined) setClock(clock, setting);
  await takeOver(context, home);
  const server = await serve({
    home,
    clock,
    ...(port === undefined ? {} : { port }),
    ...(python === undefined ? {} : { python }),
    log: (line) => output.say(`${new Date().toISOString()} ${line}`),
  });
  const { account, user, password, host, port: bound, protocol } = server.endpoint;
  await output.line(
    JSON.stringify({ account, user, password, host, port: bound, protocol, ...(await place(context)) }),
  );
  if (!interrupt.happened)
    await new Promise<void>((resolve) => {
      interrupt.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  await server.stop();
  return exitCode.done;
};

/** Where clients of the project's target will work; nulls outside a project. */
async function place({ folder, target }: CommandContext) {
  try {
    const project = await Project.open(folder);
    const { database, schema, warehouse } = project.target(target);
    await project.close();
    return { database, schema, warehouse };
  } catch (error) {
    if (target !== undefined) throw error;
    return { database: null, schema: null, warehouse: null };
  }
}

const stopTimeout = 10_000;

/** An account has one process. One that runs in the background for other commands makes room for this one. */
async function takeOver({ output }: CommandContext, home: string): Promise<void> {
  const running = await liveEndpoint(home);
  if (running === null) return;
  output.say(`Stopping the background process ${running.pid} of the account in ${home}.`);
  process.kill(running.pid, 'SIGTERM');
  const end = Date.now() + stopTimeout;
  // Its database is free when the process has ended, not when it stops answering.
  while (processLives(running.pid)) {
    if (Date.now() > end) {
      throw new CliError(
        'account-in-use',
        `The account in ${home} is served by process ${running.pid}, which does not stop.`,
        {
          hint: `Stop it, or choose another account with FIRN_HOME.`,
        },
      );
    }
    await delay(50);
  }
}
