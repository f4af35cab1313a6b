import { upperSnake } from '../../../sql/compile/names.js';
import type { Expression, FromItem, Join, Name, Select } from '../../../sql/read/syntax/tree.js';
import { quoted } from '../../script.js';
import { camelCase } from '../constants.js';
import { ExpressionCode, NoFrame } from './expressionCode.js';
import { callbackStep, columnOf, conjunction, objectStep, step } from './layout.js';
import type { Step } from './layout.js';
import { conjuncts, parts } from './trees.js';
import { IMPORTABLE } from './vocabulary.js';

/** A frame as the file knows it. */
export interface KnownFrame {
  readonly code: string;
  /** Its columns in order. */
  readonly columns: readonly string[];
}

export interface Surroundings {
  /** A table or a CTE by its written name; throws `NoFrame`. */
  readonly relation: (path: readonly Name[]) => KnownFrame;
  readonly use: (name: string) => string;
}

interface Source {
  readonly name: string;
  /** Its columns as the joined row has them, by their own names. */
  readonly columns: ReadonlyMap<string, string>;
}

/** What FROM names, and the joins as steps. */
export class SourceCode {
  readonly base: string;
  readonly steps: Step[] = [];
  readonly #sources: Source[] = [];
  readonly #around: Surroundings;

  readonly #select: Select;

  constructor(select: Select, around: Surroundings) {
    this.#around = around;
    this.#select = select;
    const [item, ...others] = select.from;
    if (item === undefined || others.length > 0) throw new NoFrame('FROM');
    const { first, joins } = item.kind === 'joined' ? item : { first: item, joins: [] };
    const { frame, source } = this.#read(first);
    this.base = frame.code;
    this.#sources.push(source);
    for (const join of joins) this.#join(join);
  }

  /** Every column that can be selected, of the first source that has it. */
  get columns(): readonly string[] {
    return [...new Set(this.#sources.flatMap(({ columns }) => [...columns.values()]))];
  }

  columnOf(row: string): (path: readonly Name[]) => string {
    return (path) => columnOf(row, this.#resolve(path, this.#sources));
  }

  #read(item: FromItem): { readonly frame: KnownFrame; readonly source: Source } {
    if (item.kind !== 'relation' || item.sample !== null || item.columnAliases.length > 0)
      throw new NoFrame('FROM');
    const frame = this.#around.relation(item.path);
    const name = item.alias?.text ?? item.path.at(-1)?.text ?? '';
    return { frame, source: { name, columns: new Map(frame.columns.map((column) => [column, column])) } };
  }

  #join({ type, natural, item, on, using, matchCondition }: Join): void {
    if (natural || using.length > 0 || matchCondition !== null) throw new NoFrame('JOIN');
    const read = this.#read(item);
    const shared = [...read.source.columns.values()].filter((name) => this.columns.includes(name));
    const keys = shared.length === 0 || on === null ? null : this.#sharedKeys(on, read.source);
    const byKeys = type === 'INNER' ? 'joinUsing' : type === 'LEFT' ? 'leftJoinUsing' : null;
    if (keys !== null && byKeys !== null && shared.every((name) => keys.includes(name))) {
      this.steps.push(step(`.${byKeys}(${[read.frame.code, ...keys.map(quoted)].join(', ')})`));
      this.#sources.push(read.source);
      return;
    }
    const { frame, source } = shared.length === 0 ? read : this.#renamed(read.frame, read.source);
    if (type === 'CROSS') this.steps.push(step(`.crossJoin(${frame.code})`));
    else {
      const method = JOINS[type];
      if (method === undefined || on === null) throw new NoFrame(type);
      this.steps.push(this.#joinOn(method, frame, source, on));
    }
    this.#sources.push(source);
  }

  /** The columns that are read of a frame, under names that no column of the row has. */
  #renamed(
    frame: KnownFrame,
    { name, columns }: Source,
  ): { readonly frame: KnownFrame; readonly source: Source } {
    const read = new Set(
      parts(this.#select).flatMap((part) =>
        part.kind === 'column' && part.path.length === 2 && part.path[0]?.text === name
          ? [part.path[1]?.text ?? '']
          : [],
      ),
    );
    const names = [...columns.keys()]
      .filter((column) => read.has(column))
      .map((column) => [column, `${name}_${column}`] as const);
    if (names.length === 0 || names.some(([, given]) => this.columns.includes(given)))
      throw new NoFrame('columns of one name');
    const select = objectStep(
      '.select(',
      names.map(([column, given]) => [given, columnOf('r', column)]),
    );
    return {
      frame: { code: frame.code + select.line, columns: names.map(([, given]) => given) },
      source: { name, columns: new Map(names) },
    };
  }

  /** `a.K = b.K AND a.L = b.L` → K, L; null for any other condition. */
  #sharedKeys(on: Expression, right: Source): readonly string[] | null {
    const keys = conjuncts(on).map((condition) => {
      if (condition.kind !== 'binary' || condition.operator !== '=') return null;
      const [a, b] = [condition.left, condition.right];
      if (a.kind !== 'column' || b.kind !== 'column') return null;
      const [left, other] = [a.path.at(-1)?.text, b.path.at(-1)?.text];
      const isOfRight = b.path.length === 2 && b.path[0]?.text === right.name;
      return left === other && isOfRight ? (left ?? null) : null;
    });
    return keys.every((key) => key !== null) ? keys : null;
  }

  /** The parameters are named so that the SQL's aliases come out of them. */
  #joinOn(method: string, frame: KnownFrame, right: Source, on: Expression): Step {
    const left = this.#sources.length === 1 ? parameter(this.#sources[0]?.name ?? '') : 'l';
    const other = parameter(right.name);
    const sources = [...this.#sources];
    const code = new ExpressionCode((path) => {
      const [qualifier, name] = path;
      const given = qualifier?.text === right.name ? right.columns.get(name?.text ?? '') : undefined;
      if (path.length === 2 && given !== undefined) return columnOf(other, given);
      return columnOf(left, this.#resolve(path, sources));
    }, this.#around.use);
    const conditions = conjuncts(on).map((condition) => code.text(condition));
    if (left === other) throw new NoFrame('two sources of one name');
    return callbackStep(`.${method}(${frame.code}, (${left}, ${other}) => `, conjunction(conditions));
  }

  /** The column of the joined row; one that an earlier source has, too, is another's. */
  #resolve(path: readonly Name[], sources: readonly Source[]): string {
    const [first, second, more] = path;
    if (first === undefined || more !== undefined) throw new NoFrame('a qualified name');
    const name = (second ?? first).text;
    const owner = sources.find(
      (source) => source.columns.has(name) && (second === undefined || source.name === first.text),
    );
    const given = owner?.columns.get(name);
    // Of two columns of one name the row has the first one's.
    const known = sources.find(({ columns }) => [...columns.values()].includes(given ?? ''));
    if (given === undefined || known !== owner) throw new NoFrame(`the column ${name}`);
    return given;
  }
}

const JOINS: Partial<Record<Join['type'], string>> = {
  INNER: 'join',
  LEFT: 'leftJoin',
  RIGHT: 'rightJoin',
  FULL: 'fullJoin',
};

/** A parameter from which the compiler makes the alias again. */
function parameter(alias: string): string {
  const name = [camelCase(alias.toLowerCase()), alias].find(
    (candidate) => upperSnake(candidate) === alias && !IMPORTABLE.has(candidate),
  );
  if (name === undefined || !/^[A-Za-z_$][\w$]*$/.test(name)) throw new NoFrame(`the alias ${alias}`);
  return name;
}
