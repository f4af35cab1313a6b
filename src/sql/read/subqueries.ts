/** Sub-queries to common table expressions: a query's text edited by spans, its own words kept as they are written. */
import { identifier } from '../identifiers.js';
import { isUnsuitableName } from '../reserved.js';
import { inferQuery } from './infer.js';
import type { ReadCatalog } from './infer/model.js';
import { tokenize } from './lexer.js';
import type { Token } from './lexer.js';
import { mentions } from './mentions.js';
import type { Query } from './syntax/tree.js';
import { readableName } from './subqueryNames.js';
import { walkQuery } from './walk.js';
import type { QueryPlace } from './walk.js';

export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** A sub-query that stays where it is. */
export interface Refusal {
  readonly start: number;
  readonly end: number;
  readonly reason: string;
}

export interface Refactoring {
  /** In the order of the text, none inside another. */
  readonly edits: readonly TextEdit[];
  readonly refused: readonly Refusal[];
}

interface Candidate {
  readonly query: Query;
  readonly place: QueryPlace;
  /** The parentheses. */
  readonly open: number;
  readonly close: number;
  /** The candidate around it. */
  readonly within: Candidate | null;
  /** The number of the CTE that it stands in; the last one means the query itself. */
  readonly slot: number;
  /** Names of the CTEs that queries around it define for themselves. */
  readonly around: readonly string[];
  reason?: string;
  name?: string;
}

/** What a query stands in. */
interface Around {
  readonly within: Candidate | null;
  readonly ctes: readonly string[];
}

/** Functions that give another value at each call: two sub-queries with one are two. */
const VOLATILE: ReadonlySet<string> = new Set([
  'RANDOM',
  'RANDSTR',
  'UUID_STRING',
  'UNIFORM',
  'NORMAL',
  'ZIPF',
  'SEQ1',
  'SEQ2',
  'SEQ4',
  'SEQ8',
  'NEXTVAL',
]);

/**
 * Gives every sub-query of a query a name in its WITH clause: derived tables, scalar sub-queries, those of IN, EXISTS,
 * ANY and ALL. Sub-queries of one text become one CTE; what is nested stands before what reads it; names are new to the
 * text. The query means the same. A sub-query that cannot be moved stays, with the reason: it reads columns of the query
 * around it, or a CTE that is defined around it, or holds a `?`.
 * @param query the tree of `text`.
 * @param catalog tells whose columns are whose; tables that it has not are taken as they are.
 */
export function subqueriesToCtes(text: string, query: Query, catalog: ReadCatalog): Refactoring {
  return new Hoist(text, query, catalog).run();
}

class Hoist {
  readonly #tokens: readonly Token[];
  readonly #candidates: Candidate[] = [];
  readonly #taken: Set<string>;

  constructor(
    private readonly text: string,
    private readonly query: Query,
    private readonly catalog: ReadCatalog,
  ) {
    this.#tokens = tokenize(text);
    this.#taken = new Set([
      ...catalog.names,
      ...this.#tokens.filter((t) => t.kind === 'word' || t.kind === 'quoted').map((t) => t.value),
    ]);
  }

  run(): Refactoring {
    this.#collect();
    const { correlated, outputs } = inferQuery(this.query, this.text, this.catalog);
    for (const candidate of this.#candidates) {
      const reason = this.#reasonAgainst(candidate, correlated, outputs);
      if (reason !== undefined) candidate.reason = reason;
    }
    const definitions = this.#name();
    const moved = this.#candidates.filter((c) => c.name !== undefined);
    const outermost = moved.filter((c) => !hasMoved(c.within));
    const edits = [
      ...outermost.map((c) => ({ start: c.open, end: c.close, newText: this.#replacement(c, outputs) })),
      ...this.#insertions(definitions, outputs),
    ].sort((a, b) => a.start - b.start);
    const refused = this.#candidates.flatMap(({ query: { range }, reason }) =>
      reason === undefined || range === undefined ? [] : [{ ...range, reason }],
    );
    return { edits, refused };
  }

  // Finding -----------------------------------------------------------------------------------------------------------

  #collect(): void {
    const { ctes } = this.query;
    const visit = (slot: number) => (query: Query, place: QueryPlace, around: Around) => {
      const candidate = this.#candidate(query, place, around, slot);
      if (candidate !== null) this.#candidates.push(candidate);
      return { within: candidate ?? around.within, ctes: [...around.ctes, ...ctesOf(query)] };
    };
    ctes.forEach(({ query }, slot) => walkQuery(query, { within: null, ctes: ctesOf(query) }, visit(slot)));
    walkQuery({ ...this.query, ctes: [] }, { within: null, ctes: [] }, visit(ctes.length));
  }

  #candidate(query: Query, place: QueryPlace, around: Around, slot: number): Candidate | null {
    const { range } = query;
    if (place.kind === 'part' || range === undefined) return null;
    const before = this.#tokens.findLast((t) => t.end <= range.start);
    const after = this.#tokens.find((t) => t.start >= range.end);
    if (before?.text !== '(' || after?.text !== ')') return null;
    const first = this.#tokens.find((t) => t.start >= range.start);
    if (first?.value === 'VALUES') return null;
    const { within, ctes } = around;
    return { query, place, open: before.start, close: after.end, within, slot, around: ctes };
  }

  #inside({ open, close }: { readonly open: number; readonly close: number }): readonly Token[] {
    return this.#tokens.filter((t) => t.start > open && t.end < close);
  }

  #reasonAgainst(
    candidate: Candidate,
    correlated: ReadonlySet<Query>,
    outputs: ReadonlyMap<Query, readonly string[] | null>,
  ): string | undefined {
    const { query, place } = candidate;
    if (correlated.has(query))
      return 'It reads columns of the query around it, so that it has no value of its own.';
    if (place.kind === 'derived' && place.item.lateral)
      return 'LATERAL reads each row of the tables before it.';
    if (place.kind === 'derived' && place.item.sample !== null) return 'A sample of it is taken.';
    if (this.#inside(candidate).some((t) => t.text === '?'))
      return 'It holds a ?, and the order of those would change.';
    const own = this.query.ctes[candidate.slot];
    if (own !== undefined && mentions(query, own.name.text))
      return `It reads ${own.name.text}, which it is a part of.`;
    const local = candidate.around.find((name) => mentions(query, name));
    if (local !== undefined) return `It reads ${local}, which is defined in a sub-query around it.`;
    if (place.kind === 'expression') {
      const columns = outputs.get(query);
      if (columns === null || columns === undefined) return 'Its columns are not known.';
      if (new Set(columns).size < columns.length) return 'Two of its columns have one name.';
    }
    return undefined;
  }

  // Naming ------------------------------------------------------------------------------------------------------------

  /** Names the candidates that move; the first of each text, what is inside before what is around. */
  #name(): readonly Candidate[] {
    const known = new Map<string, string>();
    const definitions: Candidate[] = [];
    for (const candidate of [...this.#candidates].sort((a, b) => a.slot - b.slot || a.close - b.close)) {
      if (candidate.reason !== undefined) continue;
      const tokens = this.#inside(candidate);
      const key = tokens.some((t) => VOLATILE.has(t.value))
        ? `${candidate.open}`
        : tokens.map((t) => `${t.kind} ${t.value}`).join('\n');
      const name = known.get(key) ?? this.#free(readableName(candidate.query, candidate.place));
      candidate.name = name;
      if (known.has(key)) continue;
      known.set(key, name);
      definitions.push(candidate);
    }
    return definitions;
  }

  #free(base: string): string {
    for (let n = 1; ; n++) {
      const name = n === 1 ? base : `${base}_${n}`;
      if (this.#taken.has(name) || isUnsuitableName(name)) continue;
      this.#taken.add(name);
      return name;
    }
  }

  // Writing -----------------------------------------------------------------------------------------------------------

  #replacement(candidate: Candidate, outputs: ReadonlyMap<Query, readonly string[] | null>): string {
    const name = identifier(candidate.name ?? '');
    if (candidate.place.kind === 'derived') return name;
    const columns = (outputs.get(candidate.query) ?? []).map(identifier).join(', ');
    return `(SELECT ${columns} FROM ${name})`;
  }

  /** The candidate's own text, with what moved out of it replaced. */
  #definition(candidate: Candidate, outputs: ReadonlyMap<Query, readonly string[] | null>): string {
    const start = candidate.open + 1;
    const end = candidate.close - 1;
    const inside = this.#candidates
      .filter(
        (c) => c.name !== undefined && c.open >= start && c.close <= end && nearestMoved(c) === candidate,
      )
      .sort((a, b) => a.open - b.open);
    let at = start;
    let body = '';
    for (const inner of inside) {
      body += this.text.slice(at, inner.open) + this.#replacement(inner, outputs);
      at = inner.close;
    }
    body += this.text.slice(at, end);
    return `${identifier(candidate.name ?? '')} AS (\n${body.replace(/^\s*\n|\s+$/g, '')}\n)`;
  }

  #insertions(
    definitions: readonly Candidate[],
    outputs: ReadonlyMap<Query, readonly string[] | null>,
  ): readonly TextEdit[] {
    const { ctes } = this.query;
    const bySlot = new Map<number, string[]>();
    for (const candidate of definitions) {
      const list = bySlot.get(candidate.slot) ?? [];
      bySlot.set(candidate.slot, [...list, this.#definition(candidate, outputs)]);
    }
    return [...bySlot].map(([slot, texts]) => {
      const before = ctes[slot];
      if (before !== undefined) return insertion(before.name.at, `${texts.join(',\n')},\n`);
      if (ctes.length > 0) return insertion(this.#endOfWith(), `,\n${texts.join(',\n')}`);
      return insertion(this.#tokens[0]?.start ?? 0, `WITH ${texts.join(',\n')}\n`);
    });
  }

  /** Behind the parenthesis that closes the last CTE. */
  #endOfWith(): number {
    const last = this.query.ctes.at(-1)!;
    let depth = 0;
    let seen = false;
    for (const token of this.#tokens) {
      if (token.start <= last.name.at) continue;
      // The query is what comes after AS; column names stand in parentheses before it.
      if (depth === 0 && token.kind === 'word' && token.value === 'AS') seen = true;
      if (token.text === '(' && token.kind === 'operator') depth++;
      if (token.text !== ')' || token.kind !== 'operator') continue;
      depth--;
      if (depth === 0 && seen) return token.end;
    }
    return last.name.at;
  }
}

const insertion = (at: number, newText: string): TextEdit => ({ start: at, end: at, newText });

function hasMoved(candidate: Candidate | null): boolean {
  return candidate !== null && (candidate.name !== undefined || hasMoved(candidate.within));
}

function nearestMoved({ within }: Candidate): Candidate | null {
  let around = within;
  while (around !== null && around.name === undefined) around = around.within;
  return around;
}

const ctesOf = (query: Query): readonly string[] => query.ctes.map((cte) => cte.name.text);

/** The text with edits carried out. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, newText } of edits) {
    result += text.slice(at, start) + newText;
    at = end;
  }
  return result + text.slice(at);
}
