import { nodeOf } from '../../../../../src/dataframe/frame.js';
import { rowsOf } from '../../evaluator/meanings/meaning.js';
import type { Meaning, Told } from '../../evaluator/meanings/meaning.js';
import { filtered } from '../../evaluator/meanings/rows.js';
import type { Span } from '../../evaluator/frames.js';
import type { Meant } from '../../evaluator/nodes.js';
import { aggregate } from '../aggregates.js';
import type { Choice } from '../choice.js';
import { columnNames, isOrderable, readable } from '../columns.js';
import type { AnyFrame, Readable } from '../columns.js';
import { COMPUTED_KINDS, Expressions } from '../expressions.js';
import { lambda } from '../lambdas.js';
import { COLUMN_NAMES, key, PARAMETERS, quoted } from '../names.js';

/** A frame that a program has made, and how its text speaks of it. */
export interface Made {
  readonly text: string;
  readonly frame: AnyFrame;
}

/** One more call: its text, and what it means, given what its callbacks gave. */
export interface Step {
  readonly text: string;
  readonly meaning: (told: readonly Told[]) => Meant;
}

/** A step that a frame can take next; undefined where it needs columns that the frame does not have. */
export type StepKind = (made: Made) => Step | undefined;

/** Another frame in a step, filtered now and then. */
export interface Side extends Made {
  /** What the side means; takes its callback from the front. */
  readonly meaning: (told: Told[]) => Meaning;
}

type Entries = readonly (readonly [string, string])[];

/** What steps of all kinds are made with. */
export class StepParts {
  constructor(
    readonly choice: Choice,
    private readonly others: () => Made,
    readonly risky: boolean,
  ) {}

  expressions(columns: readonly Readable[]): Expressions {
    return new Expressions(this.choice, columns, this.risky);
  }

  /** A call with one callback. */
  over(
    made: Made,
    write: (row: string, e: Expressions, columns: readonly Readable[]) => string,
    meaning: (input: Meaning, told: Told) => Meaning,
  ): Step {
    const row = this.choice.of(PARAMETERS);
    const columns = readable(made.frame, row);
    return {
      text: made.text + write(row, this.expressions(columns), columns),
      meaning: ([only]) => ({ rows: meaning(input(made), only as Told) }),
    };
  }

  names(count: number): readonly string[] {
    return [...new Set(this.choice.mixed(COLUMN_NAMES))].slice(0, count);
  }

  free(made: Made, count = 1): readonly string[] {
    const taken = new Set(columnNames(made.frame));
    return [...new Set(this.choice.mixed([...COLUMN_NAMES, 'X1', 'X2', 'X3'])), 'X4', 'X5', 'X6', 'X7']
      .filter((n) => !taken.has(n))
      .slice(0, count);
  }

  computed(e: Expressions, count: number): Entries {
    return this.names(count).map((name) => [name, e.any(this.choice.of(COMPUTED_KINDS), 2)]);
  }

  aggregates(e: Expressions, columns: readonly Readable[], taken: readonly string[]): string {
    const names = this.names(6).filter((n) => !taken.includes(n));
    return object(
      names.slice(0, 1 + this.choice.below(4)).map((n) => [n, aggregate(this.choice, e, columns)] as const),
    );
  }

  keys(made: Made): readonly string[] {
    const usable = readable(made.frame, 'r')
      .filter(isOrderable)
      .map((c) => c.name);
    return this.choice.mixed(usable).slice(0, 1 + this.choice.below(2));
  }

  /** Two parameters of a callback. */
  pair(): readonly [string, string] {
    const [l = 'l', r = 'r'] = this.choice.mixed(PARAMETERS);
    return [l, r];
  }

  span(time: Readable): Span {
    const unit = time.kind === 'DATE' ? 'day' : this.choice.of(['day', 'hour', 'minute', 'second'] as const);
    return { amount: this.choice.of([1, 2, 30, 90]), unit };
  }

  /** Another frame: a table, one made before, this one again; its rows filtered in many cases. */
  side(of: Made = this.others()): Side {
    const whole: Side = { ...of, meaning: () => input(of) };
    if (!this.choice.chance(0.45)) return whole;
    const row = this.choice.of(PARAMETERS);
    const test = this.expressions(readable(of.frame, row)).bool(1);
    return {
      ...of,
      text: `${of.text}.filter(${lambda([row], test)})`,
      meaning: (told) => filtered(input(of), told.shift() as Told),
    };
  }
}

export const input = (made: Made): Meaning => rowsOf(nodeOf(made.frame));

export const object = (entries: Entries, spread = ''): string =>
  `({ ${[...(spread ? [`...${spread}`] : []), ...entries.map(([n, v]) => `${key(n)}: ${v}`)].join(', ')} })`;

export const listed = (names: readonly string[]): string => names.map(quoted).join(', ');

export const isTime = (c: Readable): boolean =>
  c.certain && (c.kind === 'DATE' || c.kind === 'TIMESTAMP_NTZ');

export const spanText = ({ amount, unit }: Span): string => `${unit}s(${amount})`;
