import type { Run } from '../command.js';
import { exitCode } from '../exitCode.js';
import { parseVersionName } from '../objectName.js';
import { Table } from '../table.js';
import { withStore } from '../withProject.js';

/** `firn history NAME@VERSION`: the refreshes of a feature view, the newest first. */
export const run: Run = async (context, [text = '']) => {
  const { name, version } = parseVersionName(text);
  return withStore(context, async (store) => {
    const history = await store.getRefreshHistory(name, version);
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
