import { operand } from '../columns/operand.js';
import type { Value } from '../columns/operand.js';
import { typeNamed } from '../columns/typeNames.js';
import { functionCall } from '../expression/call.js';
import { cast } from '../expression/cast.js';
import { columnReference } from '../expression/column.js';
import type { Expression } from '../expression/expression.js';
import { external } from '../expression/external.js';
import type { Callee } from '../expression/external.js';
import { textLiteral } from '../expression/literal.js';
import { POISON } from '../expression/poison.js';
import type { Field, NamedExpression, Node } from '../plan/node.js';
import { projectNode } from '../plan/project.js';
import { newRow } from '../plan/row.js';
import type { Row } from '../plan/row.js';
import { here } from '../trace.js';
import { OBJECT, VARIANT } from '../type.js';
import { fieldOf, fieldsNamed, freeName, invalidArgument } from './names.js';

/** A value of a model's answer: its key there, and the type it is cast to. */
export interface ModelOutput {
  readonly name: string;
  readonly key: string;
  readonly type: string;
}

export interface ModelCall {
  readonly callee: Callee;
  readonly input: readonly string[];
  readonly parameters: readonly Value[];
  readonly output: readonly ModelOutput[];
}

/** More arguments than these are given as one object ("Model Registry", calling methods from SQL). */
const MOST_ARGUMENTS = 500;

/** The model's answer is an object: it becomes a column of one step, and its values columns of the next. */
export function predict(input: Node, { callee, ...call }: ModelCall): Node {
  const taken = call.output.filter(({ name }) => fieldOf(input, name));
  for (const { name } of taken)
    invalidArgument(`The frame has a column ${name} already; drop or rename it first.`, name);
  if (call.output.length === 0) invalidArgument('predict needs an output: { CLUSTER: "NUMBER(38,0)" }.');
  const output = call.output.filter((o) => !taken.includes(o));

  const row = newRow();
  const inputs = fieldsNamed(input, call.input).map((f) => columnReference(row, f.name, f.type));
  const values = [...inputs, ...call.parameters.map((p) => operand(p))];
  const args = values.length <= MOST_ARGUMENTS ? values : [asObject(call, inputs)];
  const answer: Field = Object.freeze({
    name: freeName('PREDICTION', [...input.fields, ...output.map((o) => ({ ...NONE, name: o.name }))]),
    type: OBJECT,
    nullable: true,
  });
  const answered = projectNode(
    input,
    row,
    [...plain(input, row), { name: answer.name, expression: external(callee, args, OBJECT, here()) }],
    [...input.fields, answer],
    here(),
  );

  const next = newRow();
  const columns = output.map((o) => ({ name: o.name, expression: valueOf(next, answer, o) }));
  return projectNode(
    answered,
    next,
    [...plain(input, next), ...columns],
    [
      ...input.fields,
      ...columns.map((c) => Object.freeze({ name: c.name, type: c.expression.type, nullable: true })),
    ],
    here(),
  );
}

const NONE = { type: null, nullable: true };

function plain(node: Node, row: Row): readonly NamedExpression[] {
  return node.fields.map((f) => ({ name: f.name, expression: columnReference(row, f.name, f.type) }));
}

function asObject(call: Pick<ModelCall, 'input' | 'parameters'>, inputs: readonly Expression[]): Expression {
  if (call.parameters.length > 0)
    invalidArgument(`With more than ${MOST_ARGUMENTS} arguments a model takes no parameters.`);
  const pairs = inputs.flatMap((value, i) => [textLiteral(call.input[i] ?? ''), value]);
  return functionCall('OBJECT_CONSTRUCT_KEEP_NULL', pairs, OBJECT, here());
}

const PLAIN_KEY = /^[A-Za-z_]\w*$/;

function valueOf(row: Row, answer: Field, { key, type }: ModelOutput): Expression {
  const read = PLAIN_KEY.test(key) ? 'GET_PATH' : 'GET';
  const object = columnReference(row, answer.name, answer.type);
  const value = functionCall(read, [object, textLiteral(key)], VARIANT, here());
  const target = typeNamed(type);
  return target ? cast(value, target, false, here()) : POISON;
}
