import { accessStatements, setupAccess } from '../../featurestore/access.js';
import type { AccessOptions } from '../../featurestore/access.js';
import { CliError } from '../cliError.js';
import type { CommandContext, Run } from '../command.js';
import { exitCode } from '../exitCode.js';
import { refuseProtected } from '../protectedTarget.js';
import { withTarget } from '../withProject.js';

/** `firn store access`: a store with the roles that work with it. */
export const run: Run = async (context, [action = '']) => {
  if (action !== 'access')
    throw new CliError('usage', `'${action}' is nothing that is done with a store.`, {
      hint: 'firn store access',
    });
  await access(context);
  return exitCode.done;
};

async function access(context: CommandContext): Promise<void> {
  const { output, options } = context;
  await withTarget(context, async ({ session, target }) => {
    const { database, schema, warehouse } = target;
    const request: AccessOptions = {
      database,
      schema,
      warehouse,
      ...rolesOf(context),
      signal: context.interrupt.signal,
      onWarning: (text) => output.warn(text),
    };
    if (options.flag('sql')) {
      const statements = await accessStatements(session, request);
      if (context.json) await output.json(statements);
      else for (const sql of statements) await output.line(`${sql};`);
      return;
    }
    refuseProtected(context, target, 'store access');
    await setupAccess(session, request);
    const { producerRole = 'FS_PRODUCER', consumerRole } = request;
    const reads = consumerRole === undefined ? '' : `, and ${consumerRole} reads it`;
    output.say(`The role ${producerRole} registers in ${database}.${schema}${reads}.`);
    output.say(
      'Not among the privileges, as with the official client: EXECUTE TASK on the account (refreshes by cron), CREATE ONLINE FEATURE TABLE and CREATE MODEL on the schema.',
    );
    if (context.json)
      await output.json({ database, schema, producerRole, consumerRole: consumerRole ?? null });
  });
}

function rolesOf({ options }: CommandContext): Pick<AccessOptions, 'producerRole' | 'consumerRole'> {
  const producerRole = options.text('producerRole');
  const consumerRole = options.text('consumerRole');
  return {
    ...(producerRole !== undefined && { producerRole }),
    ...(consumerRole !== undefined && { consumerRole }),
  };
}
