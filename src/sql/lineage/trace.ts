import type { Expression } from '../../dataframe/expression/expression.js';
import { fieldsByName } from '../../dataframe/plan/fieldIndex.js';
import { nameOf } from '../../dataframe/plan/names.js';
import { visitNode } from '../../dataframe/plan/node.js';
import type { NamedExpression, Node, NodeVisitor } from '../../dataframe/plan/node.js';
import type { Row } from '../../dataframe/plan/row.js';
import { upperSnake } from '../compile/names.js';
import { expressionPrinter } from '../compile/printExpression.js';
import { Writer } from '../compile/writer.js';
import { identifier } from '../identifiers.js';
import { usesOf } from './dependencies.js';
import type { Dependency, IndirectDependency, LineageInput, LineageStep } from './model.js';
import { rowDeciders } from './rows.js';

/** What one kind of node does to one of its columns. */
type Part = Pick<LineageStep, 'operation' | 'expression' | 'condition' | 'opaque'> & {
  readonly inputs: readonly LineageInput[];
};

/** How a node decides its rows: the same for each of its columns. */
interface Rows {
  readonly inputs: readonly LineageInput[];
  readonly condition?: string;
}

/** Where a row's columns come from, and its name in the SQL of a step. */
interface Side {
  readonly node: Node;
  readonly name?: string;
}

/**
 * Follows columns through the plan. Every column of a node is traced once, however many columns read it, so that the
 * steps are a graph and their number grows with the plan, not with the paths through it.
 */
export class Tracer {
  readonly steps: LineageStep[] = [];
  readonly #traced = new Map<Node, Map<string, number>>();
  readonly #rows = new Map<Node, Rows>();
  readonly #resolveTable: (name: string) => string;

  constructor(resolveTable: (name: string) => string) {
    this.#resolveTable = resolveTable;
  }

  /** The number of the step that gives this column of the node. `owner` names the frame that the node is a step of. */
  column(node: Node, column: string, owner: string | null): number {
    const known = this.#traced.get(node)?.get(column);
    if (known !== undefined) return known;
    const frame = frameName(node) ?? owner;
    const { inputs, ...part } = this.#part(node, column, frame);
    const source = node.kind === 'table' ? this.#resolveTable(node.name) : frame;
    const step: LineageStep = Object.freeze({
      ...part,
      frame: source,
      column,
      inputs: Object.freeze(withoutRepeats(inputs)),
      ...(node.call !== undefined && { call: node.call }),
    });
    const number = this.steps.push(step) - 1;
    const ofNode = this.#traced.get(node) ?? new Map<string, number>();
    this.#traced.set(node, ofNode.set(column, number));
    return number;
  }

  #part(node: Node, column: string, frame: string | null): Part {
    const rows = (find: () => Rows): Rows => this.#rowsOf(node, find);
    const same = (input: Node, operation: Part['operation'], more: Rows = { inputs: [] }): Part => ({
      operation,
      expression: identifier(column),
      ...more,
      inputs: [{ step: this.column(input, column, frame), dependency: 'IDENTITY' }, ...more.inputs],
    });
    const computed = (
      operation: Part['operation'],
      columns: readonly NamedExpression[],
      sides: ReadonlyMap<object, Side>,
    ): Part => {
      const found = columns.find((c) => c.name === column);
      if (!found) throw new Error(`The plan reads ${column}, which the step before does not have.`);
      return {
        operation,
        expression: print(found.expression, sides),
        inputs: this.#uses([found.expression], sides, frame),
      };
    };
    /** A value that is computed from no column is there as often as there are rows, or counts them. */
    const orRows = (part: Part, input: Node): Part =>
      part.inputs.length > 0 ? part : { ...part, inputs: this.#deciders(input, frame) };
    const alone = (row: Row, input: Node) => new Map<object, Side>([[row, { node: input }]]);
    const every = (input: Node, dependency: IndirectDependency): LineageInput[] =>
      input.fields.map((f) => ({ step: this.column(input, f.name, frame), dependency }));

    const visitor: NodeVisitor<Part> = {
      aggregate: (n) => {
        const sides = alone(n.row, n.input);
        const part = computed('aggregate', [...n.keys, ...n.aggregates], sides);
        const { inputs } = rows(() => {
          const keys = n.keys.map((k) => k.expression);
          return { inputs: this.#uses(keys, sides, frame, 'GROUP_BY') };
        });
        return orRows({ ...part, inputs: [...part.inputs, ...inputs] }, n.input);
      },
      distinct: (n) =>
        same(
          n.input,
          'distinct',
          rows(() => ({ inputs: every(n.input, 'GROUP_BY') })),
        ),
      filter: (n) => {
        const decided = rows(() => {
          const sides = alone(n.row, n.input);
          const inputs = this.#uses([n.condition], sides, frame, 'FILTER');
          return { inputs, condition: print(n.condition, sides) };
        });
        return same(n.input, 'filter', decided);
      },
      flatten: (n) => {
        const sides = alone(n.row, n.input);
        const decided = rows(() => ({
          inputs: this.#uses([n.array], sides, frame, 'JOIN'),
          condition: print(n.array, sides),
        }));
        const own = n.columns.find((c) => c.name === column);
        if (!own) return same(n.input, 'flatten', decided);
        const elements = usesOf(own.expression).some((u) => u.column.owner === n.element);
        const inputs = [
          ...(elements ? this.#uses([n.array], sides, frame, 'TRANSFORMATION') : []),
          ...this.#uses([own.expression], sides, frame),
          ...decided.inputs,
        ];
        const expression = print(own.expression, sides);
        return orRows({ operation: 'flatten', expression, ...decided, inputs }, n.input);
      },
      join: (n) => {
        const decided = rows(() => {
          const sides = new Map<object, Side>([
            [n.leftRow, { node: n.left, name: sideName(n.left, n.leftRow) }],
            [n.rightRow, { node: n.right, name: sideName(n.right, n.rightRow) }],
          ]);
          const conditions = [n.on, n.match].filter((e) => e !== null && e !== undefined);
          const inputs = this.#uses(conditions, sides, frame, 'JOIN');
          if (conditions.length === 0) return { inputs };
          return { inputs, condition: conditions.map((c) => print(c, sides)).join(' AND ') };
        });
        const [input, other, otherRow] = fieldsByName(n.left).has(column)
          ? ([n.left, n.right, n.rightRow] as const)
          : ([n.right, n.left, n.leftRow] as const);
        // A row stands as often as the other side has rows for it, also where no column of it is compared.
        const compared = [n.on, n.match].some((e) => e && usesOf(e).some((u) => u.column.owner === otherRow));
        const beside = compared ? [] : this.#deciders(other, frame);
        return same(input, 'join', { ...decided, inputs: [...decided.inputs, ...beside] });
      },
      latest: (n) => {
        const decided = rows(() => {
          const keys = n.keys.map((key) => ({
            step: this.column(n.input, key, frame),
            dependency: 'WINDOW' as const,
          }));
          const order = n.orderBy.map((o) => o.expression);
          return { inputs: [...keys, ...this.#uses(order, alone(n.row, n.input), frame, 'WINDOW')] };
        });
        return same(n.input, 'latest', decided);
      },
      limit: (n) => same(n.input, 'limit'),
      project: (n) => orRows(computed('select', n.columns, alone(n.row, n.input)), n.input),
      rawSql: (n) =>
        n.reads
          ? {
              operation: 'sql',
              expression: identifier(column),
              inputs: (n.reads.get(column) ?? []).flatMap((read) =>
                read.dependencies.map((dependency) => ({
                  step: this.column(read.frame, read.column, frame),
                  dependency: dependency as Dependency,
                })),
              ),
            }
          : {
              operation: 'sql',
              expression: identifier(column),
              opaque: true,
              inputs: n.frames.flatMap((input) =>
                input.fields.map((f) => ({
                  step: this.column(input, f.name, frame),
                  dependency: 'TRANSFORMATION' as const,
                })),
              ),
            },
      sample: (n) => same(n.input, 'sample'),
      setOperation: (n) => {
        const compared = rows(() => ({
          inputs: [...every(n.left, 'GROUP_BY'), ...every(n.right, 'FILTER')],
        }));
        if (n.operator === 'EXCEPT') return same(n.left, 'except', compared);
        const right = { step: this.column(n.right, column, frame), dependency: 'IDENTITY' as const };
        return same(n.left, 'intersect', { inputs: [right, ...compared.inputs] });
      },
      sort: (n) => {
        const decided = rows(() => {
          const order = n.orderBy.map((o) => o.expression);
          return { inputs: this.#uses(order, alone(n.row, n.input), frame, 'SORT') };
        });
        return same(n.input, 'sort', decided);
      },
      table: () => ({ operation: 'source', expression: identifier(column), inputs: [] }),
      union: (n) => {
        const arms = [n.left, n.right];
        return {
          operation: 'union',
          expression: identifier(column),
          inputs: [
            ...arms.map((arm) => ({
              step: this.column(arm, column, frame),
              dependency: 'IDENTITY' as const,
            })),
            ...(n.distinct
              ? rows(() => ({ inputs: arms.flatMap((arm) => every(arm, 'GROUP_BY')) })).inputs
              : []),
          ],
        };
      },
    };
    return visitNode(node, visitor);
  }

  #rowsOf(node: Node, find: () => Rows): Rows {
    const known = this.#rows.get(node);
    if (known) return known;
    const found = find();
    this.#rows.set(node, found);
    return found;
  }

  /** The columns that decide how many rows the node has. */
  #deciders(input: Node, frame: string | null): LineageInput[] {
    return rowDeciders(input).map(({ node, column, dependency }) => ({
      step: this.column(node, column, frame),
      dependency,
    }));
  }

  /** The columns that expressions read; `as` overrides how, where they decide rows and not a value. */
  #uses(
    expressions: readonly Expression[],
    sides: ReadonlyMap<object, Side>,
    frame: string | null,
    as?: Dependency,
  ): LineageInput[] {
    return expressions.flatMap((expression) =>
      usesOf(expression).flatMap(({ column, dependency }) => {
        const side = sides.get(column.owner);
        return side
          ? [{ step: this.column(side.node, column.name, frame), dependency: as ?? dependency }]
          : [];
      }),
    );
  }
}

function frameName(node: Node): string | null {
  const name = nameOf(node);
  return name === undefined ? null : upperSnake(name);
}

/** What the columns of one side of a join are qualified with. */
function sideName(node: Node, row: Row): string {
  if (row.parameter !== undefined) return upperSnake(row.parameter);
  return node.kind === 'table' ? node.name : (frameName(node) ?? 'JOINED');
}

function print(expression: Expression, sides: ReadonlyMap<object, Side>): string {
  const qualifier = (owner: object) => {
    const name = sides.get(owner)?.name;
    return name === undefined ? undefined : identifier(name);
  };
  const writer = new Writer();
  expressionPrinter(writer, { qualifier, clause: () => '' }, '').print(expression);
  return writer.text;
}

function withoutRepeats(inputs: readonly LineageInput[]): LineageInput[] {
  const seen = new Set<string>();
  return inputs.filter(({ step, dependency }) => {
    const key = `${step} ${dependency}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
