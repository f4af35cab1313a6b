import { success } from '../envelope.js';
import type { Route } from '../router.js';

/** Drivers report on themselves after a login. Nothing is kept. */
const telemetry: Route = {
  method: 'POST',
  path: '/telemetry/send',
  async answer({ headers }, service) {
    service.sessions.bySessionToken(headers.authorization);
    return success(null);
  },
};

export const telemetryRoutes: readonly Route[] = [telemetry];
