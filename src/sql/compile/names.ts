import { identifier } from '../identifiers.js';
import { isUnsuitableName } from '../reserved.js';
import { contains } from '../../dataframe/expression/walk.js';
import type { Body, Combination } from './select.js';

/** Hands out names of CTEs: the variable's name in upper snake case, never the name of a table. */
export class CteNames {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  /** `variable` is the frame's own name, `owner` that of the frame it is a step of. */
  take(variable: string | undefined, owner: string | undefined, body: Body): string {
    const role = roleOf(body);
    const base = upperSnake(variable ?? owner ?? firstSource(body));
    const candidates = variable === undefined ? [`${base}_${role}`] : [base, `${base}_${role}`];
    candidates.push(`${base}_STEP`);
    for (let n = 2; ; n++) {
      const name = candidates.shift() ?? `${base}_${role}_${n}`;
      if (this.#taken.has(name) || isUnsuitableName(name)) continue;
      this.#taken.add(name);
      return name;
    }
  }

  written(name: string): string {
    return identifier(name);
  }

  has(name: string): boolean {
    return this.#taken.has(name);
  }
}

// Made once: bundled for older engines, a pattern inside the function would be made anew with every call.
const WORD_START = /([\p{Ll}\d])(\p{Lu})/gu;
const LAST_CAPITAL = /(\p{Lu})(\p{Lu}\p{Ll})/gu;

/** `perOrder` → `PER_ORDER`, `URLParts` → `URL_PARTS`; a name already in upper case stays. */
export function upperSnake(name: string): string {
  return name.replace(WORD_START, '$1_$2').replace(LAST_CAPITAL, '$1_$2').toUpperCase();
}

const COMBINED: Readonly<Record<Combination['operator'], string>> = {
  UNION: 'COMBINED',
  'UNION ALL': 'COMBINED',
  INTERSECT: 'COMMON',
  EXCEPT: 'REMAINING',
};

/** What a step that the author did not name does to its rows. */
function roleOf(body: Body): string {
  if (body.kind === 'combination') return COMBINED[body.operator];
  if (body.kind === 'raw') return 'QUERY';
  if (body.limit !== null) return 'LIMITED';
  if (body.from.sample) return 'SAMPLED';
  if (body.distinct) return 'DISTINCT';
  if (body.qualify.length > 0 || body.columns.some((c) => contains(c.expression, 'window'))) return 'RANKED';
  if (body.group !== null) return 'GROUPED';
  if (body.columns.some((c) => c.expression.kind !== 'column')) return 'COMPUTED';
  if (body.joins.length > 0) return 'JOINED';
  return body.where.length > 0 ? 'FILTERED' : 'STEP';
}

function firstSource(body: Body): string {
  if (body.kind === 'select') return body.from.source.name;
  if (body.kind === 'combination') return body.arms[0]?.from.source.name ?? 'RESULT';
  return body.sources[0]?.name ?? 'RESULT';
}
