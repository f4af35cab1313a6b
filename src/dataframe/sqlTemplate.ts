import type { Column } from './columns/column.js';
import { expressionOf, isColumn } from './columns/expressionOf.js';
import { wrap } from './columns/wrap.js';
import { operand } from './columns/operand.js';
import type { Value } from './columns/operand.js';
import { raw } from './expression/raw.js';
import { Frame, nodeOf } from './frame.js';
import type { Columns } from './frame.js';
import type { Field } from './plan/node.js';
import { rawSqlNode } from './plan/rawSql.js';
import { readTemplate } from './queryReader.js';
import { closest } from './suggestion.js';
import { here } from './trace.js';
import type { CallId } from './trace.js';
import { formatType, parseType } from './type.js';
import type { SqlType } from './type.js';
import { report } from './problems.js';
import type { FrameProblem } from './problems.js';

/**
 * A column in your own SQL, for what the columns' methods lack: ``sql<Int>`BITAND(${r.FLAGS}, 4)` ``. Columns and
 * constants are inserted as SQL. The type is yours to say; nothing checks it.
 */
export function sql<C extends Column>(texts: TemplateStringsArray, ...values: readonly Value[]): C {
  const expressions = values.map((value) => (isColumn(value) ? expressionOf(value) : operand(value)));
  return wrap(raw(texts, expressions, here()));
}

/** The columns of a query, by name, with their SQL types: `{ O_CUSTOMER_SK: 'NUMBER(38,0)' }`. */
export type ColumnTypes<S> = { readonly [K in keyof S & string]: string };

/**
 * The row of a query whose columns TypeScript does not know. They are found when the definition is evaluated, and a name
 * that is none of them is reported then, at its place.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a column of any class, with every method
export type QueryRow = Record<string, any>;

type QueryTag<S> = (texts: TemplateStringsArray, ...frames: readonly Frame<unknown>[]) => Frame<S>;

/**
 * A frame from a query of your own: ``query`SELECT O_CUSTOMER_SK, COUNT(*) AS N FROM ORDERS GROUP BY ALL` ``. Its
 * columns, their types and whether they can be NULL are read from the text. Source tables are written by their name in
 * the project's sources, and are read where the target binds them; other frames are inserted: ``FROM ${perOrder}``.
 *
 * TypeScript does not read SQL, so that the row is `QueryRow` unless it is written:
 * ``query<{ O_CUSTOMER_SK: Int; N: Int }>`…` ``.
 */
export function query<S = QueryRow>(
  texts: TemplateStringsArray,
  ...frames: readonly Frame<unknown>[]
): Frame<S>;
/**
 * The same with the columns declared: ``query<Row>({ ID: 'NUMBER(38,0)' })`SELECT ID FROM ${ORDERS}` ``. For text whose
 * columns cannot be read. What can be read is compared with what is declared.
 */
export function query<S extends Columns>(columns: ColumnTypes<S>): QueryTag<S>;
export function query<S>(
  given: TemplateStringsArray | ColumnTypes<S>,
  ...frames: readonly Frame<unknown>[]
): Frame<S> | QueryTag<S> {
  if (isTemplate(given)) return inferredQuery(given, frames);
  const declared = { fields: declaredFields(given), call: here() };
  return (texts, ...inner) => declaredQuery(texts, inner, declared);
}

const isTemplate = (given: object): given is TemplateStringsArray => Array.isArray(given);

function inferredQuery<S>(texts: readonly string[], frames: readonly Frame<unknown>[]): Frame<S> {
  const nodes = frames.map(nodeOf);
  const read = readTemplate(texts, nodes);
  if (read === null) {
    report({
      code: 'sql-syntax',
      severity: 'error',
      message:
        "A query begins with SELECT or WITH, and its text stands in the definition file. This one has not been read, so that its columns are not known; declare them: query({ ID: 'NUMBER(38,0)' })`…`.",
      place: { call: here() },
    });
    return new Frame(rawSqlNode(texts, nodes, [], true, null, here()));
  }
  read.problems.forEach(report);
  const fields = withoutRepeats(read.fields);
  return new Frame(rawSqlNode(read.texts, read.frames, fields, read.open, read.reads, here()));
}

function withoutRepeats(fields: readonly Field[]): readonly Field[] {
  const names = new Set<string>();
  return fields.filter(({ name }) => {
    if (!names.has(name)) return names.add(name);
    report({
      code: 'column-collision',
      severity: 'error',
      message: `The query gives two columns called ${name}. Give one of them another name with AS.`,
      place: { call: here() },
    });
    return false;
  });
}

interface Declared {
  readonly fields: readonly Field[];
  /** The call that declares them. */
  readonly call: CallId | undefined;
}

function declaredFields(columns: Readonly<Record<string, string>>): readonly Field[] {
  return Object.entries(columns).map(([name, type]): Field => {
    const parsed = parseType(type);
    if (!parsed)
      report({
        code: 'invalid-argument',
        severity: 'error',
        message: `${type} is no Snowflake type that a column can have.`,
        place: { call: here(), argument: type },
      });
    return Object.freeze({ name, type: parsed, nullable: true });
  });
}

function declaredQuery<S>(
  texts: readonly string[],
  frames: readonly Frame<unknown>[],
  declared: Declared,
): Frame<S> {
  const nodes = frames.map(nodeOf);
  const read = readTemplate(texts, nodes);
  if (read === null) return new Frame(rawSqlNode(texts, nodes, declared.fields, false, null, here()));
  read.problems.forEach((problem) => report(asAdvice(problem)));
  if (!read.open) compareDeclared(declared, read.fields);
  return new Frame(rawSqlNode(read.texts, read.frames, declared.fields, false, read.reads, here()));
}

/** A text that is not read is still the author's to answer for: the columns are declared. */
function asAdvice(problem: FrameProblem): FrameProblem {
  if (problem.code !== 'sql-syntax') return problem;
  return { ...problem, code: 'sql-unread', severity: 'warning' };
}

function compareDeclared({ fields, call }: Declared, found: readonly Field[]): void {
  const place = (argument: string) => ({ argument, ...(call === undefined ? {} : { call }) });
  const read = new Map(found.map((field) => [field.name, field]));
  for (const { name, type } of fields) {
    const field = read.get(name);
    if (field === undefined) {
      const suggestion = closest(name, [...read.keys()]);
      const help = suggestion ? `Did you mean ${suggestion}?` : `It gives ${[...read.keys()].join(', ')}.`;
      report({
        code: 'unknown-column',
        severity: 'error',
        message: `The query gives no column ${name}. ${help}`,
        place: place(name),
        ...(suggestion ? { suggestion } : {}),
      });
    } else if (type !== null && field.type !== null && differs(type, field.type))
      report({
        code: 'declared-type',
        severity: 'warning',
        message: `${name} is declared as ${formatType(type)}; the query gives ${formatType(field.type)}.`,
        place: place(name),
      });
  }
}

/** Lengths and precisions are left to the author; what they compute with is not. */
function differs(declared: SqlType, real: SqlType): boolean {
  if (declared.kind !== real.kind) return true;
  return declared.kind === 'NUMBER' && real.kind === 'NUMBER' && declared.scale !== real.scale;
}
