/** Results of earlier queries as tables. Source: "RESULT_SCAN". */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { AccountColumn, SnowflakeType, WireRow } from '../account.js';
import { AccountError } from '../account.js';
import { tokenize } from '../query/reading.js';
import type { Token } from '../../sql/read/lexer.js';
import { typeText } from '../../sql/read/types.js';
import type { Queries } from './queries.js';
import type { Finished, Work } from './query.js';
import type { StoredResult } from './storedResult.js';
import { storeResult } from './storedResult.js';
import { inText } from './wireText.js';

const unzip = promisify(gunzip);

interface Scan {
  readonly id: string;
  /** Where `TABLE(RESULT_SCAN(…))` stands. */
  readonly start: number;
  readonly end: number;
  /** True for `SELECT * FROM TABLE(RESULT_SCAN(…))` and nothing else. */
  readonly whole: boolean;
}

const opening = ['TABLE', '(', 'RESULT_SCAN', '('];
const lastQuery = ['LAST_QUERY_ID', '(', ')'];

const reads = (tokens: readonly Token[], at: number, words: readonly string[]): boolean =>
  words.every((word, offset) => tokens[at + offset]?.value === word);

function scanAt(tokens: readonly Token[], at: number, lastId: string): Scan | undefined {
  const argument = tokens[at + opening.length];
  const last = reads(tokens, at + opening.length, lastQuery);
  if (!reads(tokens, at, opening) || (argument?.kind !== 'string' && !last)) return undefined;
  const close = at + opening.length + (last ? lastQuery.length : 1);
  const end = tokens[close + 1];
  if (!reads(tokens, close, [')', ')']) || end === undefined) return undefined;
  const rest = tokens.slice(close + 2).every(({ text }) => text === ';');
  return {
    id: last ? lastId : (argument?.value ?? ''),
    start: tokens[at]!.start,
    end: end.end,
    whole: rest && at === 3 && reads(tokens, 0, ['SELECT', '*', 'FROM']),
  };
}

/** The earlier results that a statement reads. @param lastId what LAST_QUERY_ID() stands for */
export function scansOf(sql: string, lastId: string): readonly Scan[] {
  if (!/\bresult_scan\b/i.test(sql)) return [];
  const tokens = tokenize(sql);
  return tokens.flatMap((_, at) => scanAt(tokens, at, lastId) ?? []);
}

async function finished(queries: Queries, id: string): Promise<Finished> {
  const query = queries.get(id);
  await query.ended;
  const { outcome } = query;
  if (outcome !== undefined && 'result' in outcome) return outcome;
  throw new AccountError(`Statement ${id} has no result: it failed or was cancelled.`, '000709', '02000');
}

async function* rowsOf(result: StoredResult): AsyncGenerator<readonly WireRow[]> {
  yield result.firstRows;
  for (const { file } of result.chunks) {
    yield JSON.parse(`[${(await unzip(await readFile(file))).toString('utf8')}]`) as WireRow[];
  }
}

/** Reads a result once more, for `SELECT * FROM TABLE(RESULT_SCAN(…))`: drivers fetch asynchronous queries so. */
export function rereadWork(queries: Queries, scanned: string): Work {
  return async ({ id, signal }) => {
    const { result, context } = await finished(queries, scanned);
    const again = { queryId: id, kind: 'select' as const, columns: result.columns, batches: rowsOf(result) };
    return { result: await storeResult(again, queries.resultFolder(id), signal), context };
  };
}

/** Rows that a statement may hold as text. A larger result belongs in a table. */
const mostRows = 10_000;

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string | null): string =>
  text === null ? 'NULL' : `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

function typeName(type: SnowflakeType): string {
  if (type.kind === 'NUMBER') return `NUMBER(${type.precision}, ${type.scale})`;
  return 'scale' in type ? `${type.kind}(${type.scale})` : type.kind;
}

function reading({ name, type }: AccountColumn, position: number): string {
  const cell = `COLUMN${position + 1}`;
  const value =
    type.kind === 'VARIANT' || type.kind === 'OBJECT' || type.kind === 'ARRAY'
      ? `PARSE_JSON(${cell})${type.kind === 'VARIANT' ? '' : `::${type.kind}`}`
      : type.kind === 'VECTOR'
        ? `PARSE_JSON(${cell})::ARRAY::${typeText(type)}`
        : type.kind === 'BINARY'
          ? `TO_BINARY(${cell})`
          : `${cell}::${typeName(type)}`;
  return `${value} AS ${identifier(name)}`;
}

/** A result as a subquery with the same columns, types and rows. */
async function asSubquery(result: StoredResult): Promise<string> {
  const { columns } = result;
  if (result.total > mostRows) {
    throw new AccountError(
      `The local account reads at most ${mostRows} rows with RESULT_SCAN inside a query; this result has ${result.total}. Create a table from it with CREATE TABLE … AS.`,
      '000002',
      '0A000',
    );
  }
  const rows: string[] = [];
  for await (const batch of rowsOf(result)) {
    for (const row of batch)
      rows.push(`(${row.map((cell, at) => literal(inText(cell, columns[at]!.type))).join(', ')})`);
  }
  // Of no rows, one of nulls that is filtered away carries the types.
  const values = rows.length > 0 ? rows.join(', ') : `(${columns.map(() => 'NULL::VARCHAR').join(', ')})`;
  const none = rows.length > 0 ? '' : ' WHERE FALSE';
  return `(SELECT ${columns.map(reading).join(', ')} FROM VALUES ${values}${none})`;
}

/** The statement with the results that it reads written in their places. */
export async function withResults(sql: string, scans: readonly Scan[], queries: Queries): Promise<string> {
  let text = '';
  let from = 0;
  for (const { id, start, end } of scans) {
    text += sql.slice(from, start) + (await asSubquery((await finished(queries, id)).result));
    from = end;
  }
  return text + sql.slice(from);
}
