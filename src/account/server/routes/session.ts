import { success } from '../envelope.js';
import type { Route } from '../router.js';

const heartbeat: Route = {
  method: 'POST',
  path: '/session/heartbeat',
  async answer({ headers }, service) {
    service.sessions.bySessionToken(headers.authorization);
    return success(null);
  },
};

const renewal: Route = {
  method: 'POST',
  path: '/session/token-request',
  async answer({ headers }, service) {
    const session = service.sessions.byMasterToken(headers.authorization);
    session.renew();
    return success({
      sessionToken: session.token,
      masterToken: session.masterToken,
      validityInSecondsST: session.validity.session,
      validityInSecondsMT: session.validity.master,
      sessionId: session.id,
    });
  },
};

const end: Route = {
  method: 'POST',
  path: '/session',
  async answer({ headers, url }, service) {
    const session = service.sessions.bySessionToken(headers.authorization);
    if (url.searchParams.get('delete') === 'true') {
      await service.sessions.close(session);
      service.log(`session ${session.id} closed`);
    }
    return success(null);
  },
};

export const sessionRoutes: readonly Route[] = [heartbeat, renewal, end];
