import type { ProjectInfo, StoreInfo, StoreState } from '../language/protocol.js';

export interface StatusFacts {
  readonly icon: string;
  readonly text: string;
  /** Plain text, one fact a line. */
  readonly lines: readonly string[];
  readonly command: string;
  readonly links: readonly { readonly title: string; readonly command: string }[];
  /** Nothing works until the user does something. */
  readonly blocked: boolean;
}

const showLog = { title: 'Show log', command: 'firn.showLog' };
const restart = { title: 'Restart language server', command: 'firn.restartServer' };
const selectTarget = { title: 'Select target', command: 'firn.selectTarget' };
const reload = { title: 'Reload store', command: 'firn.reloadStore' };
const trust = { title: 'Manage workspace trust', command: 'workbench.trust.manage' };

/** What the status bar says; null: Firn has nothing to do in this window. */
export function statusFacts(
  server: 'off' | 'starting' | 'running' | 'down',
  projects: readonly ProjectInfo[],
  stores: readonly StoreInfo[],
): StatusFacts | null {
  if (server === 'off') return null;
  if (server === 'down') {
    const lines = ['The Firn language server is not running.'];
    return {
      icon: 'error',
      text: 'Firn',
      lines,
      command: restart.command,
      links: [restart, showLog],
      blocked: true,
    };
  }
  if (server === 'starting') {
    const lines = ['The Firn language server is starting.'];
    return {
      icon: 'loading~spin',
      text: 'Firn',
      lines,
      command: showLog.command,
      links: [showLog],
      blocked: false,
    };
  }
  const [first, ...more] = projects;
  if (first === undefined) return null;
  const facts = projectFacts(
    first,
    stores.find(({ project, selected }) => selected && project === first.project),
  );
  const others = more.map(({ name, target }) => `${name}: ${target ?? 'not usable'}`);
  return { ...facts, lines: [...facts.lines, ...others] };
}

function projectFacts(project: ProjectInfo, store: StoreInfo | undefined): StatusFacts {
  if (project.state === 'untrusted') {
    const lines = ['This folder is not trusted. Its definitions are not run and no connection is opened.'];
    return { icon: 'shield', text: 'Firn', lines, command: trust.command, links: [trust], blocked: false };
  }
  if (project.state === 'unusable') {
    const lines = [project.problem?.message ?? 'firn.json cannot be used.'];
    return {
      icon: 'error',
      text: 'firn.json',
      lines,
      command: 'workbench.actions.view.problems',
      links: [showLog],
      blocked: false,
    };
  }
  if (project.target === null || store === undefined) {
    const lines = [`Opening ${project.name}.`];
    return {
      icon: 'loading~spin',
      text: 'Firn',
      lines,
      command: showLog.command,
      links: [showLog],
      blocked: false,
    };
  }
  return {
    icon: storeIcons[store.state],
    text: project.target,
    lines: [
      `Target ${project.target}${store.protected ? ' (protected)' : ''}`,
      `Connection ${store.connection}`,
      `Store ${store.database}.${store.schema}`,
      freshness(store),
      ...(project.problem === null ? [] : [project.problem.message]),
      [
        counted(project.definitions, 'definition'),
        counted(project.errors, 'error'),
        counted(project.warnings, 'warning'),
      ].join(', '),
    ],
    command: store.state === 'failed' ? reload.command : selectTarget.command,
    links: [selectTarget, reload, showLog],
    blocked: false,
  };
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const storeIcons: Readonly<Record<StoreState, string>> = {
  'not read': 'database',
  reading: 'sync~spin',
  ready: 'database',
  missing: 'database',
  failed: 'warning',
};

function freshness({ state, readAt, problem }: StoreInfo): string {
  const when = readAt === null ? '' : new Date(readAt).toLocaleTimeString();
  const texts: Readonly<Record<StoreState, string>> = {
    'not read': 'The store has not been read yet.',
    reading: 'The store is being read.',
    ready: `Store read at ${when}`,
    missing: 'The store does not exist yet. Registering creates it.',
    failed: problem?.message ?? 'The store cannot be read.',
  };
  return texts[state];
}
