import { SessionError } from '../session/session.js';
import { StoreStatements } from './statements.js';
import type { NamedRow } from './statements.js';

/** Snowflake's number for what does not exist, or may not be seen. */
const absent = '002003';

/** A store whose changes are written down in place of being sent; what it is asked, it answers. */
export class Rehearsal extends StoreStatements {
  readonly sent: string[] = [];

  static of(store: StoreStatements): Rehearsal {
    return new Rehearsal(store.session, store.place, store.signal);
  }

  override run(sql: string): Promise<void> {
    this.sent.push(sql);
    return Promise.resolve();
  }

  /** In a schema that is yet to be created there is nothing. */
  override async rows(sql: string): Promise<readonly NamedRow[]> {
    try {
      return await super.rows(sql);
    } catch (error) {
      if (error instanceof SessionError && error.code === absent) return [];
      throw error;
    }
  }

  override uncancelled(): this {
    return this;
  }
}
