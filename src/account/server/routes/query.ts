import { randomUUID } from 'node:crypto';
import { AccountError } from '../../account.js';
import { readBinds } from '../bindings.js';
import type { ClientSession } from '../clientSession.js';
import type { Envelope } from '../envelope.js';
import { ProtocolError, failure } from '../envelope.js';
import { severalWork, statementWork } from '../execution.js';
import type { Query } from '../query.js';
import { finishedResponse, runningResponse } from '../queryResponse.js';
import { cancelAsked } from '../cancelling.js';
import { isObject } from '../requestBody.js';
import type { JsonObject } from '../requestBody.js';
import type { Route, RouteRequest } from '../router.js';
import type { Service } from '../service.js';
import { statementsOf } from '../statements.js';

function refuseUnsupported(json: JsonObject): void {
  if (typeof json['bindStage'] === 'string') {
    throw new AccountError("Unsupported feature 'binds on a stage'. Send binds inline.", '000002', '0A000');
  }
}

/** The parameters that a request sets for its own statement. */
function statementParameters(json: JsonObject): ReadonlyMap<string, string> {
  const given = isObject(json['parameters']) ? json['parameters'] : {};
  return new Map(Object.entries(given).map(([name, value]) => [name.toUpperCase(), String(value)]));
}

async function answer(
  query: Query,
  session: ClientSession,
  request: RouteRequest,
  service: Service,
): Promise<Envelope> {
  const outcome = await query.wait(service.patience);
  if (outcome === undefined) return runningResponse(query, false);
  if ('error' in outcome && !(outcome.error instanceof AccountError)) {
    const { error } = outcome;
    service.log(
      `query ${query.id} failed: ${error instanceof Error ? error.stack : String(error)}\n${query.sql}`,
    );
  }
  return finishedResponse(query, outcome, session, `http://${request.headers.host ?? ''}`);
}

function submitStatement(
  { json, url }: RouteRequest,
  session: ClientSession,
  service: Service,
  sql: string,
  id: string,
): Query {
  refuseUnsupported(json);
  const parameters = statementParameters(json);
  const request = { id, requestId: url.searchParams.get('requestId') ?? id, sql, parameters };
  const binds = readBinds(json['bindings']);
  const { connection } = session;
  const execution = {
    connection,
    queries: service.queries,
    keys: service.keys,
    describeOnly: json['describeOnly'] === true,
    lastQueryId: session.lastQueryId,
  };
  cancelAsked(sql, service);
  const statements = statementsOf(sql, Number(session.parameter('MULTI_STATEMENT_COUNT', parameters)));
  const [only] = statements;
  const work =
    statements.length === 1 && only !== undefined
      ? statementWork(execution, only, binds)
      : severalWork(execution, statements, binds, request);
  return service.queries.submit(session, request, work);
}

const submit: Route = {
  method: 'POST',
  path: '/queries/v1/query-request',
  async answer(request, service) {
    const session = service.sessions.bySessionToken(request.headers.authorization);
    const { json } = request;
    const id = randomUUID();
    const sql = json['sqlText'];
    if (typeof sql !== 'string') throw new ProtocolError('The request has no sqlText.', '390400');
    try {
      const query = submitStatement(request, session, service, sql, id);
      if (json['asyncExec'] === true) return runningResponse(query, true);
      return await answer(query, session, request, service);
    } catch (error) {
      return failure(error, id);
    }
  },
};

const result: Route = {
  method: 'GET',
  path: '/queries/:id/result',
  async answer(request, service) {
    const session = service.sessions.bySessionToken(request.headers.authorization);
    return answer(service.queries.get(request.params['id'] ?? ''), session, request, service);
  },
};

const status: Route = {
  method: 'GET',
  path: '/monitoring/queries/:id',
  async answer({ headers, params }, service) {
    service.sessions.bySessionToken(headers.authorization);
    const query = service.queries.get(params['id'] ?? '');
    const { outcome } = query;
    const error = outcome !== undefined && 'error' in outcome ? failure(outcome.error, query.id) : null;
    return {
      success: true,
      code: null,
      message: null,
      data: {
        queries: [
          {
            id: query.id,
            status: query.status,
            state: query.status,
            sqlText: query.sql,
            startTime: query.startedAt,
            errorCode: error?.code ?? null,
            errorMessage: error?.message ?? null,
          },
        ],
      },
    };
  },
};

const abortByRequest: Route = {
  method: 'POST',
  path: '/queries/v1/abort-request',
  async answer({ headers, json }, service) {
    const session = service.sessions.bySessionToken(headers.authorization);
    if (typeof json['requestId'] === 'string') service.queries.cancelRequest(session, json['requestId']);
    return { success: true, code: null, message: null, data: null };
  },
};

const abortById: Route = {
  method: 'POST',
  path: '/queries/:id/abort-request',
  async answer({ headers, params }, service) {
    service.sessions.bySessionToken(headers.authorization);
    service.queries.get(params['id'] ?? '').cancel();
    return { success: true, code: null, message: null, data: null };
  },
};

export const queryRoutes: readonly Route[] = [submit, abortByRequest, result, status, abortById];
