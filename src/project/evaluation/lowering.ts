import type { Expression, Node } from 'oxc-parser';
import type { Range } from '../text.js';
import { HOOKS } from './hooks.js';
import type { HookWriter, Rewriter } from './hooks.js';
import { canBeColumn, isAnonymous, suspends } from './operands.js';
import { tokenAfter } from './tokens.js';
import { bare } from './written.js';

type Of<T extends Node['type']> = Extract<Node, { type: T }>;
type BinaryExpression = Of<'BinaryExpression'>;
/** Templates whose values go to a function, which knows what a column is. */
const TAGGED = new WeakSet<Node>();

type Lowering<T extends Node['type']> = (writer: HookWriter, node: Of<T>) => boolean;

/**
 * Turns operators into calls of the operator hooks (operatorHooks.ts), token by token, so that no line moves:
 * `a * b` becomes `binary(7,"*",a , b)`. What can be no column is left as it is written, and so is what a thunk cannot
 * hold (`await`, `yield`): a column there is reported as one that cannot decide what happens next.
 *
 * Each gives whether it has visited what is inside the node.
 */
const LOWERINGS: { readonly [T in Node['type']]?: Lowering<T> } = {
  BinaryExpression(writer, node) {
    const { left, right, operator } = node;
    if (!canBeColumn(node)) return false;
    if (comparesVariable(writer, node)) return false;
    const id = writer.operator(node, [left, right]);
    const hook = isRelational(node) && isRelational(bare(left)) ? 'chained' : 'binary';
    writer.surround(node, call(hook, id, JSON.stringify(operator)), ')');
    writer.replace(operatorToken(writer, left, operator), ',');
    writer.visit(left);
    writer.visit(right);
    return true;
  },

  LogicalExpression(writer, node) {
    const operands = operandsOf(node);
    if (!operands.slice(0, -1).some(canBeColumn)) return false;
    if (operands.slice(1).some(suspends)) return condition(writer, node.left, node.operator);
    const id = writer.operator(node, operands);
    writer.surround(node, call('logical', id, JSON.stringify(node.operator)), '))');
    thunks(writer, operands, [node.operator]);
    for (const operand of operands) writer.visit(operand);
    return true;
  },

  ConditionalExpression(writer, node) {
    const operands = choicesOf(node);
    const tests = operands.filter((_operand, i) => i % 2 === 0).slice(0, -1);
    if (!tests.some(canBeColumn)) return false;
    if (operands.slice(1).some(suspends)) return condition(writer, node.test, '? :');
    const id = writer.operator(node, operands);
    writer.surround(node, call('choose', id), '))');
    thunks(writer, operands, ['?', ':']);
    for (const operand of operands) writer.visit(operand);
    return true;
  },

  UnaryExpression(writer, node) {
    const { operator, argument } = node;
    if (operator === 'typeof') return typeOf(writer, node);
    if (operator === 'void' || operator === 'delete' || !canBeColumn(argument)) return false;
    if (operator === '!' && argument.type === 'UnaryExpression' && argument.operator === '!') {
      const id = writer.operator(node, [argument.argument]);
      writer.surround(node, call('doubleNegation', id), ')');
      for (const { start } of [node, argument]) writer.replace({ start, end: start + 1 }, '');
      writer.visit(argument.argument);
      return true;
    }
    const id = writer.operator(node, [argument]);
    writer.surround(node, call('unary', id, JSON.stringify(operator)), ')');
    writer.replace({ start: node.start, end: node.start + operator.length }, '');
    writer.visit(argument);
    return true;
  },

  UpdateExpression(writer, node) {
    const target = bare(node.argument);
    // Reading a property twice could be seen; a column there fails by itself.
    if (target.type !== 'Identifier') return false;
    const id = writer.operator(node, [target]);
    writer.surround(node, `${call('inert', id, JSON.stringify(node.operator), target.name)}()=>`, ')');
    return false;
  },

  AwaitExpression(writer, node) {
    if (!canBeColumn(node.argument)) return false;
    const id = writer.operator(node, [node.argument]);
    writer.surround(node.argument, call('awaited', id), ')');
    return false;
  },

  TaggedTemplateExpression(_writer, node) {
    TAGGED.add(node.quasi);
    return false;
  },

  TemplateLiteral(writer, node) {
    if (TAGGED.has(node) || !canBeColumn(node)) return false;
    const id = writer.operator(node, node.expressions);
    writer.surround(node, `${HOOKS}.text(${id})`, '');
    for (const expression of node.expressions) writer.surround(expression, `${HOOKS}.piece(`, ')');
    return false;
  },

  AssignmentExpression(writer, node) {
    const { left, right, operator } = node;
    if (operator === '=' || suspends(right) || isAnonymous(right)) return false;
    const name = operator.slice(0, -1);
    if (left.type === 'Identifier')
      return isLogical(name)
        ? assignLogical(writer, node, name, left.name)
        : assign(writer, node, name, left.name);
    return left.type === 'MemberExpression' && !isLogical(name) && updateMember(writer, node, name, left);
  },

  ExpressionStatement(writer, node) {
    // Nobody reads the value: it is there for what it does, and a column cannot decide that.
    const expression = bare(node.expression);
    if (expression.type === 'LogicalExpression') {
      condition(writer, expression.left, expression.operator);
      writer.visit(expression.left);
      writer.visit(expression.right);
      return true;
    }
    if (expression.type !== 'ConditionalExpression') return false;
    condition(writer, expression.test, '? :');
    for (const part of [expression.test, expression.consequent, expression.alternate]) writer.visit(part);
    return true;
  },

  IfStatement: (writer, node) => condition(writer, node.test, 'if'),
  WhileStatement: (writer, node) => condition(writer, node.test, 'while'),
  DoWhileStatement: (writer, node) => condition(writer, node.test, 'while'),
  ForStatement: (writer, node) => node.test !== null && condition(writer, node.test, 'for'),
  SwitchStatement: (writer, node) => matched(writer, node.discriminant, 'switch'),
  SwitchCase: (writer, node) => node.test !== null && matched(writer, node.test, 'case'),

  // The members of an enumeration are read where it is compiled: calls could not be.
  TSEnumDeclaration(writer, node) {
    writer.visitAsWritten(node);
    return true;
  },
};

export const lowering: Rewriter = (writer, node) => {
  const lower = LOWERINGS[node.type] as Lowering<Node['type']> | undefined;
  return lower?.(writer, node as never) ?? false;
};

const call = (hook: string, ...args: readonly (string | number)[]): string =>
  `${HOOKS}.${hook}(${args.join(',')},`;

function operatorToken(writer: HookWriter, left: Range, operator: string): Range {
  const start = tokenAfter(writer.text, left.end);
  return { start, end: start + operator.length };
}

const RELATIONAL = new Set(['<', '<=', '>', '>=']);

function isRelational(node: Node): node is BinaryExpression {
  return node.type === 'BinaryExpression' && RELATIONAL.has(node.operator);
}

const EQUALITY = new Set(['===', '!==', '==', '!=']);

/** `x === undefined` asks whether a variable was given a column at all, which is JavaScript's question. */
function comparesVariable(writer: HookWriter, { left, right, operator }: BinaryExpression): boolean {
  if (!EQUALITY.has(operator)) return false;
  const [a, b] = [bare(left), bare(right)];
  return (isUndefined(a) && isVariable(writer, b)) || (isUndefined(b) && isVariable(writer, a));
}

const isUndefined = (node: Node): boolean => node.type === 'Identifier' && node.name === 'undefined';

function isVariable(writer: HookWriter, node: Node): boolean {
  if (node.type === 'MemberExpression')
    return !(node.object.type === 'Identifier' && writer.isRow(node.object.name));
  return node.type === 'Identifier';
}

/** `a ?? b ?? c` is one list. */
function operandsOf(node: Of<'LogicalExpression'>): readonly Expression[] {
  const { left, right, operator } = node;
  return operator === '??' && left.type === 'LogicalExpression' && left.operator === '??'
    ? [...operandsOf(left), right]
    : [left, right];
}

/** `c ? a : d ? b : e` is one list: tests and values in turn, the last value at the end. */
function choicesOf({ test, consequent, alternate }: Of<'ConditionalExpression'>): readonly Expression[] {
  return alternate.type === 'ConditionalExpression'
    ? [test, consequent, ...choicesOf(alternate)]
    : [test, consequent, alternate];
}

/** Every operand but the first is evaluated when it is asked for. */
function thunks(writer: HookWriter, operands: readonly Expression[], tokens: readonly string[]): void {
  for (const [i, operand] of operands.slice(0, -1).entries()) {
    const token = operatorToken(writer, operand, tokens[i % tokens.length] ?? '');
    writer.replace(token, i === 0 ? ',()=>(' : '),()=>(');
  }
}

function condition(writer: HookWriter, test: Expression, construct: string): false {
  if (!canBeColumn(test)) return false;
  const id = writer.operator(test, [test]);
  writer.surround(test, call('condition', id, JSON.stringify(construct)), ')');
  return false;
}

function matched(writer: HookWriter, value: Expression, construct: string): false {
  if (!canBeColumn(value)) return false;
  const id = writer.operator(value, [value]);
  writer.surround(value, call('matched', id, JSON.stringify(construct)), ')');
  return false;
}

function typeOf(writer: HookWriter, node: Of<'UnaryExpression'>): boolean {
  const argument = bare(node.argument);
  if (!canBeColumn(argument)) return false;
  const id = writer.operator(node, [argument]);
  // A name that is declared nowhere has a type, too.
  const guard = argument.type === 'Identifier' ? `typeof ${argument.name}==="undefined"?void 0:` : '';
  writer.surround(node, call('typeOf', id) + guard, ')');
  writer.replace({ start: node.start, end: node.start + 'typeof'.length }, '');
  writer.visit(node.argument);
  return true;
}

const isLogical = (operator: string): boolean => operator === '&&' || operator === '||' || operator === '??';

function assign(writer: HookWriter, node: Of<'AssignmentExpression'>, operator: string, name: string): true {
  const id = writer.operator(node, [node.left, node.right]);
  const token = operatorToken(writer, node.left, node.operator);
  writer.replace(token, `=${call('binary', id, JSON.stringify(operator), name)}`);
  writer.surround({ start: node.start, end: node.end }, '', ')');
  writer.visit(node.left);
  writer.visit(node.right);
  return true;
}

function assignLogical(
  writer: HookWriter,
  node: Of<'AssignmentExpression'>,
  operator: string,
  name: string,
): true {
  const id = writer.operator(node, [node.left, node.right]);
  writer.surround(node, call('assign', id, JSON.stringify(operator)), `),${HOOKS}_it=>${name}=${HOOKS}_it)`);
  writer.replace(operatorToken(writer, node.left, node.operator), ',()=>(');
  writer.visit(node.left);
  writer.visit(node.right);
  return true;
}

function updateMember(
  writer: HookWriter,
  node: Of<'AssignmentExpression'>,
  operator: string,
  target: Of<'MemberExpression'>,
): boolean {
  const { object, property } = target;
  if (object.type === 'Super' || property.type === 'PrivateIdentifier') return false;
  const id = writer.operator(node, [target, node.right]);
  writer.surround(node, call('update', id, JSON.stringify(operator)), '))');
  const opening = tokenAfter(writer.text, object.end);
  writer.replace({ start: opening, end: opening + 1 }, ',');
  if (target.computed) writer.replace({ start: target.end - 1, end: target.end }, '');
  else writer.replace(property, JSON.stringify(writer.text.slice(property.start, property.end)));
  writer.replace(operatorToken(writer, target, node.operator), ',()=>(');
  writer.visit(object);
  if (target.computed) writer.visit(property);
  writer.visit(node.right);
  return true;
}
