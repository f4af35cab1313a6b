import { CodeLensRefreshRequest, type Connection } from 'vscode-languageserver/node';
import { DiagnosticPublisher } from './diagnostics.js';
import * as protocol from './protocol.js';
import type { WorkspaceEvents } from './workspace.js';

/** The sidebar and the lenses' states may lag behind typing; SQL may not. */
const stateDelayMs = 120;

/** Tells the editor what changed. Notices about states that come close together are one. */
export class Notices {
  readonly #connection: Connection;
  readonly #projects: () => readonly protocol.ProjectInfo[];
  readonly #stores = new Map<string, protocol.StoreRef>();
  #lenses = false;
  #projectsChanged = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(connection: Connection, projects: () => readonly protocol.ProjectInfo[]) {
    this.#connection = connection;
    this.#projects = projects;
  }

  workspaceEvents(): WorkspaceEvents {
    const { console } = this.#connection;
    return {
      log: (level, message) => console[level](message),
      publisher: () => {
        const publisher = new DiagnosticPublisher((uri, diagnostics) => {
          void this.#connection.sendDiagnostics({ uri, diagnostics });
        });
        return (diagnostics) => publisher.publish(diagnostics);
      },
      sqlChanged: (project, keys) => this.#send(protocol.SqlChanged, { project, keys }),
      projectsChanged: () => {
        this.#projectsChanged = true;
        this.#later();
      },
      storeChanged: (project, target) => {
        this.#stores.set(`${target}\0${project}`, { project, target });
        this.#later();
      },
      statesChanged: () => {
        this.#lenses = true;
        this.#later();
      },
    };
  }

  /** The user's SQL style changed: every SQL text of the project is another. */
  styleChanged(project: string): void {
    this.#send(protocol.SqlChanged, { project, keys: [] });
  }

  #later(): void {
    if (this.#timer === undefined) this.#timer = setTimeout(() => this.#flush(), stateDelayMs);
  }

  #flush(): void {
    this.#timer = undefined;
    if (this.#projectsChanged) this.#send(protocol.ProjectsChanged, this.#projects());
    for (const store of this.#stores.values()) this.#send(protocol.StoreChanged, store);
    if (this.#lenses) void this.#connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
    this.#projectsChanged = false;
    this.#lenses = false;
    this.#stores.clear();
  }

  #send<P>(message: protocol.NotificationMessage<P>, params: P): void {
    void this.#connection.sendNotification(message.method, params);
  }
}
