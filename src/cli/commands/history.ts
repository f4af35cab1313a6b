import type { NamedRow } from '../../featurestore/statements.js';
import type { CommandContext, Run } from '../command.js';
import { exitCode } from '../exitCode.js';
import { parseVersionName } from '../objectName.js';
import { Table } from '../table.js';
import { withStore } from '../withProject.js';

/** `firn history NAME@VERSION`: the refreshes of a feature view, the newest first. */
export const run: Run = async (context, [text = '']) => {
  const { name, version } = parseVersionName(text);
  return withStore(context, async (store) => {
    const storeType = context.options.flag('online') ? 'ONLINE' : 'OFFLINE';
    if (context.options.flag('verbose')) {
      const rows = await store.getRefreshHistory(name, version, { storeType, verbose: true });
      await printAll(context, rows);
      return exitCode.done;
    }
    const history = await store.getRefreshHistory(name, version, { storeType });
    if (context.json) {
      await context.output.json(history);
      return exitCode.done;
    }
    const titles = ['STARTED', 'ENDED', 'STATE', 'ACTION'];
    await new Table(
      context.output,
      titles.map((title) => ({ title })),
    ).rows(
      history.map((refresh) => [
        refresh.refreshStartTime,
        refresh.refreshEndTime,
        refresh.state,
        refresh.refreshAction,
      ]),
    );
    return exitCode.done;
  });
};

/** Every column that the account gives. */
async function printAll({ output, json }: CommandContext, rows: readonly NamedRow[]): Promise<void> {
  if (json) return output.json(rows);
  const names = Object.keys(rows[0] ?? {});
  const table = new Table(
    output,
    names.map((name) => ({ title: name.toUpperCase() })),
  );
  await table.rows(rows.map((row) => names.map((name) => row[name] ?? null)));
}
