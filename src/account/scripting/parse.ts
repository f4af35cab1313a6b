import { positionAt } from '../../sql/read/lexer.js';
import type { Token } from '../../sql/read/lexer.js';
import { AccountError } from '../account.js';
import { unsupported } from '../catalog/refusals.js';
import { tokenize } from '../query/reading.js';
import type { Block, Branch, Declaration, Handler, Piece, Step } from './syntax.js';

/** After BEGIN these make a transaction, not a block. */
const TRANSACTION_WORDS: ReadonlySet<string> = new Set(['TRANSACTION', 'WORK', 'NAME']);

/** Whether a statement is a block: DECLARE … BEGIN … END, or BEGIN … END. */
export function isBlock(tokens: readonly Token[]): boolean {
  const word = (i: number) => (tokens[i]?.kind === 'word' ? tokens[i].value : '');
  if (word(0) === 'DECLARE') return true;
  const next = tokens[1];
  return word(0) === 'BEGIN' && next !== undefined && next.text !== ';' && !TRANSACTION_WORDS.has(word(1));
}

/** @throws AccountError 001003 where the block is not in the form that is known here; 000002 for what is not run here */
export function parseBlock(source: string): Block {
  return new Parser(source).whole();
}

/** Statements that the reference has and the local account does not run. */
const REFUSED: ReadonlySet<string> = new Set(['OPEN', 'FETCH', 'CLOSE', 'CALL', 'ASYNC', 'AWAIT', 'CANCEL']);

class Parser {
  private readonly tokens: readonly Token[];
  private index = 0;

  constructor(private readonly source: string) {
    this.tokens = tokenize(source);
  }

  whole(): Block {
    const block = this.block();
    this.skip(';');
    if (this.index < this.tokens.length) this.unexpected();
    return block;
  }

  // Tokens ---------------------------------------------------------------------------------------------------------

  private word(ahead = 0): string {
    const token = this.tokens[this.index + ahead];
    return token?.kind === 'word' || token?.kind === 'operator' ? token.value : '';
  }

  private skip(...words: readonly string[]): boolean {
    if (!words.every((word, i) => this.word(i) === word)) return false;
    this.index += words.length;
    return true;
  }

  private expect(...words: readonly string[]): void {
    for (const word of words) if (!this.skip(word)) this.unexpected();
  }

  private unexpected(): never {
    const token = this.tokens[this.index];
    const { line, column } = positionAt(this.source, token?.start ?? this.source.length);
    throw new AccountError(
      `SQL compilation error:\nsyntax error line ${line} at position ${column} unexpected '${token?.text ?? '<EOF>'}'.`,
      '001003',
      '42000',
      { line, column },
    );
  }

  private get at(): number {
    return this.tokens[this.index]?.start ?? this.source.length;
  }

  private name(): string {
    const token = this.tokens[this.index];
    if (token?.kind !== 'word' && token?.kind !== 'quoted') this.unexpected();
    this.index += 1;
    return token.value;
  }

  /** The text up to one of these words or symbols, outside of parentheses and of CASE … END. */
  private until(...ends: readonly string[]): Piece {
    const start = this.index;
    let depth = 0;
    for (; this.index < this.tokens.length; this.index++) {
      const word = this.word();
      if (depth === 0 && ends.includes(word)) break;
      if (word === '(' || word === 'CASE') depth += 1;
      if (word === ')' || (word === 'END' && depth > 0)) depth -= 1;
    }
    const [first, last] = [this.tokens[start], this.tokens[this.index - 1]];
    if (first === undefined || last === undefined || this.index === start) this.unexpected();
    return { text: this.source.slice(first.start, last.end), at: first.start };
  }

  private inParentheses(): Piece {
    this.expect('(');
    const piece = this.until(')');
    this.expect(')');
    return piece;
  }

  // Blocks ---------------------------------------------------------------------------------------------------------

  private block(): Block {
    const declarations: Declaration[] = [];
    if (this.skip('DECLARE'))
      while (this.word() !== 'BEGIN') {
        declarations.push(this.declaration());
        this.expect(';');
      }
    this.expect('BEGIN');
    const body = this.steps('END', 'EXCEPTION');
    const handlers: Handler[] = [];
    if (this.skip('EXCEPTION')) while (this.word() === 'WHEN') handlers.push(this.handler());
    this.expect('END');
    return { declarations, body, handlers };
  }

  private handler(): Handler {
    this.expect('WHEN');
    const names = [this.name()];
    while (this.skip('OR')) names.push(this.name());
    if (!this.skip('EXIT') && this.word() === 'CONTINUE') throw unsupported('a handler that continues');
    this.expect('THEN');
    return { names, body: this.steps('WHEN', 'END') };
  }

  /** After DECLARE or LET. */
  private declaration(): Declaration {
    const at = this.at;
    const name = this.name();
    if (this.skip('CURSOR')) {
      this.expect('FOR');
      const reads = this.until(';');
      return { kind: 'query', name, query: reads, isCursor: true, at };
    }
    if (this.skip('RESULTSET')) {
      const has = this.skip(':=') || this.skip('DEFAULT');
      return { kind: 'query', name, query: has ? this.inParentheses() : null, isCursor: false, at };
    }
    if (this.skip('EXCEPTION')) return this.exception(name);
    const isTyped = this.word() !== ':=' && this.word() !== 'DEFAULT' && this.word() !== ';';
    const type = isTyped ? this.until(':=', 'DEFAULT', ';').text : null;
    const value = this.skip(':=') || this.skip('DEFAULT') ? this.until(';') : null;
    return { kind: 'variable', name, type, value, at };
  }

  private exception(name: string): Declaration {
    if (this.word() !== '(') return { kind: 'exception', name, code: -20000, message: '' };
    const { text } = this.inParentheses();
    const found = /^(-?\d+)\s*,\s*'((?:[^']|'')*)'$/s.exec(text.trim());
    if (found === null) this.unexpected();
    return {
      kind: 'exception',
      name,
      code: Number(found[1]),
      message: (found[2] ?? '').replaceAll("''", "'"),
    };
  }

  private steps(...ends: readonly string[]): readonly Step[] {
    const steps: Step[] = [];
    while (!ends.includes(this.word())) {
      if (this.index >= this.tokens.length) this.unexpected();
      steps.push(this.step());
      this.expect(';');
    }
    return steps;
  }

  /** What stands at the first word of a step; all others are SQL statements. null: it is a SQL statement after all. */
  private readonly known: Readonly<Record<string, () => Step | null>> = {
    DECLARE: () => this.nested(),
    BEGIN: () => this.nested(),
    LET: () => this.variable(),
    IF: () => this.choice(),
    CASE: () => this.cases(),
    FOR: () => this.forLoop(),
    WHILE: () => this.whileLoop(),
    REPEAT: () => this.repeatLoop(),
    LOOP: () => this.endlessLoop(),
    BREAK: () => this.leave('break'),
    EXIT: () => this.leave('break'),
    CONTINUE: () => this.leave('continue'),
    ITERATE: () => this.leave('continue'),
    RETURN: () => this.returned(),
    RAISE: () => this.raised(),
    EXECUTE: () => this.immediate(),
    NULL: () => this.nothing(),
  };

  private step(): Step {
    const word = this.word();
    if (REFUSED.has(word)) throw unsupported(`${word} in Snowflake Scripting`);
    const step = this.known[word]?.() ?? null;
    if (step !== null) return step;
    if (this.word(1) === ':=') {
      const at = this.at;
      const name = this.name();
      this.expect(':=');
      return { kind: 'assign', name, value: this.until(';'), at };
    }
    return this.statement();
  }

  /** A SQL statement; `INTO :a, :b` of a SELECT is taken out. */
  private statement(): Step {
    const statement = this.until(';');
    const tokens = tokenize(statement.text);
    const at = intoPlace(tokens);
    if (at === null) return { kind: 'sql', statement, into: [] };
    const into: string[] = [];
    let end = at + 1;
    for (;;) {
      const [colon, name] = [tokens[end], tokens[end + 1]];
      if (colon?.text !== ':' || name === undefined) break;
      into.push(name.value);
      end += tokens[end + 2]?.text === ',' && tokens[end + 3]?.text === ':' ? 3 : 2;
    }
    const [from, to] = [tokens[at]?.start ?? 0, tokens[end - 1]?.end ?? 0];
    // As many blanks, so that places in messages hold.
    const text = statement.text.slice(0, from) + ' '.repeat(to - from) + statement.text.slice(to);
    return { kind: 'sql', statement: { text, at: statement.at }, into };
  }

  private nested(): Step | null {
    if (!isBlock(this.tokens.slice(this.index, this.index + 2))) return null;
    return { kind: 'block', block: this.block() };
  }

  private variable(): Step {
    this.expect('LET');
    return { kind: 'declare', declaration: this.declaration() };
  }

  private choice(): Step {
    const branches: Branch[] = [];
    this.expect('IF');
    do {
      const condition = this.inParentheses();
      this.expect('THEN');
      branches.push({ condition, body: this.steps('ELSEIF', 'ELSE', 'END') });
    } while (this.skip('ELSEIF'));
    const otherwise = this.skip('ELSE') ? this.steps('END') : [];
    this.expect('END', 'IF');
    return { kind: 'if', branches, otherwise };
  }

  private cases(): Step {
    this.expect('CASE');
    const subject = this.word() === 'WHEN' ? null : this.inParentheses();
    const branches: Branch[] = [];
    while (this.skip('WHEN')) {
      const { text, at } = this.until('THEN');
      this.expect('THEN');
      const condition = { text: subject === null ? text : `(${subject.text}) = (${text})`, at };
      branches.push({ condition, body: this.steps('WHEN', 'ELSE', 'END') });
    }
    const otherwise = this.skip('ELSE') ? this.steps('END') : [];
    this.expect('END');
    this.skip('CASE');
    return { kind: 'if', branches, otherwise };
  }

  private whileLoop(): Step {
    this.expect('WHILE');
    const condition = this.inParentheses();
    return { kind: 'while', condition, body: this.loopBody('WHILE') };
  }

  private repeatLoop(): Step {
    this.expect('REPEAT');
    const body = this.steps('UNTIL');
    this.expect('UNTIL');
    const until = this.inParentheses();
    this.expect('END', 'REPEAT');
    return { kind: 'repeat', until, body };
  }

  private endlessLoop(): Step {
    this.expect('LOOP');
    const body = this.steps('END');
    this.expect('END', 'LOOP');
    return { kind: 'loop', body };
  }

  private leave(kind: 'break' | 'continue'): Step {
    this.index += 1;
    if (this.word() !== ';') throw unsupported('BREAK and CONTINUE of a loop with a label');
    return { kind };
  }

  private returned(): Step {
    this.expect('RETURN');
    if (this.word() === ';') return { kind: 'return', value: null };
    const at = this.at;
    if (!this.skip('TABLE', '(')) return { kind: 'return', value: this.until(';') };
    const of = this.name();
    this.expect(')');
    return { kind: 'returnTable', of, at };
  }

  private raised(): Step {
    const at = this.at;
    this.expect('RAISE');
    return { kind: 'raise', name: this.word() === ';' ? null : this.name(), at };
  }

  private immediate(): Step | null {
    if (this.word(1) !== 'IMMEDIATE') return null;
    this.expect('EXECUTE', 'IMMEDIATE');
    const text = this.until('USING', ';');
    const using: string[] = [];
    if (this.skip('USING')) {
      this.expect('(');
      do using.push(this.name());
      while (this.skip(','));
      this.expect(')');
    }
    return { kind: 'immediate', text, using };
  }

  private nothing(): Step {
    this.expect('NULL');
    return { kind: 'nothing' };
  }

  private loopBody(word: string): readonly Step[] {
    const isLoop = this.skip('LOOP');
    if (!isLoop) this.expect('DO');
    const body = this.steps('END');
    this.expect('END', isLoop ? 'LOOP' : word);
    return body;
  }

  private forLoop(): Step {
    this.expect('FOR');
    const at = this.at;
    const name = this.name();
    this.expect('IN');
    const reverse = this.skip('REVERSE');
    const from = this.until('TO', 'DO', 'LOOP');
    if (this.skip('TO')) {
      const to = this.until('DO', 'LOOP');
      return { kind: 'count', name, from, to, reverse, body: this.loopBody('FOR') };
    }
    const [of] = tokenize(from.text);
    return { kind: 'rows', name, of: of?.value ?? '', body: this.loopBody('FOR'), at };
  }
}

/** Where `INTO :variable` stands in a SELECT, outside of parentheses. */
function intoPlace(tokens: readonly Token[]): number | null {
  if (tokens[0]?.value !== 'SELECT' && tokens[0]?.value !== 'WITH') return null;
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (depth === 0 && token.value === 'INTO' && tokens[i + 1]?.text === ':') return i;
  }
  return null;
}
