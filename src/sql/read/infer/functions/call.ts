/** Infers one call. */
import { datePartOf } from '../../dateParts.js';
import type { Call, Expression } from '../../syntax/tree.js';
import { TEXT } from '../../types.js';
import type { ExpressionReader } from '../expressions.js';
import { isNoNumber, typeName } from '../operators.js';
import type { Uses, Value } from '../model.js';
import { unknownValue, valueOf } from '../reading.js';
import { as, NONE, union } from '../uses.js';
import { AGGREGATES, WINDOWS } from './aggregates.js';
import { DATES } from './dates.js';
import { SCALARS } from './scalars.js';
import type { CallInput, Signature } from './signature.js';

const TABLE: ReadonlyMap<string, Signature> = new Map(
  Object.entries({ ...SCALARS, ...DATES, ...AGGREGATES, ...WINDOWS }),
);
const TAKE_COLUMNS: ReadonlySet<string> = new Set([
  'OBJECT_CONSTRUCT',
  'OBJECT_CONSTRUCT_KEEP_NULL',
  'HASH',
  'HASH_AGG',
]);

/** A date part, where an argument is one: a word, no expression. */
const PART: Value = { type: null, nullable: false, uses: NONE };

/** Upper-case names of all functions whose types are known, sorted. */
export function knownFunctions(): readonly string[] {
  return [...TABLE.keys()].sort();
}

export function callResult(call: Call, reader: ExpressionReader): Value {
  // The system's functions have no database and schema before their names.
  const signature = call.qualifier === undefined ? TABLE.get(call.name) : undefined;
  const partIndex = signature?.part?.(call);
  const args = call.args.map((arg, i) => (i === partIndex ? PART : reader.read(arg)));
  const named = call.named.map(([, value]) => reader.read(value));
  const everything = call.star && TAKE_COLUMNS.has(call.name) ? reader.everything().map(valueOf) : [];
  const ordered = (call.withinGroup ?? []).map((item) => reader.read(item.value));
  const uses = callUses(call, signature, [...args, ...named, ...everything], ordered, reader);
  if (signature === undefined) {
    reportUnknown(call, reader);
    return unknownValue(uses);
  }
  const input: CallInput = {
    call,
    args,
    ordered,
    part: partIndex === undefined ? undefined : datePartOf(call.args[partIndex]),
  };
  if (!checkCount(call, signature, reader) || !checkPart(call, partIndex, reader)) return unknownValue(uses);
  if (!checkNumbers(call, signature, args, reader)) return unknownValue(uses);
  const result = signature.result(input);
  if (result === 'mismatch') {
    reportMismatch(call, args, reader);
    return unknownValue(uses);
  }
  const nullable = isNullable(signature, args);
  if (result === 'untyped') return { type: TEXT, untyped: true, nullable, uses };
  return { type: result, nullable, uses };
}

function isNullable({ nullable, conditions = 0 }: Signature, given: readonly Value[]): boolean {
  if (typeof nullable === 'boolean') return nullable;
  const args = given.slice(conditions);
  return nullable === 'all'
    ? args.every((a) => a.nullable)
    : args.length === 0 || args.some((a) => a.nullable);
}

function callUses(
  call: Call,
  signature: Signature | undefined,
  args: readonly Value[],
  ordered: readonly Value[],
  reader: ExpressionReader,
): Uses {
  const conditions = signature?.conditions ?? 0;
  const how = signature?.kind === 'aggregate' ? 'AGGREGATION' : 'TRANSFORMATION';
  const over = call.over;
  const parts = [
    as('CONDITIONAL', union(...args.slice(0, conditions).map((a) => a.uses))),
    as(how, union(...args.slice(conditions).map((a) => a.uses))),
    as(sortsOnly(call) ? 'SORT' : how, union(...ordered.map((o) => o.uses))),
  ];
  if (over !== null) {
    const partition = over.partitionBy.map((e) => reader.read(e).uses);
    parts.push(as('WINDOW', union(...partition, reader.orderUses(over.orderBy))));
  }
  return union(...parts);
}

/** WITHIN GROUP gives LISTAGG and ARRAY_AGG an order, and the percentiles their values. */
const sortsOnly = ({ name }: Call): boolean => !name.startsWith('PERCENTILE_');

function reportUnknown(call: Call, reader: ExpressionReader): void {
  const { reading } = reader.env;
  const meant = reading.suggestion(call.name, [...TABLE.keys()]);
  const help = meant === undefined ? '' : ` Did you mean ${meant}?`;
  reading.report(
    'sql-type-unknown',
    `The type of ${call.name}(…) is not known here.${help} If it is a function of yours, say its type with a cast: ${call.name}(…)::NUMBER(38,0).`,
    reading.place(call.at),
    meant === undefined ? {} : { suggestion: meant },
  );
}

function checkCount(call: Call, { min, max }: Signature, reader: ExpressionReader): boolean {
  const count = call.args.length;
  const enough = (count >= min && count <= max) || (call.star && min <= 1);
  if (!enough) {
    const wanted = min === max ? `${min}` : max > 100 ? `at least ${min}` : `${min} to ${max}`;
    reader.env.reading.report(
      'invalid-argument',
      `${call.name} takes ${wanted} argument${wanted === '1' ? '' : 's'}, not ${count}.`,
      reader.env.reading.place(call.at),
    );
  }
  return enough;
}

function checkPart(call: Call, index: number | undefined, reader: ExpressionReader): boolean {
  const arg: Expression | undefined = index === undefined ? undefined : call.args[index];
  if (arg === undefined || datePartOf(arg) !== undefined) return true;
  const written = arg.kind === 'column' ? arg.path[0] : undefined;
  reader.env.reading.report(
    'invalid-argument',
    `${call.name} takes a part of a date there, such as day, month or hour.`,
    reader.env.reading.place(written ?? call.at),
  );
  return false;
}

function checkNumbers(
  call: Call,
  { numbers = [] }: Signature,
  args: readonly Value[],
  reader: ExpressionReader,
): boolean {
  const wrong = numbers.map((i) => args[i]).find((a) => a !== undefined && isNoNumber(a));
  if (wrong?.type == null) return true;
  reader.env.reading.report(
    'type-mismatch',
    `${call.name} takes numbers, not ${typeName(wrong.type)}.`,
    reader.env.reading.place(call.at),
  );
  return false;
}

function reportMismatch(call: Call, args: readonly Value[], reader: ExpressionReader): void {
  const types = args.map((a) => (a.type === null ? 'unknown' : typeName(a.type))).join(', ');
  reader.env.reading.report(
    'type-mismatch',
    `${call.name} does not take these types together: ${types}. Convert them with a cast (\`x::…\`).`,
    reader.env.reading.place(call.at),
  );
}
