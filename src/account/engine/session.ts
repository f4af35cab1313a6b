import { TIMESTAMP_MAPPINGS } from '../../sql/read/types.js';
import type { TimestampMapping } from '../../sql/read/types.js';
import type { ConnectionContext } from '../account.js';

/** What one client's connection remembers between statements. */
export class SessionState {
  /** Session parameters set by ALTER SESSION; names in upper case. */
  readonly parameters = new Map<string, string>();
  /** SQL variables set by SET; names in upper case. Values as SQL literals. */
  readonly variables = new Map<string, SessionVariable>();
  lastQueryId: string | null = null;

  constructor(
    /** Opaque and unique; owner of temporary tables. */
    readonly id: string,
    readonly context: ConnectionContext,
  ) {}

  /** What TIMESTAMP means. */
  get timestamp(): TimestampMapping {
    const given = this.parameters.get('TIMESTAMP_TYPE_MAPPING');
    return TIMESTAMP_MAPPINGS.find((mapping) => mapping === given) ?? 'TIMESTAMP_NTZ';
  }

  /** The same connection without parameters and variables of its own, for work of the account's. */
  asAccount(): SessionState {
    return new SessionState(this.id, this.context);
  }
}

export interface SessionVariable {
  readonly value: string | null;
  readonly type: 'text' | 'fixed' | 'boolean' | 'real';
  readonly setOn: number;
}
