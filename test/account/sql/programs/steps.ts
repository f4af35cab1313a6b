import { nodeOf } from '../../../../src/dataframe/frame.js';
import { closest, matching, sessions, unpivoted } from '../evaluator/meanings.js';
import type { Meaning, PairCondition, Span } from '../evaluator/meanings.js';
import { aggregate, ordered, partition, totalOrder, windowed } from './aggregates.js';
import type { Choice } from './choice.js';
import { columnNames, isOrderable, readable } from './columns.js';
import type { AnyFrame, Readable } from './columns.js';
import { COMPUTED_KINDS, Expressions } from './expressions.js';
import { captured, lambda } from './lambdas.js';
import { COLUMN_NAMES, key, PARAMETERS, quoted, read } from './names.js';

/** A frame that a program has made, and how its text speaks of it. */
export interface Made {
  readonly text: string;
  readonly frame: AnyFrame;
}

/** One more call: its text, and what it means where its plan says that in other words. */
export interface Step {
  readonly text: string;
  readonly meaning?: (condition: PairCondition | undefined) => Meaning;
}

/** Steps that a frame can take next; some need columns that it may not have. */
export class Steps {
  constructor(
    private readonly choice: Choice,
    private readonly others: () => Made,
    private readonly risky: boolean,
  ) {}

  next(made: Made): Step {
    const steps: readonly ((made: Made) => Step | undefined)[] = [
      ...[
        this.#filter,
        this.#filter,
        this.#filterByWindow,
        this.#select,
        this.#withColumns,
        this.#withColumns,
      ],
      ...[
        this.#withWindow,
        this.#withWindow,
        this.#rolling,
        this.#rearranged,
        this.#rearranged,
        this.#replace,
      ],
      ...[this.#fill, this.#join, this.#join, this.#join, this.#joinUsing, this.#matched, this.#matched],
      ...[
        this.#asof,
        this.#asof,
        this.#group,
        this.#group,
        this.#group,
        this.#pivot,
        this.#rollup,
        this.#one,
      ],
      ...[this.#union, this.#union, this.#distinct, this.#limit, this.#latest, this.#latest],
      ...[this.#unpivot, this.#unpivot, this.#flatten, this.#flatten, this.#session, this.#session],
    ];
    for (;;) {
      const step = this.choice.of(steps).call(this, made);
      if (step) return step;
    }
  }

  /** The last step of a program, now and then. */
  sorted(made: Made): Step {
    return this.#over(
      made,
      (row, _e, columns) => `.sort(${lambda([row], totalOrder(this.choice, columns))})`,
    );
  }

  #over(made: Made, write: (row: string, e: Expressions, columns: readonly Readable[]) => string): Step {
    const row = this.choice.of(PARAMETERS);
    const columns = readable(made.frame, row);
    return { text: made.text + write(row, new Expressions(this.choice, columns, this.risky), columns) };
  }

  #names(count: number): readonly string[] {
    return [...new Set(this.choice.mixed(COLUMN_NAMES))].slice(0, count);
  }

  #free(made: Made, count = 1): readonly string[] {
    const taken = new Set(columnNames(made.frame));
    return [...new Set(this.choice.mixed([...COLUMN_NAMES, 'X1', 'X2', 'X3'])), 'X4', 'X5', 'X6', 'X7']
      .filter((n) => !taken.has(n))
      .slice(0, count);
  }

  #object(entries: readonly (readonly [string, string])[], spread = ''): string {
    return `({ ${[...(spread ? [`...${spread}`] : []), ...entries.map(([n, v]) => `${key(n)}: ${v}`)].join(', ')} })`;
  }

  #filter(made: Made): Step {
    return this.#over(made, (row, e) => `.filter(${lambda([row], e.bool(2))})`);
  }

  #filterByWindow(made: Made): Step {
    return this.#over(made, (row, e, columns) => {
      const by = partition(this.choice, columns);
      const over = `.over({ ${[by, `orderBy: ${totalOrder(this.choice, columns)}`].filter((p) => p).join(', ')} })`;
      const test = this.choice.of([
        `rowNumber()${over}.le(${this.choice.of(['1', '2', '4'])})`,
        `rank()${over}.eq(1)`,
        `lag(${e.number(1, true)})${over}.lt(${e.number(1, true)})`,
        `count()${by ? `.over({ ${by} })` : '.over({})'}.gt(1)`,
      ]);
      return `.filter(${lambda([row], this.choice.chance(0.3) ? `${test}.and(${e.bool(1)})` : test)})`;
    });
  }

  #computed(e: Expressions, count: number): readonly (readonly [string, string])[] {
    return this.#names(count).map((name) => [name, e.any(this.choice.of(COMPUTED_KINDS), 2)]);
  }

  #select(made: Made): Step {
    return this.#over(made, (row, e) => {
      const computed = this.#computed(e, 1 + this.choice.below(4));
      return `.select(${lambda([row], this.#object(computed, this.choice.chance(0.5) ? row : ''))})`;
    });
  }

  #withColumns(made: Made): Step {
    return this.#over(
      made,
      (row, e) => `.withColumns(${lambda([row], this.#object(this.#computed(e, 1 + this.choice.below(2))))})`,
    );
  }

  #replace(made: Made): Step {
    const names = this.choice.mixed(columnNames(made.frame)).slice(0, 1 + this.choice.below(2));
    return this.#over(made, (row, e) => {
      const columns = names.map((n) => [n, e.any(this.choice.of(COMPUTED_KINDS), 2)] as const);
      return `.replaceColumns(${lambda([row], this.#object(columns))})`;
    });
  }

  #withWindow(made: Made): Step {
    return this.#over(made, (row, e, columns) => {
      const computed = this.#names(1 + this.choice.below(2)).map((n) => {
        const text = windowed(this.choice, e, columns);
        return [n, text] as const;
      });
      return `.withColumns(${lambda([row], this.#object(computed))})`;
    });
  }

  #rolling(made: Made): Step | undefined {
    const [name] = this.#free(made);
    const row = this.choice.of(PARAMETERS);
    const columns = readable(made.frame, row);
    const e = new Expressions(this.choice, columns, this.risky);
    const time = columns.filter((c) => c.certain && (c.kind === 'DATE' || c.kind === 'TIMESTAMP_NTZ'));
    const by = partition(this.choice, columns);
    const sum = `${this.choice.of(['sum', 'avg', 'max'])}(${e.number(1, true)})`;
    const used = this.choice.of(time);
    const windows =
      time.length > 0 && this.choice.chance(0.7)
        ? used.kind === 'DATE'
          ? `orderBy: ${used.text}, ${this.choice.of(['days: [7, 30]', 'days: [1], last: [days(31)]'])}`
          : `orderBy: ${used.text}, last: [hours(24), days(30)]`
        : `orderBy: ${totalOrder(this.choice, columns)}, rows: [2, 3]`;
    const spec = `{ ${[by, windows].filter((p) => p !== '').join(', ')} }`;
    return {
      text: `${made.text}.withColumns(${lambda([row], `({ ...rolling(${quoted(name ?? 'ROLLING')}, ${sum}, ${spec}) })`)})`,
    };
  }

  #rearranged(made: Made): Step | undefined {
    const names = columnNames(made.frame);
    const { choice } = this;
    const some = choice.some(names).map(quoted).join(', ');
    const dropped = choice.some(names, 0, 0.3);
    return choice.of<() => Step | undefined>([
      () => ({ text: `${made.text}.pick(${choice.mixed(choice.some(names).map(quoted)).join(', ')})` }),
      () =>
        dropped.length === 0 || dropped.length === names.length
          ? undefined
          : { text: `${made.text}.drop(${dropped.map(quoted).join(', ')})` },
      () => {
        const old = choice.mixed(names).slice(0, 1 + choice.below(2));
        const fresh = this.#free(made, old.length);
        return {
          text: `${made.text}.rename({ ${old.map((n, i) => `${key(fresh[i] ?? `Y${i}`)}: ${quoted(n)}`).join(', ')} })`,
        };
      },
      () =>
        names.every((n) => n.length < 12)
          ? { text: `${made.text}.prefixed(${quoted(choice.of(['P_', 'x.', 'Q']))})` }
          : undefined,
      () => ({ text: `${made.text}.dropNull(${some})` }),
    ])();
  }

  #fill(made: Made): Step | undefined {
    const fills: Partial<Record<string, readonly string[]>> = {
      NUMBER: ['0', '-1', '0.5'],
      FLOAT: ['0', '2.5'],
      TEXT: ['"none"', '""', '"it\'s"'],
      BOOLEAN: ['false'],
      DATE: ['"2024-01-31"'],
      TIMESTAMP_NTZ: ['"2024-01-31 10:00:00"'],
    };
    const columns = this.choice.some(
      readable(made.frame, 'r').filter((c) => fills[c.kind]),
      0,
    );
    if (columns.length === 0) return undefined;
    const entries = columns.map((c) => `${key(c.name)}: ${this.choice.of(fills[c.kind] ?? [])}`);
    return { text: `${made.text}.fillNull({ ${entries.join(', ')} })` };
  }

  /** Another frame under names of its own. */
  #beside(made: Made): Made & { readonly prefix: string } {
    const other = this.others();
    const own = new Set(columnNames(made.frame));
    const prefix = ['R_', 'R2_', 'R3_', 'r.', 'Z_', 'Z2_', 'Z3_', 'Z4_'].find((p) =>
      columnNames(other.frame).every((n) => !own.has(p + n)),
    );
    return { ...other, prefix: prefix ?? 'NEVER_' };
  }

  #pair(): readonly [string, string] {
    const [l = 'l', r = 'r'] = this.choice.mixed(PARAMETERS);
    return [l, r];
  }

  #join(made: Made): Step | undefined {
    const { prefix, ...other } = this.#beside(made);
    const right = `${other.text}.prefixed(${quoted(prefix)})`;
    if (this.choice.chance(0.12)) return { text: `${made.text}.crossJoin(${right})` };
    const [l, r] = this.#pair();
    const left = readable(made.frame, l);
    const theirs = readable(other.frame, r).map((c) => ({ ...c, text: read(r, prefix + c.name) }));
    const equal = this.#equality(left, theirs);
    if (!equal) return undefined;
    const more = this.choice.of<() => string>([
      () => `.and(${new Expressions(this.choice, [...left, ...theirs], false).bool(1)})`,
      () => '',
      () => '',
    ])();
    const method = this.choice.of(['join', 'leftJoin', 'leftJoin', 'rightJoin', 'fullJoin']);
    // A full join with more than equalities is refused by many engines.
    const on = method === 'fullJoin' ? equal : equal + more;
    const options = method === 'join' ? `, { allow: ['left-join-undone'] }` : '';
    return { text: `${made.text}.${method}(${right}, ${lambda([l, r], on)}${options})` };
  }

  #equality(left: readonly Readable[], right: readonly Readable[], operator = 'eq'): string | undefined {
    const pairs = left
      .filter(isOrderable)
      .flatMap((a) =>
        right
          .filter((b) => isOrderable(b) && b.kind === a.kind)
          .map((b) => `${a.text}.${operator}(${b.text})`),
      );
    return pairs.length > 0 ? this.choice.of(pairs) : undefined;
  }

  #joinUsing(made: Made): Step | undefined {
    const other = this.others();
    const mine = readable(made.frame, 'l').filter(isOrderable);
    const theirs = readable(other.frame, 'r');
    const both = mine.filter((a) =>
      theirs.some((b) => b.name === a.name && b.kind === a.kind && isOrderable(b)),
    );
    const [first] = this.choice.mixed(both);
    if (!first) return undefined;
    const collides = columnNames(other.frame).filter(
      (n) => columnNames(made.frame).includes(n) && n !== first.name,
    );
    const right =
      collides.length === 0 ? other.text : `${other.text}.drop(${collides.map(quoted).join(', ')})`;
    return {
      text: `${made.text}.${this.choice.of(['joinUsing', 'leftJoinUsing'])}(${right}, ${quoted(first.name)})`,
    };
  }

  #matched(made: Made): Step | undefined {
    const other = this.others();
    const [l, r] = this.#pair();
    const [left, right] = [readable(made.frame, l), readable(other.frame, r)];
    const equal = this.#equality(left, right);
    if (!equal) return undefined;
    const second = this.choice.chance(0.3)
      ? this.#equality(left, right, this.choice.of(['eq', 'sameAs']))
      : undefined;
    const alone = this.choice.chance(0.3) ? new Expressions(this.choice, right, false).bool(1) : undefined;
    const ownOnly = alone?.includes(`${r}.`) || alone?.includes(`${r}[`) ? `${alone}.not()` : undefined;
    const on = [second, ownOnly].reduce<string>((a, b) => (b ? `${a}.and(${b})` : a), equal);
    const method = this.choice.of(['semiJoin', 'antiJoin']);
    return {
      text: `${made.text}.${method}(${other.text}, ${lambda([l, r], captured(on, l, r))})`,
      meaning: (condition) => {
        if (!condition) throw new Error('The condition was not captured.');
        return matching(nodeOf(made.frame), nodeOf(other.frame), condition, method === 'semiJoin');
      },
    };
  }

  #asof(made: Made): Step | undefined {
    const other = this.others();
    const [l, r] = this.#pair();
    const [left, right] = [readable(made.frame, l), readable(other.frame, r)];
    const times = left.flatMap((a) =>
      right
        .filter(
          (b) =>
            a.certain && b.certain && b.kind === a.kind && (a.kind === 'DATE' || a.kind === 'TIMESTAMP_NTZ'),
        )
        .map((b) => [a, b] as const),
    );
    if (times.length === 0) return undefined;
    const [ours, theirs] = this.choice.of(times);
    const own = new Set(columnNames(made.frame));
    const take = this.choice.some(
      right.filter((c) => !own.has(c.name) && c.certain).map((c) => c.name),
      0,
    );
    if (take.length === 0) return undefined;
    const both = left.filter(
      (a) => isOrderable(a) && right.some((b) => b.name === a.name && b.kind === a.kind && isOrderable(b)),
    );
    const by = this.choice.mixed(both.map((c) => c.name)).slice(0, this.choice.below(3));
    const within = this.choice.chance(0.5) ? this.#span(ours) : undefined;
    const spec = [
      `by: [${by.map(quoted).join(', ')}]`,
      `take: [${take.map(quoted).join(', ')}]`,
      ...(within ? [`within: ${spanText(within)}`] : []),
    ];
    const on = `${ours.text}.${this.choice.of(['ge', 'gt', 'le', 'lt'])}(${theirs.text})`;
    return {
      text: `${made.text}.asofJoin(${other.text}, ${lambda([l, r], captured(on, l, r))}, { ${spec.join(', ')} })`,
      meaning: (condition) => {
        if (!condition) throw new Error('The condition was not captured.');
        return closest(nodeOf(made.frame), nodeOf(other.frame), condition, {
          by,
          take,
          ...(within ? { within } : {}),
        });
      },
    };
  }

  #span(time: Readable): Span {
    const unit = time.kind === 'DATE' ? 'day' : this.choice.of(['day', 'hour', 'minute', 'second'] as const);
    return { amount: this.choice.of([1, 2, 30, 90]), unit };
  }

  #aggregates(e: Expressions, columns: readonly Readable[], taken: readonly string[]): string {
    const names = this.#names(6).filter((n) => !taken.includes(n));
    const entries = names
      .slice(0, 1 + this.choice.below(4))
      .map((n) => [n, aggregate(this.choice, e, columns)] as const);
    return this.#object(entries);
  }

  #keys(made: Made): readonly string[] {
    const usable = readable(made.frame, 'r')
      .filter(isOrderable)
      .map((c) => c.name);
    return this.choice.mixed(usable).slice(0, 1 + this.choice.below(2));
  }

  #group(made: Made): Step | undefined {
    if (this.choice.chance(0.25)) {
      const names = this.#names(2);
      return this.#over(made, (row, e, columns) => {
        const keys = names.map(
          (n) => [n, e.any(this.choice.of(['number', 'text', 'date', 'bool'] as const), 2, true)] as const,
        );
        return `.groupByComputed(${lambda([row], this.#object(keys))}).agg(${lambda([row], this.#aggregates(e, columns, names))})`;
      });
    }
    const keys = this.#keys(made);
    if (keys.length === 0) return undefined;
    return this.#over(
      made,
      (row, e, columns) =>
        `.groupBy(${keys.map(quoted).join(', ')}).agg(${lambda([row], this.#aggregates(e, columns, keys))})`,
    );
  }

  /** Groups by all keys, by all but the last, and so on; or the most frequent value of each group. */
  #rollup(made: Made): Step | undefined {
    const keys = this.#keys(made);
    const [level] = this.#free(made);
    const others = readable(made.frame, 'r').filter((c) => isOrderable(c) && !keys.includes(c.name));
    if (keys.length === 0 || level === undefined) return undefined;
    if (others.length > 0 && this.choice.chance(0.5)) {
      const ties = this.choice.of(['smallest', 'largest']);
      return {
        text: `${made.text}.groupBy(${keys.map(quoted).join(', ')}).mostFrequent(${quoted(this.choice.of(others).name)}, { ties: ${quoted(ties)} })`,
      };
    }
    return this.#over(made, (row, e, columns) => {
      const aggregates = this.#aggregates(e, columns, [...keys, level]);
      return `.rollup([${keys.map(quoted).join(', ')}], ${quoted(level)}, ${lambda([row], aggregates)})`;
    });
  }

  #one(made: Made): Step {
    return this.#over(made, (row, e, columns) => `.agg(${lambda([row], this.#aggregates(e, columns, []))})`);
  }

  #pivot(made: Made): Step | undefined {
    const columns = readable(made.frame, 'r').filter(
      (c) => c.certain && (c.kind === 'TEXT' || c.kind === 'NUMBER'),
    );
    const keys = this.#keys(made);
    if (columns.length === 0 || keys.length === 0) return undefined;
    const turned = this.choice.of(columns);
    const values =
      turned.kind === 'TEXT'
        ? this.choice.of(['["a", "ab"]', '{ LOW: "a", UP: "A", Q: "it\'s" }'])
        : this.choice.of(['[1, 2]', '{ ONE: 1, MINUS: -1 }']);
    const name =
      ['PIV', 'PIV2', 'PIV3', 'PIV4'].find((n) => keys.every((k) => !k.startsWith(`${n}_`))) ?? 'PIVOTED';
    return this.#over(made, (row, e) => {
      const of = this.choice.of([
        `is => sumIf(${e.number(1)}, is)`,
        'is => countIf(is)',
        `is => avgIf(${e.number(1, true)}, is)`,
      ]);
      return `.groupBy(${keys.map(quoted).join(', ')}).agg(${lambda([row], `({ ...pivot(${read(row, turned.name)}, ${values}, { ${name}: ${of} }) })`)})`;
    });
  }

  #union(made: Made): Step {
    const { choice } = this;
    if (choice.chance(0.3)) {
      const other = this.others();
      const mine = readable(made.frame, 'r');
      // Columns of one name must be of one kind.
      const clashing = readable(other.frame, 'r')
        .filter((b) => mine.some((a) => a.name === b.name && a.kind !== b.kind))
        .map((c) => c.name);
      const left = columnNames(other.frame).length - clashing.length;
      if (left > 0)
        return {
          text: `${made.text}.unionAllWithNulls(${other.text}${clashing.length > 0 ? `.drop(${clashing.map(quoted).join(', ')})` : ''})`,
        };
    }
    const method = choice.of(['union', 'unionAll', 'intersect', 'except']);
    return this.#over(made, (row, e, columns) => {
      const replaced = choice
        .mixed(columns)
        .slice(0, 1)
        .map((c) => [c.name, this.#sameKind(e, c)] as const);
      const filtered = `.filter(${lambda([row], e.bool(1))})`;
      const selected = `.select(${lambda([row], this.#object(replaced, row))})`;
      return `.${method}(${made.text}${filtered}${selected})`;
    });
  }

  #sameKind(e: Expressions, { kind, text }: Readable): string {
    switch (kind) {
      case 'NUMBER':
        return e.number(1, true);
      case 'TEXT':
        return e.text(1, true);
      case 'DATE':
        return e.date(1, true);
      case 'TIMESTAMP_NTZ':
        return e.timestamp(1, true);
      case 'BOOLEAN':
        return e.bool(1);
      default:
        return text;
    }
  }

  #distinct(made: Made): Step {
    return { text: `${made.text}.distinct()` };
  }

  #limit(made: Made): Step {
    const step = this.sorted(made);
    return { text: `${step.text}.limit(${this.choice.of(['0', '1', '3', '5', '20'])})` };
  }

  #latest(made: Made): Step | undefined {
    const keys = this.#keys(made);
    if (keys.length === 0) return undefined;
    return this.#over(made, (row, e, columns) => {
      const first = this.choice.chance(0.5) ? [ordered(this.choice, e.number(1, true))] : [];
      const all = totalOrder(this.choice, columns).slice(1, -1);
      return `.latestBy([${keys.map(quoted).join(', ')}], ${lambda([row], `[${[...first, all].join(', ')}]`)})`;
    });
  }

  #unpivot(made: Made): Step | undefined {
    const columns = readable(made.frame, 'r');
    const kinds = [...new Set(columns.map((c) => c.kind))];
    const kind = this.choice.of(kinds);
    const turned = this.choice.some(
      columns.filter((c) => c.kind === kind).map((c) => c.name),
      1,
      0.7,
    );
    const [name, value] = this.#free(made, 2);
    if (name === undefined || value === undefined || turned.length === 0) return undefined;
    return {
      text: `${made.text}.unpivot([${turned.map(quoted).join(', ')}], { name: ${quoted(name)}, value: ${quoted(value)} })`,
      meaning: () => unpivoted(nodeOf(made.frame), turned, { name, value }),
    };
  }

  #flatten(made: Made): Step | undefined {
    const names = this.#free(made, 3);
    const [row, element] = this.#pair();
    const e = new Expressions(this.choice, readable(made.frame, row), false);
    const array = this.choice.of([() => e.array(1), () => e.variant(1), () => e.object(1)])();
    const values = this.choice.mixed([
      `${element}.value.${this.choice.of(['toText()', 'typeOf()', 'tryToNumber(10, 2)', 'get("sku").toText()', 'isJsonNull()'])}`,
      `${element}.index`,
      `${element}.key`,
    ]);
    const columns = names
      .slice(0, 1 + this.choice.below(3))
      .map((n, i) => [n, values[i] ?? `${element}.index`] as const);
    return {
      text: `${made.text}.flatten(${lambda([row], array)}, { outer: ${this.choice.of(['true', 'false'])} }, ${lambda([element], this.#object(columns))})`,
    };
  }

  #session(made: Made): Step | undefined {
    const row = this.choice.of(PARAMETERS);
    const columns = readable(made.frame, row);
    const times = columns.filter((c) => c.certain && (c.kind === 'DATE' || c.kind === 'TIMESTAMP_NTZ'));
    const by = this.choice.mixed(columns.filter(isOrderable)).slice(0, 1 + this.choice.below(2));
    const [name] = this.#free(made);
    if (times.length === 0 || by.length === 0 || name === undefined) return undefined;
    const at = this.choice.of(times);
    const gap = this.#span(at);
    const spec = `({ by: [${by.map((c) => c.text).join(', ')}], at: ${at.text}, gap: ${spanText(gap)} })`;
    return {
      text: `${made.text}.withSessionId(${quoted(name)}, ${lambda([row], spec)})`,
      meaning: () =>
        sessions(
          nodeOf(made.frame),
          name,
          by.map((c) => c.name),
          at.name,
          gap,
        ),
    };
  }
}

const spanText = ({ amount, unit }: Span): string => `${unit}s(${amount})`;
