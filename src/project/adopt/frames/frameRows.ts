import { upperSnake } from '../../../sql/compile/names.js';
import type { ReadCatalog } from '../../../sql/read/infer/model.js';
import type { Body, Name, Query } from '../../../sql/read/syntax/tree.js';
import { isVariableName } from '../../script.js';
import { camelCase } from '../constants.js';
import type { Rows } from '../definitionText.js';
import { NoFrame } from './expressionCode.js';
import { callbackStep, chain, step } from './layout.js';
import { outputCode, selectCode } from './selectCode.js';
import type { KnownFrame, Surroundings } from './sourceCode.js';
import { IMPORTABLE } from './vocabulary.js';

/** The project's sources: the constant of each table, and the module that they are imported from. */
export interface SourceConstants {
  readonly constants: ReadonlyMap<string, string>;
  readonly module: string;
  /** Names that the file has already. */
  readonly taken: readonly string[];
}

/**
 * A query as frames: a constant for each CTE, a chain of steps for each SELECT. null where the query says what frames do
 * not. Whether the frames are the same query is for the caller to find out.
 */
export function frameRows(query: Query, catalog: ReadCatalog, sources: SourceConstants): Rows | null {
  try {
    return new QueryCode(catalog, sources).rows(query);
  } catch (error) {
    if (error instanceof NoFrame) return null;
    throw error;
  }
}

class QueryCode {
  readonly #used = new Set<string>();
  readonly #tables = new Set<string>();
  readonly #ctes = new Map<string, KnownFrame>();
  readonly #taken: Set<string>;

  constructor(
    private readonly catalog: ReadCatalog,
    private readonly sources: SourceConstants,
  ) {
    this.#taken = new Set([...IMPORTABLE, ...sources.taken]);
  }

  rows(query: Query): Rows {
    if (query.recursive) throw new NoFrame('RECURSIVE');
    const statements = query.ctes.map(({ name, columns, query: inner }) => {
      if (columns.length > 0 || inner.ctes.length > 0) throw new NoFrame('WITH');
      const frame = this.#query(inner);
      const constant = this.#constantFor(name.text);
      this.#ctes.set(name.text, { code: constant, columns: frame.columns });
      return `const ${constant} = ${frame.code};`;
    });
    const from = this.#query(query).code;
    if ([...this.#tables].some((table) => this.#taken.has(table))) throw new NoFrame('a name that is taken');
    return {
      imports: [
        { module: 'firn', names: [...this.#used] },
        { module: this.sources.module, names: [...this.#tables] },
      ],
      statements,
      from,
    };
  }

  #query({ body, orderBy, limit, offset }: Query): KnownFrame {
    if (offset !== null) throw new NoFrame('OFFSET');
    const frame = this.#body(body);
    const output = outputCode(frame.columns, this.#use);
    const steps = orderBy.length === 0 ? [] : [callbackStep('.sort((r) => ', output.orders(orderBy))];
    if (limit !== null) {
      if (limit.kind !== 'literal' || limit.type !== 'number') throw new NoFrame('LIMIT');
      steps.push(step(`.limit(${limit.value})`));
    }
    return steps.length === 0 ? frame : { ...frame, code: chain(frame.code, steps) };
  }

  #body(body: Body): KnownFrame {
    switch (body.kind) {
      case 'select':
        return selectCode(body, this.#surroundings);
      case 'set': {
        const method = body.byName === true ? undefined : SETS[body.operator];
        if (method === undefined) throw new NoFrame(body.operator);
        const left = this.#body(body.left);
        const right = this.#body(body.right);
        return { code: chain(left.code, [step(`.${method}(${right.code})`)]), columns: left.columns };
      }
      case 'query':
        if (body.query.ctes.length > 0) throw new NoFrame('WITH');
        return this.#query(body.query);
      case 'values':
        throw new NoFrame('VALUES');
    }
  }

  readonly #use = (name: string): string => {
    this.#used.add(name);
    return name;
  };

  get #surroundings(): Surroundings {
    return { relation: (path) => this.#relation(path), use: this.#use };
  }

  #relation(path: readonly Name[]): KnownFrame {
    const [first] = path;
    const cte = path.length === 1 && first ? this.#ctes.get(first.text) : undefined;
    if (cte) return cte;
    const found = this.catalog.relation(path.map(({ text }) => text));
    if (path.length !== 3 || typeof found === 'string') throw new NoFrame('a table');
    const constant = this.sources.constants.get(found.id);
    if (constant === undefined) throw new NoFrame('a table without a constant');
    this.#tables.add(constant);
    return { code: constant, columns: found.columns.map(({ name }) => name) };
  }

  /** A constant from which the compiler makes the CTE's name again. */
  #constantFor(cte: string): string {
    const constant = [camelCase(cte.toLowerCase()), cte].find(
      (name) => isVariableName(name) && upperSnake(name) === cte && !this.#taken.has(name),
    );
    if (constant === undefined) throw new NoFrame(`the name ${cte}`);
    this.#taken.add(constant);
    return constant;
  }
}

const SETS: Readonly<Record<string, string>> = {
  EXCEPT: 'except',
  INTERSECT: 'intersect',
  UNION: 'union',
  'UNION ALL': 'unionAll',
};
