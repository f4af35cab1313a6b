import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { AccountError } from '../account.js';
import type { Envelope } from './envelope.js';
import { ProtocolError, failure } from './envelope.js';
import { refusal } from './guard.js';
import { readJson } from './requestBody.js';
import type { Reply, Route } from './router.js';
import { findRoute } from './router.js';
import { chunkRoutes } from './routes/chunk.js';
import { fileRoutes } from './routes/file.js';
import { identityRoutes } from './routes/identity.js';
import { loginRoutes } from './routes/login.js';
import { queryRoutes } from './routes/query.js';
import { sessionRoutes } from './routes/session.js';
import { telemetryRoutes } from './routes/telemetry.js';
import type { Service } from './service.js';

const routes: readonly Route[] = [
  ...loginRoutes,
  ...sessionRoutes,
  ...queryRoutes,
  ...chunkRoutes,
  ...telemetryRoutes,
  ...identityRoutes,
  ...fileRoutes,
];

/** Longer than clients keep an idle connection: closing it under their next request would look like a crash. */
const keepAliveMilliseconds = 10 * 60 * 1000;

function sendEnvelope(response: ServerResponse, status: number, envelope: Envelope): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(envelope));
}

function send(response: ServerResponse, reply: Reply): void {
  if ('body' in reply) response.writeHead(reply.status, reply.headers).end(reply.body);
  else sendEnvelope(response, 200, reply);
}

async function reply(request: IncomingMessage, service: Service): Promise<Reply> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const { route, params } = findRoute(routes, request.method ?? 'GET', url.pathname);
  const json = await readJson(request);
  return route.answer({ url, headers: request.headers, json, params }, service);
}

/** Answers one request. Whatever goes wrong is told in an envelope: drivers retry a 5xx for minutes. */
async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
  service: Service,
): Promise<void> {
  const refused = refusal(request, port);
  if (refused !== null) {
    sendEnvelope(response, 403, failure(new ProtocolError(refused, '390403')));
    return;
  }
  try {
    send(response, await reply(request, service));
  } catch (error) {
    if (!(error instanceof ProtocolError || error instanceof AccountError)) {
      service.log(
        `${request.method} ${request.url}: ${error instanceof Error ? error.stack : String(error)}`,
      );
    }
    send(response, failure(error));
  }
}

/** Listens on 127.0.0.1 and nowhere else. */
export async function listen(service: Service, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    const address = server.address();
    const boundPort = typeof address === 'object' && address !== null ? address.port : port;
    handle(request, response, boundPort, service).catch((error: unknown) => {
      service.log(`could not answer ${request.method} ${request.url}: ${String(error)}`);
      response.destroy();
    });
  });
  server.keepAliveTimeout = keepAliveMilliseconds;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  return server;
}
