import type { ConnectionContext } from '../../account.js';
import { ProtocolError, success } from '../envelope.js';
import { sessionParameters, settingStatement } from '../parameters.js';
import { isObject } from '../requestBody.js';
import type { JsonObject } from '../requestBody.js';
import { checkToken } from '../jwt.js';
import type { Route } from '../router.js';
import type { Service } from '../service.js';
import { sameSecret } from '../tokens.js';

/** The field of the login request that holds the secret, by the authenticator the client names. */
const secretField: Readonly<Record<string, 'PASSWORD' | 'TOKEN'>> = {
  SNOWFLAKE_JWT: 'TOKEN',
  SNOWFLAKE: 'PASSWORD',
  USERNAME_PASSWORD_MFA: 'PASSWORD',
  PROGRAMMATIC_ACCESS_TOKEN: 'TOKEN',
  OAUTH: 'TOKEN',
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

async function checkCredentials(data: JsonObject, service: Service): Promise<void> {
  const authenticator = (text(data['AUTHENTICATOR']) || 'SNOWFLAKE').toUpperCase();
  const field = secretField[authenticator];
  if (field === undefined) {
    throw new ProtocolError(
      `The local account does not know the authenticator ${authenticator}. ` +
        'Use its token as the password or as a programmatic access token, or a key pair.',
      '390106',
    );
  }
  const account = text(data['ACCOUNT_NAME']);
  if (account.toUpperCase() !== 'LOCAL') {
    throw new ProtocolError(
      `There is no account ${account} here. The local account's name is 'local'.`,
      '390100',
    );
  }
  if (authenticator === 'SNOWFLAKE_JWT') {
    checkToken(text(data[field]), await service.keys.all(), `LOCAL.${service.user}`);
    return;
  }
  // A token names its user itself, so clients may leave the login name out.
  const user = text(data['LOGIN_NAME']);
  const userFits = user.toUpperCase() === service.user || (user === '' && field === 'TOKEN');
  if (!sameSecret(text(data[field]), service.token) || !userFits) {
    throw new ProtocolError('Incorrect username or password was specified.', '390100');
  }
}

/** A name as a client writes it in its connection options: upper case unless it is quoted. */
function resolvedName(written: string | null): string | null {
  if (written === null || written === '') return null;
  const quoted = /^"(.*)"$/s.exec(written)?.[1];
  return quoted === undefined ? written.toUpperCase() : quoted.replaceAll('""', '"');
}

function requestedContext(query: URLSearchParams, user: string): Partial<ConnectionContext> {
  const names = {
    database: resolvedName(query.get('databaseName')),
    schema: resolvedName(query.get('schemaName')),
    warehouse: resolvedName(query.get('warehouse')),
    role: resolvedName(query.get('roleName')),
  };
  const given = Object.fromEntries(Object.entries(names).filter(([, name]) => name !== null));
  return { user, ...given };
}

const login: Route = {
  method: 'POST',
  path: '/session/v1/login-request',
  async answer({ url, json }, service) {
    const data = isObject(json['data']) ? json['data'] : {};
    await checkCredentials(data, service);
    const choices = isObject(data['SESSION_PARAMETERS']) ? data['SESSION_PARAMETERS'] : {};
    const session = await service.sessions.open(
      requestedContext(url.searchParams, service.user),
      sessionParameters(choices),
      text(data['CLIENT_APP_ID']),
      settingStatement(choices),
    );
    const { context } = session.connection;
    service.log(
      `session ${session.id} opened by ${text(data['CLIENT_APP_ID'])} ${text(data['CLIENT_APP_VERSION'])}`,
    );
    return success({
      token: session.token,
      masterToken: session.masterToken,
      validityInSeconds: session.validity.session,
      masterValidityInSeconds: session.validity.master,
      displayUserName: context.user,
      serverVersion: '9.0.0',
      firstLogin: false,
      remMeToken: null,
      healthCheckInterval: 45,
      sessionId: session.id,
      parameters: session.parameters,
      sessionInfo: {
        databaseName: context.database,
        schemaName: context.schema,
        warehouseName: context.warehouse,
        roleName: context.role,
      },
    });
  },
};

export const loginRoutes: readonly Route[] = [login];
