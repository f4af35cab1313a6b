import type MagicString from 'magic-string';
import type {
  ArrowFunctionExpression,
  CallExpression,
  Function as FunctionNode,
  Node,
  TemplateLiteral,
} from 'oxc-parser';
import { isQueryText, templateText } from '../../sql/read/template.js';
import type { CallId } from '../../dataframe/trace.js';
import type { Range } from '../text.js';
import type { CallPlace, CallbackPlace, ColumnAccess } from './places.js';
import { children } from './syntax.js';
import { pieceStarts } from './templateText.js';
import { bare, keyName, literalText, valuePlace } from './written.js';

/** The name under which a rewritten file sees the hooks. */
export const HOOKS = '__firn';

type Callback = ArrowFunctionExpression | FunctionNode;

/** A further pass over the same tree; gives whether it has visited what is inside the node. */
export type Rewriter = (writer: HookWriter, node: Node) => boolean;

interface OpenCallback {
  readonly parameters: readonly string[];
  readonly accesses: ColumnAccess[];
  readonly keys: Map<string, Range>;
}

/**
 * Writes the hooks of dataframe/trace.ts into a file's text and records where everything stands. Outer nodes are
 * visited first: their opening text goes before, their closing text after, that of the nodes inside.
 */
export class HookWriter {
  readonly calls = new Map<CallId, CallPlace>();
  readonly callbacks = new Map<CallId, CallbackPlace>();
  /** Texts of template literals that are queries. */
  readonly queries = new Set<string>();
  /** Every identifier that is read somewhere: what an import is needed for. */
  readonly used = new Set<string>();
  readonly #open: OpenCallback[] = [];
  #next: CallId = 0;
  #further: Rewriter | null;

  constructor(
    private readonly edits: MagicString,
    further: Rewriter | null = null,
  ) {
    this.#further = further;
  }

  /** The file as it is written. */
  get text(): string {
    return this.edits.original;
  }

  /** A statement of the file; its calls are numbered from `firstId` on. */
  statement(node: Node, firstId: CallId): void {
    this.#next = firstId;
    this.visit(node);
  }

  visit(node: Node): void {
    if (this.#further?.(this, node)) return;
    const visitor = VISITORS[node.type];
    if (visitor) visitor(this, node as never);
    else this.visitChildren(node);
  }

  visitChildren(node: Node): void {
    for (const child of children(node)) this.visit(child);
  }

  /** What is inside, without the further pass. */
  visitAsWritten(node: Node): void {
    const further = this.#further;
    this.#further = null;
    this.visitChildren(node);
    this.#further = further;
  }

  wrap(range: Range, before: string): void {
    this.surround(range, before, ')');
  }

  surround({ start, end }: Range, before: string, after: string): void {
    this.edits.appendRight(start, before);
    this.edits.prependLeft(end, after);
  }

  /** Another token in the place of one. */
  replace({ start, end }: Range, text: string): void {
    this.edits.update(start, end, text);
  }

  wrapStatement(range: Range, before: string): void {
    this.edits.appendRight(range.start, `{${before}`);
    this.edits.prependLeft(range.end, '}');
  }

  insert(at: number, text: string): void {
    this.edits.appendRight(at, text);
  }

  newId(): CallId {
    return this.#next++;
  }

  /** Surrounds `node` as one call: the call's own parts are visited, the call is not wrapped a second time. */
  call(
    node: Node,
    name: Range,
    args: readonly Node[],
    inside: () => void,
    template?: readonly number[],
  ): void {
    const id = this.newId();
    this.calls.set(id, {
      whole: { start: node.start, end: node.end },
      name: { start: name.start, end: name.end },
      arguments: args.map(valuePlace),
      ...(template && { template }),
    });
    this.wrap(node, `${HOOKS}.leave(${id},(${HOOKS}.enter(${id}),`);
    this.edits.prependLeft(node.end, ')');
    inside();
    this.#callArguments(id, args);
  }

  /** An operator has a place as a call has. */
  operator({ start, end }: Range, operands: readonly Range[]): CallId {
    const id = this.newId();
    const whole = { start, end };
    this.calls.set(id, { whole, name: whole, arguments: operands.map(({ start, end }) => ({ start, end })) });
    return id;
  }

  /** Whether a name is that of a parameter of a callback: in frames' methods, a row. */
  isRow(name: string): boolean {
    return this.#open.some((callback) => callback.parameters.includes(name));
  }

  /** Takes note of a template literal that is a query; where its pieces begin. */
  template(quasis: TemplateLiteral['quasis']): readonly number[] {
    const texts = quasis.flatMap(({ value }) => value.cooked ?? []);
    const text = templateText(texts);
    if (texts.length === quasis.length && isQueryText(text)) this.queries.add(text);
    return pieceStarts({ quasis }, this.edits.original);
  }

  #callArguments(call: CallId, args: readonly Node[]): void {
    for (const argument of args) {
      const options = bare(argument);
      if (options.type === 'ObjectExpression')
        visitObject(this, options, (value) => this.#callArgument(call, value));
      else this.#callArgument(call, argument);
    }
  }

  /** A function is a callback of the call, as an argument and as an option of one. */
  #callArgument(call: CallId, argument: Node): void {
    const callback = asCallback(argument);
    if (callback) this.#callback(call, callback);
    else this.visit(argument);
  }

  #callback(call: CallId, fn: Callback): void {
    const id = this.newId();
    const parameters = fn.params.map(parameterName);
    const open: OpenCallback = { parameters, accesses: [], keys: new Map() };
    this.callbacks.set(id, { call, ...open });
    this.wrap(fn, `${HOOKS}.callback(${id},${JSON.stringify(parameters)},`);
    this.#open.push(open);
    for (const parameter of fn.params)
      if (parameter.type === 'ObjectPattern') this.destructured(parameter, '');
    this.visitChildren(fn);
    this.#open.pop();
  }

  /** `parameter.COLUMN` */
  access(parameter: string, column: string, range: Range): void {
    const open = this.#open.findLast((candidate) => candidate.parameters.includes(parameter));
    open?.accesses.push({ parameter, column, start: range.start, end: range.end });
  }

  /** `({ COLUMN, … })` taken from a parameter */
  destructured(pattern: Node & { type: 'ObjectPattern' }, parameter: string): void {
    for (const property of pattern.properties) {
      if (property.type !== 'Property') continue;
      const column = keyName(property);
      if (column !== undefined) this.access(parameter, column, nameRange(property.key));
    }
  }

  key(name: string, { start, end }: Range): void {
    const keys = this.#open.at(-1)?.keys;
    if (keys && !keys.has(name)) keys.set(name, { start, end });
  }
}

function asCallback(argument: Node): Callback | null {
  const node = bare(argument);
  return node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression' ? node : null;
}

function parameterName(parameter: Callback['params'][number]): string {
  return parameter.type === 'Identifier' ? parameter.name : '';
}

/** Where a squiggle about a call belongs: its method's name. */
function calleeName(callee: Node): Range {
  const node = bare(callee);
  return node.type === 'MemberExpression' ? node.property : node;
}

/** Initialisers whose value may be a frame. */
const MAY_BE_FRAME = new Set([
  'CallExpression',
  'TaggedTemplateExpression',
  'ChainExpression',
  'ConditionalExpression',
  'LogicalExpression',
]);

type Visitors = { [T in Node['type']]?: (writer: HookWriter, node: Extract<Node, { type: T }>) => void };

const VISITORS: Visitors & Partial<Record<string, (writer: HookWriter, node: never) => void>> = {
  CallExpression(writer, node) {
    if (node.callee.type === 'Super') writer.visitChildren(node);
    else writer.call(node, calleeName(node.callee), node.arguments, () => writer.visit(node.callee));
  },
  TaggedTemplateExpression(writer, node) {
    const pieces = writer.template(node.quasi.quasis);
    writer.call(node, calleeName(node.tag), [node.quasi], () => writer.visit(node.tag), pieces);
  },
  // A short circuit leaves the whole chain at once, so the chain is wrapped as one call.
  ChainExpression(writer, node) {
    const outer = spineCall(node.expression);
    if (outer) writer.call(node, calleeName(outer.callee), [], () => visitSpine(writer, node.expression));
    else visitSpine(writer, node.expression);
  },
  VariableDeclaration(writer, node) {
    for (const declarator of node.declarations) {
      const { id, init } = declarator;
      if (node.kind === 'const' && id.type === 'Identifier' && init && MAY_BE_FRAME.has(bare(init).type))
        writer.wrap(init, `${HOOKS}.name(${JSON.stringify(id.name)},`);
      if (id.type === 'ObjectPattern' && init?.type === 'Identifier') writer.destructured(id, init.name);
    }
    writer.visitChildren(node);
  },
  MemberExpression(writer, node) {
    const column = memberName(node);
    if (node.object.type === 'Identifier' && column !== undefined)
      writer.access(node.object.name, column, nameRange(node.property));
    writer.visit(node.object);
    if (node.computed) writer.visit(node.property);
  },
  ObjectExpression(writer, node) {
    visitObject(writer, node, (value) => writer.visit(value));
  },
  ImportDeclaration() {},
  ExportAllDeclaration() {},
  ExportNamedDeclaration(writer, node) {
    if (!node.source) writer.visitChildren(node);
  },
  Identifier(writer, node) {
    writer.used.add(node.name);
  },
  ForStatement: loop,
  ForInStatement: loop,
  ForOfStatement: loop,
  WhileStatement: loop,
  DoWhileStatement: loop,
};

function visitObject(
  writer: HookWriter,
  node: Extract<Node, { type: 'ObjectExpression' }>,
  visitValue: (value: Node) => void,
): void {
  for (const property of node.properties) {
    if (property.type === 'Property') {
      const name = keyName(property);
      if (name !== undefined) writer.key(name, property.key);
      if (property.computed) writer.visit(property.key);
      // A method cannot be wrapped: `{ at(e) { … } }` is no expression.
      if (property.method || property.kind !== 'init') writer.visit(property.value);
      else visitValue(property.value);
    } else writer.visit(property);
  }
}

/** A name without its quotes, if it has any. */
function nameRange({ type, start, end }: Node): Range {
  return type === 'Literal' ? { start: start + 1, end: end - 1 } : { start, end };
}

function memberName(node: Extract<Node, { type: 'MemberExpression' }>): string | undefined {
  if (node.computed) return literalText(node.property);
  return node.property.type === 'Identifier' ? node.property.name : undefined;
}

/** The outermost call of an optional chain. */
function spineCall(node: Node): CallExpression | null {
  if (node.type === 'CallExpression') return node;
  if (node.type === 'MemberExpression') return spineCall(node.object);
  if (node.type === 'TSNonNullExpression') return spineCall(node.expression);
  return null;
}

/** Visits the arguments along an optional chain without wrapping the calls that make it. */
function visitSpine(writer: HookWriter, node: Node): void {
  if (node.type === 'CallExpression') {
    visitSpine(writer, node.callee);
    for (const argument of node.arguments) writer.visit(argument);
  } else if (node.type === 'MemberExpression') {
    visitSpine(writer, node.object);
    if (node.computed) writer.visit(node.property);
  } else if (node.type === 'TSNonNullExpression') visitSpine(writer, node.expression);
  else writer.visit(node);
}

type Loop = Extract<
  Node,
  { type: 'ForStatement' | 'ForInStatement' | 'ForOfStatement' | 'WhileStatement' | 'DoWhileStatement' }
>;

/** Every turn of a loop passes a tick, so that an endless one stops at its own line. */
function loop(writer: HookWriter, node: Loop): void {
  const id = writer.newId();
  const keyword = { start: node.start, end: node.start + (KEYWORDS[node.type] ?? 'for').length };
  writer.calls.set(id, { whole: { start: node.start, end: node.end }, name: keyword, arguments: [] });
  const { body } = node;
  const tick = `${HOOKS}.tick(${id});`;
  if (body.type === 'BlockStatement') writer.insert(body.start + 1, tick);
  else writer.wrapStatement(body, tick);
  writer.visitChildren(node);
}

const KEYWORDS: Partial<Record<Loop['type'], string>> = { WhileStatement: 'while', DoWhileStatement: 'do' };
