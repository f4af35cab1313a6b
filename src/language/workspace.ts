import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Diagnostic } from '../project/model.js';
import { isInside } from './places.js';
import { ProjectHost, ProjectHostError } from './projectHost.js';
import type { ProjectInfo, StoreInfo } from './protocol.js';

export interface WorkspaceEvents {
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void;
  readonly projectsChanged: () => void;
  readonly sqlChanged: (project: string, keys: readonly string[]) => void;
  readonly storeChanged: (project: string, target: string) => void;
  readonly statesChanged: () => void;
  readonly publisher: () => (diagnostics: readonly Diagnostic[]) => void;
}

const projectFile = 'firn.json';

/** The projects of the opened folders. A folder is a project when it holds a `firn.json`; nothing is searched. */
export class Workspace {
  readonly #events: WorkspaceEvents;
  readonly #hosts = new Map<string, ProjectHost>();
  readonly #texts: () => ReadonlyMap<string, string>;
  readonly #targets: Map<string, string>;
  #folders: readonly string[] = [];
  #trusted: boolean;

  constructor(
    options: {
      readonly trusted: boolean;
      readonly targets: Readonly<Record<string, string>>;
      readonly texts: () => ReadonlyMap<string, string>;
    },
    events: WorkspaceEvents,
  ) {
    this.#trusted = options.trusted;
    this.#targets = new Map(Object.entries(options.targets));
    this.#texts = options.texts;
    this.#events = events;
  }

  setFolders(folders: readonly string[]): void {
    this.#folders = folders;
    this.#update();
  }

  trust(): void {
    this.#trusted = true;
    for (const host of this.#hosts.values()) void host.open();
  }

  /** Files changed on disk, or stopped existing. */
  filesChanged(files: readonly string[]): void {
    if (files.some((file) => path.basename(file) === projectFile)) this.#update();
    for (const host of this.#hosts.values()) {
      const own = files.filter((file) => belongsTo(host.folder, file));
      if (own.some((file) => opensAgain(host.folder, file))) void host.open();
      else if (own.length > 0) host.changed();
    }
  }

  /** A document's text changed in the editor. */
  textChanged(file: string): void {
    const host = this.hostOf(file);
    if (host !== null && /\.(ts|sql)$/.test(file)) host.changed();
  }

  /** The innermost project that a file belongs to; null for files of no project and for installed packages. */
  hostOf(file: string): ProjectHost | null {
    const hosts = [...this.#hosts.values()].filter((host) => belongsTo(host.folder, file));
    return hosts.sort((a, b) => b.folder.length - a.folder.length)[0] ?? null;
  }

  host(project: string): ProjectHost {
    const host = this.#hosts.get(project);
    if (host !== undefined) return host;
    throw new ProjectHostError(`${project} is not an open Firn project.`, 'unknown-project');
  }

  projectInfos(): ProjectInfo[] {
    return [...this.#hosts.values()].map((host) => host.info());
  }

  storeInfos(): StoreInfo[] {
    return [...this.#hosts.values()].flatMap((host) => host.storeInfos());
  }

  async close(): Promise<void> {
    await Promise.all([...this.#hosts.values()].map((host) => host.close()));
    this.#hosts.clear();
  }

  /** Opens hosts for folders that became projects and closes those of folders that ceased to be. */
  #update(): void {
    const projects = this.#folders.filter((folder) => existsSync(path.join(folder, projectFile)));
    for (const [folder, host] of this.#hosts) {
      if (projects.includes(folder)) continue;
      this.#hosts.delete(folder);
      void host.close();
    }
    for (const folder of projects) {
      if (this.#hosts.has(folder)) continue;
      const host = this.#newHost(folder);
      this.#hosts.set(folder, host);
      void host.open();
    }
    this.#events.projectsChanged();
  }

  #newHost(folder: string): ProjectHost {
    const events = this.#events;
    return new ProjectHost(folder, this.#targets.get(folder), {
      trusted: () => this.#trusted,
      overlay: () => new Map([...this.#texts()].filter(([file]) => belongsTo(folder, file))),
      publish: events.publisher(),
      log: events.log,
      projectChanged: events.projectsChanged,
      sqlChanged: (keys) => events.sqlChanged(folder, keys),
      storeChanged: (target) => events.storeChanged(folder, target),
      statesChanged: events.statesChanged,
    });
  }
}

function belongsTo(folder: string, file: string): boolean {
  return isInside(folder, file) && !path.relative(folder, file).split(path.sep).includes('node_modules');
}

/** The files a project reads when it is opened. */
function opensAgain(folder: string, file: string): boolean {
  return [projectFile, path.join('firn', 'catalog.json')].includes(path.relative(folder, file));
}
