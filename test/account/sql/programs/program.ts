import { nodeOf } from '../../../../src/dataframe/frame.js';
import { takeProblems } from '../../../../src/dataframe/problems.js';
import { callback, name as nameFrame } from '../../../../src/dataframe/trace.js';
import { Evaluator } from '../evaluator/nodes.js';
import type { Meanings } from '../evaluator/nodes.js';
import type { Relation } from '../evaluator/relation.js';
import { failures, QueryFails, Uncertain } from '../evaluator/value.js';
import { Choice } from './choice.js';
import type { AnyFrame } from './columns.js';
import { columnNames } from './columns.js';
import { chained, Kept, readableText, runnableText } from './lambdas.js';
import { quoted, VARIABLES } from './names.js';
import { vocabulary } from './saying.js';
import type { Made, Step } from './steps/step.js';
import { Steps } from './steps/steps.js';

/** What a program must give. */
export type Expectation =
  | {
      readonly kind: 'rows';
      readonly relation: Relation;
      /** An error met on the way may count. */ readonly mayFail: boolean;
      /** The rows come in this order. */ readonly ordered: boolean;
    }
  | { readonly kind: 'error'; readonly reason: string };

export interface Program {
  readonly text: string;
  readonly frame: AnyFrame;
  readonly expectation: Expectation;
  /** What it gives over other rows of the same tables; undefined where that would be an error or not certain. */
  readonly over: (tables: ReadonlyMap<string, Relation>) => Relation | undefined;
}

const MOST_ROWS = 150;
const MOST_COLUMNS = 20;
/** The share of steps that may leave none of the rows there are: what follows such a step tells little. */
const MAY_EMPTY = 0.08;
/** The share of tables read that may be empty ones. */
const MAY_BE_EMPTY = 0.06;

/** A program of random steps over the tables; steps whose result would not be certain are taken back. */
export class ProgramMaker {
  readonly #choice: Choice;
  readonly #evaluator: Evaluator;
  readonly #meanings: Meanings = new WeakMap();
  readonly #made: Made[] = [];
  readonly #lines: string[] = [];
  readonly #scope: Record<string, unknown>;
  readonly #kept = new Kept();
  readonly #variables: string[];
  /** Frames that are chained on, by the name they are run under. */
  readonly #texts = new Map<string, string>();
  #mayFail = false;

  constructor(
    seed: number,
    private readonly tables: ReadonlyMap<string, Relation>,
  ) {
    this.#choice = new Choice(seed);
    this.#variables = [...this.#choice.mixed(VARIABLES)];
    this.#evaluator = new Evaluator(tables, this.#meanings);
    this.#scope = { ...vocabulary(), callback, keep: this.#kept.keep };
  }

  make(): Program {
    const risky = this.#choice.chance(0.16);
    const steps = new Steps(this.#choice, () => this.#other(), risky);
    let made = this.#source();
    let expectation = this.#judged(made.frame);
    if (!expectation) throw new Error('A table is certain.');
    const count = 1 + this.#choice.below(this.#choice.chance(0.3) ? 12 : 6);
    for (let i = 0; i < count && expectation.kind === 'rows'; i++) {
      const had = expectation.relation.rows.length > 0;
      const taken = this.#taken(() => steps.next(made), had);
      if (!taken) break;
      made = this.#step(taken.made);
      expectation = taken.expectation;
    }
    if (expectation.kind === 'rows' && this.#choice.chance(0.3)) {
      const taken = this.#taken(() => steps.sorted(made));
      if (taken) ({ made, expectation } = taken);
    }
    const text = [...this.#lines, made.text].join('\n');
    const over = (tables: ReadonlyMap<string, Relation>) => this.#over(made.frame, tables);
    return { text: readableText(text, this.#texts), frame: made.frame, expectation, over };
  }

  #over(frame: AnyFrame, tables: ReadonlyMap<string, Relation>): Relation | undefined {
    try {
      return new Evaluator(tables, this.#meanings).evaluate(nodeOf(frame));
    } catch (error) {
      if (error instanceof Uncertain || error instanceof QueryFails) return undefined;
      throw error;
    }
  }

  #source(): Made {
    const all = [...this.tables];
    const filled = all.filter(([, table]) => table.rows.length > 0);
    const tables = filled.length > 0 && !this.#choice.chance(MAY_BE_EMPTY) ? filled : all;
    const text = `table(${quoted(this.#choice.of(tables)[0])})`;
    return { text, frame: this.#run(text) };
  }

  #other(): Made {
    return this.#made.length > 0 && this.#choice.chance(0.4) ? this.#choice.of(this.#made) : this.#source();
  }

  /** The next step, after some tries. */
  #taken(
    next: () => Step,
    had = false,
  ): { readonly made: Made; readonly expectation: Expectation } | undefined {
    const mayEmpty = !had || this.#choice.chance(MAY_EMPTY);
    for (let attempt = 0; attempt < 6; attempt++) {
      const step = next();
      takeProblems();
      this.#kept.told = [];
      const frame = this.#run(step.text);
      const problems = takeProblems().filter((p) => p.severity === 'error');
      if (problems.length > 0)
        throw new Error(
          `The program has problems: ${problems[0]?.message ?? ''}\n${readableText(step.text, this.#texts)}`,
        );
      if (columnNames(frame).length > MOST_COLUMNS) continue;
      this.#meanings.set(nodeOf(frame), step.meaning(this.#kept.told));
      const expectation = this.#judged(frame);
      const emptied = expectation?.kind === 'rows' && expectation.relation.rows.length === 0;
      if (expectation && (mayEmpty || !emptied)) return { made: { text: step.text, frame }, expectation };
    }
    return undefined;
  }

  /** Most frames become constants, some of them named as loading names them; the others are chained on. */
  #step({ text, frame }: Made): Made {
    const variable = this.#choice.chance(0.6) ? this.#variables.pop() : undefined;
    if (variable === undefined) {
      const id = `frame${this.#texts.size}`;
      this.#texts.set(id, text);
      this.#scope[id] = frame;
      return { text: chained(id), frame };
    }
    const named = this.#choice.chance(0.75);
    this.#lines.push(`const ${variable} = ${text};${named ? '' : ' // not named'}`);
    if (named) nameFrame(variable, frame);
    this.#scope[variable] = frame;
    const kept = { text: variable, frame };
    this.#made.push(kept);
    return kept;
  }

  #run(text: string): AnyFrame {
    const names = Object.keys(this.#scope);
    const run = new Function(...names, `return ${runnableText(text)}`) as (...values: unknown[]) => AnyFrame;
    return run(...names.map((n) => this.#scope[n]));
  }

  /** Undefined where the result hangs on an order that the program does not fix, or is too large. */
  #judged(frame: AnyFrame): Expectation | undefined {
    failures.seen = 0;
    try {
      const relation = this.#evaluator.evaluate(nodeOf(frame));
      if (relation.rows.length > MOST_ROWS) return undefined;
      return {
        kind: 'rows',
        relation,
        mayFail: this.#mayFail || failures.seen > 0,
        ordered: this.#evaluator.isOrdered(nodeOf(frame)),
      };
    } catch (error) {
      if (error instanceof Uncertain) return undefined;
      if (error instanceof QueryFails) return { kind: 'error', reason: error.message };
      throw error;
    } finally {
      this.#mayFail ||= failures.seen > 0;
    }
  }
}
