import type { ConnectionContext } from '../account.js';
import type { CatalogView } from '../catalog/catalog.js';
import type { Clock } from '../clock.js';
import type { Connection } from '../engine/connection.js';

/** What the scheduler may use of the account. */
export interface ScheduleHost {
  readonly clock: Clock;
  /** The committed catalog of this moment. */
  readonly catalog: CatalogView;
  connect(context: Partial<ConnectionContext>): Promise<Connection>;
}

/** Something the account does by itself when its time has come. */
export interface Job {
  /** Tells one run of one object from another. */
  readonly key: string;
  /** When it is to run, milliseconds since the epoch by the account's clock. */
  readonly due: number;
  /** Runs it once; looks again, under the write lock, whether it is still to be run. */
  run(host: ScheduleHost, signal: AbortSignal): Promise<void>;
}

/** Finds what is to be done, now or later. */
export type JobSource = (catalog: CatalogView) => Job[];
