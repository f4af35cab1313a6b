import type { IncomingHttpHeaders } from 'node:http';
import type { Envelope } from './envelope.js';
import { ProtocolError } from './envelope.js';
import type { JsonObject } from './requestBody.js';
import type { Service } from './service.js';

export interface RouteRequest {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly json: JsonObject;
  /** What the `:names` of the route's path matched. */
  readonly params: Readonly<Record<string, string>>;
}

/** A body that is not an envelope: a compressed chunk of rows. */
export interface RawReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export type Reply = Envelope | RawReply;

export interface Route {
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** A path with `:name` segments. */
  readonly path: string;
  readonly answer: (request: RouteRequest, service: Service) => Promise<Reply>;
}

interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

function matchPath(pattern: string, pathname: string): Record<string, string> | null {
  const wanted = pattern.split('/');
  // Some clients join the parts of an address with a slash too many.
  const given = pathname.replace(/\/{2,}/g, '/').split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    if (segment.startsWith(':')) params[segment.slice(1)] = value;
    else if (segment !== value) return null;
  }
  return params;
}

/** The route for a request. An unknown one is refused in the protocol's own way, because drivers retry a 404. */
export function findRoute(routes: readonly Route[], method: string, pathname: string): Match {
  for (const route of routes) {
    if (route.method !== method) continue;
    const params = matchPath(route.path, pathname);
    if (params !== null) return { route, params };
  }
  throw new ProtocolError(`The local account does not answer ${method} ${pathname}.`, '390404');
}
