import { ProtocolError, success } from '../envelope.js';
import type { Route } from '../router.js';
import { proof } from '../tokens.js';

/**
 * Not Snowflake's: how Firn's clients make sure that what listens on a port is still their account before they log in.
 * The answer proves knowledge of the token without revealing it; the caller shows no secret either.
 */
const identity: Route = {
  method: 'GET',
  path: '/firn/identity',
  async answer({ url }, service) {
    const challenge = url.searchParams.get('challenge') ?? '';
    if (challenge.length < 16)
      throw new ProtocolError('A challenge of 16 characters or more is required.', '390400');
    return success({
      account: 'local',
      home: service.home,
      pid: process.pid,
      build: service.build,
      sessions: service.sessions.count,
      proof: proof(service.token, challenge),
    });
  },
};

export const identityRoutes: readonly Route[] = [identity];
