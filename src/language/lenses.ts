import type { CodeLens, Command } from 'vscode-languageserver';
import type { DefinitionState } from '../project/model.js';
import type { DefinitionInfo } from './protocol.js';

/** Lenses swallow a plain space after an icon. */
const space = '\u00a0';

const stateTitles: Readonly<Record<DefinitionState, string | null>> = {
  new: `$(diff-added)${space}new`,
  'in sync': `$(check)${space}in sync`,
  differs: `$(diff-modified)${space}differs`,
  unknown: null,
};

/** `SQL | Data | Register`, the state of every definition and how it refreshes, above its statement. */
export function lenses(infos: readonly DefinitionInfo[]): CodeLens[] {
  return infos.flatMap((info) =>
    commands(info).map((command) => ({
      range: { start: info.range.start, end: info.range.start },
      command,
    })),
  );
}

function commands(info: DefinitionInfo): Command[] {
  const ref = { project: info.project, key: info.key };
  const act = (title: string, command: string): Command => ({ title, command, arguments: [ref] });
  const register = act('Register', 'firn.register');
  const actions =
    info.kind === 'featureView'
      ? [act('SQL', 'firn.previewSql'), act('Data', 'firn.previewData'), register]
      : [register];
  const state = stateTitle(info);
  // Words without a command are shown, and cannot be clicked.
  const refreshing = info.refreshing === null ? [] : [{ title: info.refreshing, command: '' }];
  return [...actions, ...(state === null ? [] : [act(state, 'firn.showState')]), ...refreshing];
}

function stateTitle(info: DefinitionInfo): string | null {
  const title = stateTitles[info.state];
  if (title === null || info.changes.length === 0) return title;
  const [first, ...more] = info.changes;
  return `${title}: ${first}${more.length > 0 ? ` and ${more.length} more` : ''}`;
}
