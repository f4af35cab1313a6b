import type { StatementKind, WireRow } from '../account.js';
import type { ClientSession } from './clientSession.js';
import type { Query } from './query.js';
import type { StoredResult } from './storedResult.js';

export type ResultFormat = 'json' | 'arrow';

/** Clients that read Arrow, and the parameter by which they are told not to. Every other client gets JSON. */
const arrowParameters: Readonly<Record<string, string>> = {
  PythonConnector: 'PYTHON_CONNECTOR_QUERY_RESULT_FORMAT',
  PythonSnowpark: 'PYTHON_CONNECTOR_QUERY_RESULT_FORMAT',
};

/** As in Snowflake, only queries have Arrow results: SHOW, DESCRIBE, DML and DDL answer in JSON. */
const arrowKinds: ReadonlySet<StatementKind> = new Set(['select']);

/** In which format a client that asks for a query's result gets it. */
export function resultFormat(session: ClientSession, query: Query, result: StoredResult): ResultFormat {
  const parameter = arrowParameters[session.application];
  if (parameter === undefined || !arrowKinds.has(result.kind)) return 'json';
  return session.parameter(parameter, query.parameters).toUpperCase() === 'JSON' ? 'json' : 'arrow';
}

/** Rows in Arrow. The writer is loaded when the first client asks for it. */
export async function inArrow(result: StoredResult, rows: readonly WireRow[]): Promise<Buffer> {
  const { arrowStream } = await import('./arrow/stream.js');
  return arrowStream(result.columns, rows, result.wide);
}
