import { random } from '../../account/sql/randomFrames.js';

/** One value, written with methods and with operators. */
interface Pair {
  readonly methods: string;
  readonly operators: string;
}

const pair = (methods: string, operators = methods): Pair => ({ methods, operators });

const ARITHMETIC = { '+': 'add', '-': 'sub', '*': 'mul', '/': 'div', '%': 'mod' } as const;
const COMPARISON = { '===': 'eq', '!==': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge' } as const;

/** Random expressions over ORDERS, LINEITEM and EVENTS in one row `r`, in both forms. */
export class RandomPairs {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = random(seed);
  }

  definition(): Pair {
    const columns = Array.from({ length: 3 }, (_column, i) => this.#named(`C${i}`, this.#value(4)));
    const condition = this.#condition(4);
    const frame = (form: keyof Pair) =>
      `export const f = LINEITEM.crossJoin(ORDERS).crossJoin(EVENTS).filter(r => ${condition[form]}).select(r => ({ ${columns.map((c) => c[form]).join(', ')} }));`;
    return { methods: frame('methods'), operators: frame('operators') };
  }

  #named(name: string, value: Pair): Pair {
    return pair(`${name}: ${value.methods}`, `${name}: ${value.operators}`);
  }

  #value(depth: number): Pair {
    return this.#of([
      () => this.#number(depth),
      () => this.#text(depth),
      () => this.#condition(depth),
      () => this.#date(depth),
    ])();
  }

  #number(depth: number): Pair {
    if (depth === 0) return this.#column('QUANTITY', 'PRICE', 'STORE', 'TRIP_TYPE', 'amount');
    const a = this.#number(depth - 1);
    const b = this.#chance(0.2) ? this.#constant('1', '2.5', '-3', '0') : this.#number(depth - 1);
    const operator = this.#of(Object.keys(ARITHMETIC) as (keyof typeof ARITHMETIC)[]);
    return this.#of([
      () => a,
      () =>
        pair(
          `${a.methods}.${ARITHMETIC[operator]}(${b.methods})`,
          `(${a.operators} ${operator} ${b.operators})`,
        ),
      () => {
        const c = this.#constant('1', '2.5', '10');
        return pair(
          `lit(${c.methods}).${ARITHMETIC[operator]}(${a.methods})`,
          `(${c.operators} ${operator} ${a.operators})`,
        );
      },
      () => pair(`${a.methods}.neg()`, `(- ${a.operators})`),
      () => pair(`${a.methods}.fillNull(${b.methods})`, `(${a.operators} ?? ${b.operators})`),
      () => this.#either(depth, a, b),
      () => pair(`${a.methods}.abs()`, `${a.operators}.abs()`),
      () =>
        pair(
          `sum(${a.methods}).over({ by: ${b.methods.startsWith('r') ? b.methods : 'r.STORE'} })`,
          `sum(${a.operators}).over({ by: ${b.methods.startsWith('r') ? b.operators : 'r.STORE'} })`,
        ),
    ])();
  }

  #text(depth: number): Pair {
    if (depth === 0) return this.#column('WEEKDAY', 'KIND');
    const a = this.#text(depth - 1);
    const b = this.#chance(0.3)
      ? this.#constant("'x'", "'a''b'".replace("''", "\\'"))
      : this.#text(depth - 1);
    const c = this.#text(depth - 1);
    const n = this.#number(depth - 1);
    return this.#of([
      () => a,
      () => pair(`${a.methods}.concat(${b.methods})`, `(${a.operators} + ${b.operators})`),
      () =>
        pair(`${a.methods}.concat(' - ', ${c.methods}, '.')`, `\`\${${a.operators}} - \${${c.operators}}.\``),
      () => pair(`lit('n: ').concat(${n.methods}.toText())`, `\`n: \${${n.operators}}\``),
      () => pair(`${a.methods}.fillNull(${b.methods})`, `(${a.operators} ?? ${b.operators})`),
      () => this.#either(depth, a, b),
      () => pair(`${a.methods}.upper()`, `${a.operators}.upper()`),
    ])();
  }

  #date(depth: number): Pair {
    if (depth === 0) return this.#column('ORDER_DATE');
    const a = this.#date(depth - 1);
    const b = this.#chance(0.4) ? this.#constant("'2024-02-29'") : this.#date(depth - 1);
    return this.#of([
      () => a,
      () => pair(`${a.methods}.fillNull(${b.methods})`, `(${a.operators} ?? ${b.operators})`),
      () => this.#either(depth, a, b),
    ])();
  }

  /** `iff` and `when`, `? :` and chains of it. */
  #either(depth: number, a: Pair, b: Pair): Pair {
    const c = this.#condition(depth - 1);
    const d = this.#condition(depth - 1);
    return this.#of([
      () =>
        pair(
          `iff(${c.methods}, ${a.methods}, ${b.methods})`,
          `(${c.operators} ? ${a.operators} : ${b.operators})`,
        ),
      () => pair(`when(${c.methods}, ${a.methods}).end()`, `(${c.operators} ? ${a.operators} : null)`),
      () =>
        pair(
          `when(${c.methods}, ${a.methods}).when(${d.methods}, ${b.methods}).else(${a.methods})`,
          `(${c.operators} ? ${a.operators} : ${d.operators} ? ${b.operators} : ${a.operators})`,
        ),
    ])();
  }

  #condition(depth: number): Pair {
    if (depth === 0) return this.#column('OK');
    const a = this.#condition(depth - 1);
    const b = this.#condition(depth - 1);
    const operator = this.#of(Object.keys(COMPARISON) as (keyof typeof COMPARISON)[]);
    const compared = (x: Pair, y: Pair) =>
      pair(
        `${x.methods}.${COMPARISON[operator]}(${y.methods})`,
        `(${x.operators} ${operator} ${y.operators})`,
      );
    return this.#of([
      () =>
        compared(
          this.#number(depth - 1),
          this.#chance(0.4) ? this.#constant('1', '0.5') : this.#number(depth - 1),
        ),
      () =>
        compared(
          this.#text(depth - 1),
          this.#chance(0.4) ? this.#constant("'x'", '"it\'s"') : this.#text(depth - 1),
        ),
      () =>
        compared(
          this.#date(depth - 1),
          this.#chance(0.4) ? this.#constant("'2024-02-29'") : this.#date(depth - 1),
        ),
      () => pair(`${a.methods}.and(${b.methods})`, `(${a.operators} && ${b.operators})`),
      () => pair(`${a.methods}.or(${b.methods})`, `(${a.operators} || ${b.operators})`),
      () => pair(`${a.methods}.not()`, `(! ${a.operators})`),
      () => pair(`${this.#number(depth - 1).methods}.isNull()`),
    ])();
  }

  #column(...names: readonly string[]): Pair {
    return pair(`r.${this.#of(names)}`);
  }

  #constant(...texts: readonly string[]): Pair {
    return pair(this.#of(texts));
  }

  #of<T>(items: readonly T[]): T {
    return items[Math.floor(this.#next() * items.length)] as T;
  }

  #chance(share: number): boolean {
    return this.#next() < share;
  }
}
