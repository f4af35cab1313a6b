import type { ClientSessions } from './clientSessions.js';
import type { FileLinks } from '../fileLinks.js';
import type { LoginKeys } from './loginKeys.js';
import type { Queries } from './queries.js';

/** What the routes work on. */
export interface Service {
  readonly sessions: ClientSessions;
  readonly queries: Queries;
  /** The account's user and the token that is its password. */
  readonly user: string;
  readonly token: string;
  /** Public keys with which the user may log in instead. */
  readonly keys: LoginKeys;
  readonly links: FileLinks;
  readonly home: string;
  /** Which build of the program serves in the background; null when somebody started it on purpose. */
  readonly build: string | null;
  /** How long a request waits for its statement before the client is told to ask again, in milliseconds. */
  readonly patience: number;
  readonly log: (line: string) => void;
}
