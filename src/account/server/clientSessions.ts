import { randomInt } from 'node:crypto';
import type { AccountConnection, ConnectionContext, LocalAccount } from '../account.js';
import { ClientSession } from './clientSession.js';
import type { Validity } from './clientSession.js';
import { ProtocolError } from './envelope.js';
import type { Parameter } from './parameters.js';

/** The clients that are logged in, found by the tokens they present. */
export class ClientSessions {
  readonly #sessions = new Set<ClientSession>();

  constructor(
    private readonly account: LocalAccount,
    private readonly validity: Validity,
  ) {}

  get count(): number {
    return this.#sessions.size;
  }

  async open(
    context: Partial<ConnectionContext>,
    parameters: readonly Parameter[],
    application: string,
    /** A statement that sets the client's session parameters. */
    settings?: string,
  ): Promise<ClientSession> {
    const connection = await this.account.connect(context);
    if (settings !== undefined) await this.#set(connection, settings);
    const id = randomInt(1, 2 ** 47);
    const session = new ClientSession(id, connection, parameters, this.validity, application);
    this.#sessions.add(session);
    return session;
  }

  /** A parameter that cannot be set ends the login, as in Snowflake. */
  async #set(connection: AccountConnection, settings: string): Promise<void> {
    try {
      await connection.execute(settings);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  byId(id: number): ClientSession | undefined {
    return this.#find((candidate) => candidate.id === id);
  }

  /** The session of a request's token: `Authorization: Snowflake Token="…"`. */
  bySessionToken(authorization: string | undefined): ClientSession {
    const token = readToken(authorization);
    const session = this.#find((candidate) => candidate.token === token);
    if (session === undefined) {
      throw new ProtocolError('Session token is not valid. Log in again.', '390104');
    }
    if (session.tokenExpired) throw new ProtocolError('Session token has expired. Renew it.', '390112');
    session.touch();
    return session;
  }

  byMasterToken(authorization: string | undefined): ClientSession {
    const token = readToken(authorization);
    const session = this.#find((candidate) => candidate.masterToken === token);
    if (session === undefined || session.expired) {
      throw new ProtocolError('Master token has expired. Log in again.', '390114');
    }
    return session;
  }

  async close(session: ClientSession): Promise<void> {
    if (!this.#sessions.delete(session)) return;
    for (const query of session.running) query.cancel();
    await session.turn;
    await session.connection.close();
  }

  /** Closes sessions whose clients went away without saying so. */
  async closeExpired(): Promise<void> {
    await Promise.all(
      [...this.#sessions].filter((session) => session.expired).map((session) => this.close(session)),
    );
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#sessions].map((session) => this.close(session)));
  }

  #find(test: (session: ClientSession) => boolean): ClientSession | undefined {
    for (const session of this.#sessions) if (test(session)) return session;
    return undefined;
  }
}

function readToken(authorization: string | undefined): string {
  const token = /^Snowflake Token="([^"]+)"$/.exec(authorization ?? '')?.[1];
  if (token === undefined) throw new ProtocolError('Session token is missing. Log in first.', '390103');
  return token;
}
