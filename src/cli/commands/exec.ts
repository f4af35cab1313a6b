import { text as readAll } from 'node:stream/consumers';
import { openSession } from '../../session/open.js';
import type { Session } from '../../session/session.js';
import { CliError } from '../cliError.js';
import type { CommandContext, Run } from '../command.js';
import { exitCode } from '../exitCode.js';
import { refuseProtected } from '../protectedTarget.js';
import { printRows } from '../rows.js';
import { withTarget } from '../withProject.js';

/** Statements that read and change nothing. */
const reading = /^\s*(SELECT|WITH|SHOW|DESC|DESCRIBE|EXPLAIN|LIST|LS|USE)\b/i;

/** `firn exec "<statement>"`: one Snowflake statement. */
export const run: Run = async (context, [argument = '']) => {
  const sql = argument === '-' ? await readAll(process.stdin) : argument;
  if (sql.trim() === '')
    throw new CliError('usage', 'There is no statement.', { hint: 'firn exec "SELECT 1"' });
  const limit = context.options.count('limit');
  const connection = context.options.text('connection');
  if (connection !== undefined) {
    const session = await openSession({
      connection,
      signal: context.interrupt.signal,
      onProgress: (message) => context.output.say(`${message} …`),
    });
    try {
      await execute(context, session, sql, limit);
    } finally {
      await session.close();
    }
    return exitCode.done;
  }
  return withTarget(context, async ({ session, target }) => {
    if (!reading.test(sql)) refuseProtected(context, target, 'this statement');
    await execute(context, session, sql, limit);
    return exitCode.done;
  });
};

async function execute(
  context: CommandContext,
  session: Session,
  sql: string,
  limit: number | undefined,
): Promise<void> {
  const began = performance.now();
  const cursor = await session.query(sql, { signal: context.interrupt.signal });
  await printRows(context, { cursor, began, limit });
}
