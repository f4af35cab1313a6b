/** Writes one query level of a prepared statement: stand-ins for names, literals, types, paths and inner queries. */
import { BINARY, parseType } from '../types.js';
import type { Token } from '../lexer.js';
import { selectLabels } from './labels.js';
import { typedParameter } from './lambdaParameters.js';
import type { Preparation } from './prepare.js';
import type { Fragment, Piece } from './prepared.js';
import { readPath, readStarModifiers } from './readers.js';
import { unsupported } from './refusals.js';
import { BARE_FUNCTIONS, CALLABLE_KEYWORDS } from './words.js';

/** How a cut-out query stands in the text around it; the first letter of its stand-in. */
export type QueryRole =
  /** A scalar subquery, an IN list's query, a derived table. */
  | 'q'
  /** EXISTS (…). */
  | 'e'
  /** `= ANY (…)`. */
  | 'n'
  /** `= ALL (…)`. */
  | 'l'
  /** LATERAL (…) in FROM. */
  | 'v';

const SET_WORDS: ReadonlySet<string> = new Set(['UNION', 'INTERSECT', 'EXCEPT', 'MINUS', 'ALL', 'DISTINCT']);
const LIKE_WORDS: ReadonlySet<string> = new Set(['LIKE', 'ILIKE', 'RLIKE']);
const COMPARISONS: ReadonlySet<string> = new Set(['=', '<>', '!=', '<', '<=', '>', '>=']);
const OPENING_WORDS: ReadonlySet<string> = new Set(['SELECT', 'WITH', 'VALUES']);

/** One fragment's text while it is being written. */
export class Writer {
  text = '';
  readonly pieces: Piece[] = [];
  write(piece: string, token: number): void {
    if (this.text !== '') this.text += ' ';
    this.pieces.push({ offset: this.text.length, token });
    this.text += piece;
  }
  done(from: number, to: number): Fragment {
    return { text: this.text, pieces: this.pieces, from, to };
  }
}

interface Frame {
  /** `cast`: an AS inside starts a type. `comma`: FROM or IN inside separates two arguments (EXTRACT, POSITION). */
  readonly kind: 'plain' | 'cast' | 'comma';
}

export class FragmentWriter {
  private readonly frames: Frame[] = [];
  private inFrom = false;
  private inWith: boolean;
  private readonly labels: ReadonlyMap<number, string>;

  constructor(
    private readonly whole: Preparation,
    private readonly writer: Writer,
    private readonly from: number,
    private readonly to: number,
  ) {
    this.inWith = this.whole.word(from) === 'WITH';
    this.labels = selectLabels(whole.tokens, from, to, (at) => this.whole.keyword(at));
  }

  run(): void {
    let at = this.from;
    if (this.whole.word(at) === 'DELETE') at = this.deleteHead(at);
    while (at < this.to) {
      const start = at;
      at = this.step(at);
      // A label stands after the last token of its item.
      for (let i = start; i < at; i++) {
        const label = this.labels.get(i);
        if (label !== undefined) this.writer.write(`AS "${label}"`, i);
      }
    }
  }

  private put(text: string, at: number): void {
    this.writer.write(text, at);
  }

  private get frame(): Frame | undefined {
    return this.frames.at(-1);
  }

  /** Writes the token at `at` (or several) and returns the next one's number. */
  private step(at: number): number {
    const token = this.whole.token(at)!;
    switch (token.kind) {
      case 'string':
        if (this.isStagedFiles(at, token)) return this.stagedFiles(at);
        this.put(`'s${at}'`, at);
        return at + 1;
      case 'stage':
      case 'url':
        if (this.isStagedFiles(at, token)) return this.stagedFiles(at);
        throw unsupported(this.whole.source, 'stage outside of FROM', token);
      case 'number':
        this.put(token.text, at);
        return at + 1;
      case 'operator':
        return this.operator(at, token);
      case 'variable':
        this.put(`"i${at}"`, at);
        return at + 1;
      case 'word':
      case 'quoted':
        return this.nameOrKeyword(at, token);
      default:
        throw unsupported(this.whole.source, token.text, token);
    }
  }

  /** `FROM @stage/path`, also as text, and `FROM 'snow://…'`. */
  private isStagedFiles(at: number, token: Token): boolean {
    const word = this.whole.word(at - 1);
    const opens = word === 'FROM' || word === 'JOIN' || word === 'USING' || this.whole.symbol(at - 1) === ',';
    return opens && this.inFrom && this.frames.length === 0 && /^(?:@|snow:\/\/)/i.test(token.value);
  }

  /** Staged files stand as a call whose name is the location; what follows in parentheses are its arguments. */
  private stagedFiles(at: number): number {
    this.whole.functions.set(at, [at]);
    this.put(`fn${at}`, at);
    if (this.whole.symbol(at + 1) !== '(') this.put('()', at);
    return at + 1;
  }

  private operator(at: number, token: Token): number {
    switch (token.text) {
      case '(':
        return this.open(at, 'plain');
      case ')':
        this.frames.pop();
        this.put(')', at);
        return at + 1;
      case '::':
        this.put('::', at);
        return this.type(at + 1);
      case ':':
        return this.colon(at);
      case '?':
        this.put(`"b${this.whole.nextBind()}_${at}"`, at);
        return at + 1;
      case '*':
        return this.star(at);
      default:
        this.put(token.text, at);
        return at + 1;
    }
  }

  private type(at: number): number {
    const { type, end } = parseType(this.whole.tokens, at, this.whole.timestamp);
    this.whole.types.set(at, type);
    this.put(`T_${at}`, at);
    return end;
  }

  /** `v:a.b[0]` becomes a subscript; `:1` a bind; the colon of an object literal stays. */
  private colon(at: number): number {
    const next = this.whole.token(at + 1);
    if (next?.kind === 'number' && !this.whole.endsOperand(at - 1)) {
      this.put(`"b${next.text}_${at}"`, at);
      return at + 2;
    }
    const afterOperand = this.whole.endsOperand(at - 1) && this.whole.token(at - 1)?.kind !== 'string';
    if (!afterOperand || (next?.kind !== 'word' && next?.kind !== 'quoted')) {
      this.put(':', at);
      return at + 1;
    }
    const { steps, end } = readPath(this.whole.tokens, at + 1);
    this.whole.paths.set(at, steps);
    this.put(`['p${at}']`, at);
    return end;
  }

  private star(at: number): number {
    const starts =
      ['.', ',', '('].includes(this.whole.symbol(at - 1)) ||
      (this.frames.length === 0 && ['SELECT', 'DISTINCT', 'ALL'].includes(this.whole.word(at - 1)));
    this.put('*', at);
    if (!starts) return at + 1;
    const { modifiers, end } = readStarModifiers(this.whole.source, this.whole.tokens, at + 1);
    if (modifiers !== null) {
      this.whole.stars.set(at, modifiers);
      this.put(`EXCLUDE ("x${at}")`, at);
    }
    return end;
  }

  private open(at: number, kind: Frame['kind']): number {
    if (this.whole.isQuery(at)) return this.query(at);
    this.put('(', at);
    this.frames.push({ kind });
    return at + 1;
  }

  /** Cuts the query at the parenthesis `at` out and writes its stand-in. */
  private query(at: number): number {
    const end = this.whole.closing(at);
    const number = this.whole.fragment(at + 1, end);
    this.put(this.standIn(at, number), at);
    return end + 1;
  }

  private standIn(at: number, number: number): string {
    const word = this.whole.word(at - 1);
    const name = (role: QueryRole): string => `"${role}${number}"`;
    if (word === 'IN') return `(${name('q')})`;
    if (word === 'EXISTS') return name('e');
    if (word === 'ANY' || word === 'SOME') return name('n');
    if (word === 'ALL' && COMPARISONS.has(this.whole.symbol(at - 2))) return name('l');
    if (word === 'LATERAL') return name('v');
    const atStart = at === this.from && this.frames.length === 0;
    if (atStart || (SET_WORDS.has(word) && this.frames.length === 0)) return `SELECT ${name('q')}`;
    if (this.inWith && this.frames.length === 0 && word === 'AS') return `(SELECT ${name('q')})`;
    if (this.isInsertedQuery(at)) return `SELECT ${name('q')}`;
    if (this.inWith && this.frames.length === 0 && this.whole.symbol(at - 1) === ')')
      return `SELECT ${name('q')}`;
    return name('q');
  }

  /** `INSERT INTO t [(columns)] (query)`: nothing of another query stands before it. */
  private isInsertedQuery(at: number): boolean {
    if (this.whole.word(this.from) !== 'INSERT' || this.frames.length > 0 || this.inFrom) return false;
    for (let i = this.from; i < at; i = this.whole.closing(i) + 1)
      if (['SELECT', 'WITH', 'VALUES'].includes(this.whole.word(i))) return false;
    return true;
  }

  private nameOrKeyword(at: number, token: Token): number {
    const next = this.whole.token(at + 1);
    if (token.kind === 'word' && token.value === 'X' && next?.kind === 'string' && next.start === token.end) {
      // x'FF' is a cast of hexadecimal text.
      this.whole.types.set(at, BINARY);
      this.put(`CAST('s${at + 1}' AS T_${at})`, at);
      return at + 2;
    }
    if (this.whole.isSideOfFrame(at)) return at + 2;
    const called = this.callAt(at);
    if (called !== null) return this.call(at, called);
    const typed = this.frames.length === 0 ? null : typedParameter(this.whole, at);
    if (typed !== null) {
      this.whole.types.set(at, typed.type);
      this.put(`"i${at}"`, at);
      return typed.end;
    }
    if (!this.whole.keyword(at)) {
      if (
        token.kind === 'word' &&
        BARE_FUNCTIONS.has(token.value) &&
        this.whole.symbol(at - 1) !== '.' &&
        this.whole.symbol(at + 1) !== '.'
      ) {
        this.whole.functions.set(at, [at]);
        this.put(`fn${at}()`, at);
      } else this.put(`"i${at}"`, at);
      return at + 1;
    }
    return this.keyword(at, token.value);
  }

  /** Numbers of the parts of a called function's name, when a call starts here. */
  private callAt(at: number): readonly number[] | null {
    const before = this.whole.token(at - 1);
    if (before?.text === '.') return null;
    const callable =
      CALLABLE_KEYWORDS.has(this.whole.word(at)) &&
      this.whole.symbol(at + 1) === '(' &&
      this.isCallableKeyword(at);
    if (!callable && !this.whole.isName(at)) return null;
    const parts = [at];
    let i = at + 1;
    while (this.whole.symbol(i) === '.' && ['word', 'quoted'].includes(this.whole.token(i + 1)?.kind ?? '')) {
      parts.push(i + 1);
      i += 2;
    }
    if (this.whole.symbol(i) !== '(') return null;
    if (this.whole.endsOperand(at - 1) || ['AS', 'INTO', 'RECURSIVE'].includes(this.whole.word(at - 1)))
      return null;
    // `WITH name (columns) AS`, also after a comma.
    if (this.inWith && this.frames.length === 0) return null;
    return parts;
  }

  private isCallableKeyword(at: number): boolean {
    if (this.whole.endsOperand(at - 1)) return false;
    const word = this.whole.word(at);
    if (word === 'INSERT') return at !== this.from && this.whole.word(at - 1) !== 'THEN';
    if (word === 'REPLACE') return this.whole.symbol(at - 1) !== '*';
    return this.whole.word(at - 1) !== 'NOT' || word === 'LEFT' || word === 'RIGHT';
  }

  private call(at: number, parts: readonly number[]): number {
    const last = parts.at(-1)!;
    this.whole.functions.set(at, parts);
    this.put(`fn${at}`, at);
    const name = this.whole.word(last);
    const kind = name === 'EXTRACT' || name === 'POSITION' || name === 'DATE_PART' ? 'comma' : 'plain';
    const open = last + 1;
    // A single query as an argument is a query in parentheses of its own.
    this.put('(', open);
    this.frames.push({ kind });
    if (this.whole.isQuery(open)) {
      const end = this.whole.closing(open);
      this.put(`"q${this.whole.fragment(open + 1, end)}"`, open);
      return end;
    }
    return open + 1;
  }

  private keyword(at: number, word: string): number {
    const top = this.frames.length === 0;
    switch (word) {
      case 'CAST':
      case 'TRY_CAST':
        this.put(word, at);
        return this.whole.symbol(at + 1) === '(' ? this.openCast(at + 1) : at + 1;
      case 'AS':
        if (this.frame?.kind === 'cast') {
          this.put('AS', at);
          return this.type(at + 1);
        }
        break;
      case 'FROM':
      case 'IN':
        if (this.frame?.kind === 'comma') {
          this.put(',', at);
          return at + 1;
        }
        break;
      case 'EXISTS':
        if (this.whole.isQuery(at + 1)) return at + 1;
        break;
      case 'LATERAL':
        if (this.whole.isQuery(at + 1)) return at + 1;
        break;
      case 'ANY':
      case 'SOME':
      case 'ALL':
        if (COMPARISONS.has(this.whole.symbol(at - 1)) && this.whole.isQuery(at + 1)) return at + 1;
        if (LIKE_WORDS.has(this.whole.word(at - 1)) && this.whole.symbol(at + 1) === '(') {
          // The parser takes an alias after the list for a part of it; a call it reads as one operand.
          this.put(word === 'ALL' ? 'like_all' : 'like_any', at);
          return at + 1;
        }
        break;
      case 'BY':
        if (this.isByName(at)) {
          this.put('BY NAME', at);
          return at + 2;
        }
        break;
      case 'MINUS':
        this.put('EXCEPT', at);
        this.inFrom = top ? false : this.inFrom;
        return at + 1;
      case 'IGNORE':
      case 'RESPECT':
        // `f(x IGNORE NULLS)` is written `f(x) IGNORE NULLS`.
        if (this.whole.symbol(at + 2) === ')') {
          this.frames.pop();
          this.put(`) ${word} NULLS`, at);
          return at + 3;
        }
        break;
      case 'AT':
      case 'BEFORE':
        throw unsupported(this.whole.source, 'time travel', this.whole.token(at));
      case 'COLLATE':
        throw unsupported(this.whole.source, 'COLLATE', this.whole.token(at));
      default:
    }
    if (top) this.enter(word);
    this.put(word, at);
    return at + 1;
  }

  /** `UNION [ALL] BY NAME`; elsewhere NAME is a column's. */
  private isByName(at: number): boolean {
    const before = this.whole.word(at - 1);
    return (
      this.whole.word(at + 1) === 'NAME' &&
      (before === 'UNION' || (['ALL', 'DISTINCT'].includes(before) && this.whole.word(at - 2) === 'UNION'))
    );
  }

  private openCast(at: number): number {
    this.put('(', at);
    this.frames.push({ kind: 'cast' });
    return at + 1;
  }

  /** Keeps track of the clause, at the fragment's own level. */
  private enter(word: string): void {
    if (OPENING_WORDS.has(word)) {
      this.inFrom = false;
      this.inWith = word === 'WITH';
    } else if (word === 'FROM') this.inFrom = true;
    else if (
      [
        'WHERE',
        'GROUP',
        'HAVING',
        'QUALIFY',
        'ORDER',
        'LIMIT',
        'UNION',
        'EXCEPT',
        'INTERSECT',
        'SET',
      ].includes(word)
    ) {
      this.inFrom = false;
    }
  }

  /**
   * `DELETE FROM t USING u WHERE …` is handed over as an UPDATE with FROM: the two have one shape, and the parser
   * reads only simple names after USING.
   */
  private deleteHead(at: number): number {
    this.put('UPDATE', at);
    let i = at + 1;
    if (this.whole.word(i) === 'FROM') i++;
    let depth = 0;
    while (i < this.to) {
      const symbol = this.whole.symbol(i);
      if (symbol === '(') depth++;
      if (symbol === ')') depth--;
      const word = depth === 0 ? this.whole.word(i) : '';
      if (word === 'USING' || word === 'WHERE') break;
      i = this.step(i);
    }
    this.put('SET "delete" = 1', at);
    if (this.whole.word(i) !== 'USING') return i;
    this.put('FROM', i);
    this.inFrom = true;
    return i + 1;
  }
}
