/** Staged files in FROM. Source: "Querying Data in Staged Files", "INFER_SCHEMA". */
import type { ResolvedRelation, StagedRequest } from '../translation.js';
import type { Expression, FromItem } from '../../../sql/read/syntax/tree.js';
import type { Environment } from './environment.js';
import { badArgument } from './errors.js';
import type { ExpressionBinder } from './expressions.js';

type FunctionItem = Extract<FromItem, { kind: 'function' }>;

/** The largest n of `$n` in a text. */
function largestField(text: string): number {
  return Math.max(0, ...[...text.matchAll(/\$(\d{1,4})\b/g)].map(([, n]) => Number(n)));
}

/** A name that is written as text or as a name. */
function written(expression: Expression | undefined, binder: ExpressionBinder): string | null {
  if (expression === undefined) return null;
  if (expression.kind === 'column') return expression.path.map((n) => printedName(n.text)).join('.');
  const { constant } = binder.bind(expression);
  if (constant === undefined) throw badArgument('Arguments about staged files are constants');
  return constant;
}

const printedName = (name: string): string =>
  /^[A-Z_][A-Z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** `@stage/path (FILE_FORMAT => …, PATTERN => …)` and `INFER_SCHEMA(LOCATION => …, FILE_FORMAT => …)`. */
export function stagedFiles(
  item: FunctionItem,
  location: string | null,
  env: Environment,
  binder: ExpressionBinder,
): ResolvedRelation | undefined {
  const { named } = item.call;
  const known = location === null ? SCHEMA_ARGUMENTS : ROW_ARGUMENTS;
  const unknown = named.find(([name]) => !known.includes(name));
  if (unknown !== undefined) throw badArgument(`Unknown argument ${unknown[0]} of staged files`);
  const argument = (name: string): Expression | undefined => named.find(([n]) => n === name)?.[1];
  const place = location ?? written(argument('LOCATION') ?? item.call.args[0], binder);
  if (place === null) throw badArgument('INFER_SCHEMA needs LOCATION');
  const request: StagedRequest = {
    kind: location === null ? 'schema' : 'rows',
    location: place,
    format: written(argument('FILE_FORMAT'), binder),
    pattern: written(argument('PATTERN'), binder),
    files: fileNames(argument('FILES'), binder),
    most: largestCount(argument('MAX_FILE_COUNT'), binder),
    fields: largestField(env.source),
    metadata: /METADATA\$/i.test(env.source),
    ignoreCase: written(argument('IGNORE_CASE'), binder)?.toUpperCase() === 'TRUE',
  };
  const load = env.resolver.staged?.(request);
  return load === undefined ? undefined : env.state.staged(load);
}

const ROW_ARGUMENTS: readonly string[] = ['FILE_FORMAT', 'PATTERN'];
const SCHEMA_ARGUMENTS: readonly string[] = [
  'LOCATION',
  'FILE_FORMAT',
  'FILES',
  'IGNORE_CASE',
  'MAX_FILE_COUNT',
];

function largestCount(expression: Expression | undefined, binder: ExpressionBinder): number | null {
  const count = written(expression, binder);
  if (count === null) return null;
  if (!/^[1-9]\d*$/.test(count)) throw badArgument('MAX_FILE_COUNT takes a number of files');
  return Number(count);
}

function fileNames(expression: Expression | undefined, binder: ExpressionBinder): readonly string[] | null {
  if (expression === undefined) return null;
  const items = expression.kind === 'row' ? expression.items : [expression];
  return items.map((item) => written(item, binder) ?? '');
}
