import { nodeOf } from '../../../../../src/dataframe/frame.js';
import { formatType } from '../../../../../src/dataframe/type.js';
import { identifier } from '../../../../../src/sql/identifiers.js';
import { picked } from '../../evaluator/meanings/columns.js';
import type { Told } from '../../evaluator/meanings/meaning.js';
import { distinct, withValues } from '../../evaluator/meanings/rows.js';
import * as meanings from '../../evaluator/meanings/shapes.js';
import { isOrderable, readable, STRUCTURED } from '../columns.js';
import { lambda } from '../lambdas.js';
import { key, PARAMETERS, quoted } from '../names.js';
import { input, isTime, listed, object, spanText } from './step.js';
import type { Made, Step, StepKind, StepParts } from './step.js';

/** Steps that make rows of values, and the numbering of sessions. */
export function shapeSteps(parts: StepParts): Readonly<Record<string, StepKind>> {
  return {
    unpivot: (made) => unpivoted(parts, made),
    flatten: (made) => flattened(parts, made),
    withSessionId: (made) => session(parts, made),
    query: (made) => written(parts, made),
  };
}

function unpivoted(parts: StepParts, made: Made): Step | undefined {
  const { choice } = parts;
  const columns = readable(made.frame, 'r');
  const kind = choice.of([...new Set(columns.map((c) => c.kind))]);
  const turned = choice.some(
    columns.filter((c) => c.kind === kind).map((c) => c.name),
    1,
    0.7,
  );
  const [name, value] = parts.free(made, 2);
  if (name === undefined || value === undefined || turned.length === 0) return undefined;
  return {
    text: `${made.text}.unpivot([${listed(turned)}], { name: ${quoted(name)}, value: ${quoted(value)} })`,
    meaning: () => ({ rows: meanings.unpivoted(input(made), turned, { name, value }) }),
  };
}

function flattened(parts: StepParts, made: Made): Step | undefined {
  const { choice } = parts;
  const names = parts.free(made, 3);
  const [row, element] = parts.pair();
  const e = parts.expressions(readable(made.frame, row));
  const array = choice.of([() => e.array(1), () => e.variant(1), () => e.object(1)])();
  const read = ['toText()', 'typeOf()', 'tryToNumber(10, 2)', 'get("sku").toText()', 'isJsonNull()'];
  const values = choice.mixed([`${element}.value.${choice.of(read)}`, `${element}.index`, `${element}.key`]);
  const columns = names
    .slice(0, 1 + choice.below(3))
    .map((n, i) => [n, values[i] ?? `${element}.index`] as const);
  const outer = choice.chance(0.5);
  return {
    text: `${made.text}.flatten(${lambda([row], array)}, { outer: ${outer} }, ${lambda([element], object(columns))})`,
    meaning: ([taken, found]) => ({
      rows: meanings.flattened(input(made), taken as Told, outer, found as Told),
    }),
  };
}

function session(parts: StepParts, made: Made): Step | undefined {
  const { choice } = parts;
  const row = choice.of(PARAMETERS);
  const columns = readable(made.frame, row);
  const times = columns.filter(isTime);
  const by = choice.mixed(columns.filter(isOrderable)).slice(0, 1 + choice.below(2));
  const [name] = parts.free(made);
  if (times.length === 0 || by.length === 0 || name === undefined) return undefined;
  const at = choice.of(times);
  const gap = parts.span(at);
  const spec = `({ by: [${by.map((c) => c.text).join(', ')}], at: ${at.text}, gap: ${spanText(gap)} })`;
  const keys = by.map((c) => c.name);
  return {
    text: `${made.text}.withSessionId(${quoted(name)}, ${lambda([row], spec)})`,
    meaning: () => ({ rows: meanings.sessions(input(made), name, keys, at.name, gap) }),
  };
}

/** A query in SQL of the program's own, its columns declared as those of the frame are. */
function written({ choice }: StepParts, made: Made): Step | undefined {
  const fields = nodeOf(made.frame).fields.flatMap(({ name, type }) => (type ? [{ name, type }] : []));
  const columns = choice.mixed(choice.some(fields));
  const [tested] = choice.mixed(fields);
  if (columns.length === 0 || !tested) return undefined;
  const declared = columns.map(({ name, type }) => `${key(name)}: ${quoted(formatType(type))}`);
  const names = columns.map((c) => c.name);
  const distinctly = choice.chance(0.4) && columns.every((c) => !STRUCTURED.includes(c.type.kind));
  const list = names.map(identifier).join(', ').replaceAll('\\', '\\\\');
  const test = identifier(tested.name).replaceAll('\\', '\\\\');
  const from = `FROM \${${made.text}} WHERE ${test} IS NOT NULL`;
  const text = `SELECT ${distinctly ? 'DISTINCT ' : ''}${list} ${from}`;
  return {
    text: `query({ ${declared.join(', ')} })\`${text}\``,
    meaning: () => {
      const chosen = picked(withValues(input(made), [tested.name]), names);
      return { rows: distinctly ? distinct(chosen) : chosen };
    },
  };
}
