import { random } from '../../account/sql/randomFrames.js';

const VARIABLES = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const BINARY = '+ + + - * / % ** === !== == != < <= > >= & | ^ << >> >>>'.split(' ');

/** Random scripts over JavaScript's own values: every value that is looked at leaves a note. */
export class RandomScripts {
  readonly #next: () => number;
  #loops = 0;
  #mayYield = true;

  constructor(seed: number) {
    this.#next = random(seed);
  }

  /** The body of a generator function with `a` to `f`, `o`, `see`, `key` and `thing` in scope. */
  script(): string {
    const statements = Array.from({ length: 1 + this.#below(5) }, () => this.#statement(3));
    return `${statements.join('\n')}\nreturn [${VARIABLES.join(', ')}, o.p, o.q];`;
  }

  #statement(depth: number): string {
    const e = () => this.#expression(3);
    return this.#of<() => string>([
      () => `${this.#of(VARIABLES)} = ${e()};`,
      () => `see(${e()});`,
      () => `${this.#of(VARIABLES)} ${this.#of(['+', '-', '*', '%', '&', '&&', '||', '??'])}= ${e()};`,
      () => `${this.#target()} ${this.#of(['+', '-', '*', '&&', '??'])}= ${e()};`,
      () => `${this.#of(VARIABLES)}${this.#of(['++', '--'])};`,
      () => `${e()};`,
      () => `({ [${e()}]: ${e()}, ...[${e()}] });`,
      ...(depth === 0
        ? []
        : [
            () => `if (${e()}) { ${this.#statement(depth - 1)} } else ${this.#statement(depth - 1)}`,
            () => `try { ${this.#statement(depth - 1)} } catch (error) { see(String(error)); }`,
            () =>
              `switch (${e()}) { case ${e()}: ${this.#statement(depth - 1)} case ${this.#atom()}: see('two'); break; default: ${this.#statement(depth - 1)} }`,
            () => this.#loop(depth),
            () =>
              `{ const later = (x = ${this.#inside()}) => ${this.#inside()}; see(later(), later(${e()})); }`,
          ]),
    ])();
  }

  #loop(depth: number): string {
    const i = `i${this.#loops++}`;
    const body = this.#statement(depth - 1);
    return this.#of([
      `for (let ${i} = 0; ${i} < 3 && !${this.#of(VARIABLES)}; ${i}++) { ${body} }`,
      `{ let ${i} = 0; while (${i}++ < 2 || ${i} < 2) { ${body} } }`,
      `{ let ${i} = 0; do { ${body} } while (++${i} < 2 ? ${this.#expression(1)} : false); }`,
    ]);
  }

  #target(): string {
    return this.#of(['o.p', 'o.q', 'o["p"]', 'o[key("q")]', 'see(o).p', 'o [ /* [ */ key("p") ]', 'd.p']);
  }

  #expression(depth: number): string {
    if (depth === 0) return this.#atom();
    const e = () => this.#expression(depth - 1);
    const comment = this.#of(['', '', ' /* * ? : && */ ', ' // + && ?\n']);
    return this.#of<() => string>([
      () => this.#atom(),
      () => `(${e()})${comment} ${this.#of(BINARY)} ${comment}(${e()})`,
      () => `${this.#atom()}${this.#of(['+', '*', '<', '===', '=='])}${this.#atom()}`,
      () => `(${e()} && ${e()})${comment}`,
      () => `(${e()}${comment} || ${e()})`,
      () => `(${e()} ?? ${this.#atom()} ?? ${e()})`,
      () => `(${this.#atom()} < ${this.#atom()} < ${this.#atom()})`,
      () => `(${e()} ? ${e()} : ${e()})`,
      () => `(${e()}${comment} ? ${e()} : ${e()} ${comment}? (1, ${e()}) : ${e()})`,
      () => `(${this.#of(['!', '!!', '- ', '+ ', '~', 'typeof ', 'void ', '! ! '])}(${e()}))`,
      () => `\`<\${${e()}} \${${this.#atom()}}\n\\n\``,
      () => `see(${e()})`,
      () => `(${this.#of(VARIABLES)} ${this.#of(['=', '+=', '??=', '||='])} ${e()})`,
      () => `(typeof unknown === 'undefined' && ${e()})`,
      () => `[${e()}, ${e()}].length`,
      ...(this.#mayYield
        ? [
            () => `(yield ${this.#atom()}) ${this.#of(['+', '==='])} (${e()})`,
            () => `(${this.#atom()} ${this.#of(['&&', '??'])} (yield ${this.#atom()}))`,
            () => `(${e()} ? yield ${this.#atom()} : ${e()})`,
          ]
        : []),
      () => `('p' in (${e()}))`,
    ])();
  }

  /** In a function inside, which cannot yield for the one around it. */
  #inside(): string {
    this.#mayYield = false;
    const expression = this.#expression(2);
    this.#mayYield = true;
    return expression;
  }

  #atom(): string {
    return this.#chance(0.6)
      ? this.#of(VARIABLES)
      : this.#of([
          '0',
          '1',
          '2.5',
          '""',
          '"p"',
          'null',
          'undefined',
          'true',
          'false',
          '7n',
          'NaN',
          'o.p',
          'thing(3)',
          '"3"',
          '[]',
          '-1',
        ]);
  }

  #of<T>(items: readonly T[]): T {
    return items[this.#below(items.length)] as T;
  }

  #below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  #chance(share: number): boolean {
    return this.#next() < share;
  }
}
