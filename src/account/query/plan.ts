/**
 * How a bound query is built, for those who evaluate parts of it. Everything is DuckDB text. A query's columns are
 * named c1, c2, … at every node but scans; a node that is missing stands for what nobody can take apart.
 */

export interface ScanNode {
  readonly kind: 'scan';
  readonly fullName: string;
  /** `data.t17` */
  readonly physical: string;
  /** Its log, when its changes are recorded. */
  readonly log?: string;
  readonly columns: readonly string[];
}

/** Rows that are the same in every refresh. */
export interface ConstantNode {
  readonly kind: 'constant';
  readonly sql: string;
  readonly columns: readonly string[];
}

/** UNION ALL. */
export interface UnionNode {
  readonly kind: 'union';
  readonly parts: readonly PlanNode[];
  readonly columns: readonly string[];
}

/** One SELECT. */
export interface BlockNode {
  readonly kind: 'block';
  readonly columns: readonly string[];
  /** Texts of the select list, one a column, and their DuckDB types. */
  readonly items: readonly string[];
  readonly types: readonly string[];
  readonly distinct: boolean;
  readonly from: FromPlan;
  /** ` WHERE …` or nothing. */
  readonly where: string;
  /** Texts of the grouping keys; null when the rows are not aggregated, empty when they make one group. */
  readonly groups: readonly string[] | null;
  /** ` GROUP BY … HAVING … QUALIFY …`, what of it there is. */
  readonly rest: string;
  /** PARTITION BY texts of each window. */
  readonly windows: readonly (readonly string[])[];
}

export type PlanNode = ScanNode | ConstantNode | UnionNode | BlockNode;

export interface FromPlan {
  /** The text after FROM; every source's text stands in it once. */
  readonly text: string;
  readonly sources: readonly PlanSource[];
  readonly equalities: readonly PlanEquality[];
}

export interface PlanSource {
  readonly alias: string;
  /** `data.t17 AS r1` */
  readonly text: string;
  readonly node: PlanNode;
  /** The sides of outer joins that it is part of and that may be missing; a number each. */
  readonly optional: readonly number[];
}

/** A comparison that the joined rows meet, or that an outer join matches by. */
export interface PlanEquality {
  readonly left: string;
  readonly right: string;
  /** `left`: rows of the left side stay without a match, and so on. */
  readonly join: 'inner' | 'left' | 'right' | 'full';
}

export const NO_SOURCES: FromPlan = { text: '', sources: [], equalities: [] };

/** Two FROM items side by side, or joined: `text` is that of the whole. */
export function joinedPlan(
  text: string,
  left: FromPlan | null,
  right: FromPlan | null,
  equalities: readonly PlanEquality[] = [],
): FromPlan | null {
  if (left === null || right === null) return null;
  return {
    text,
    sources: [...left.sources, ...right.sources],
    equalities: [...left.equalities, ...right.equalities, ...equalities],
  };
}

/** The same sources on a side of an outer join that may be missing. */
export function optionalPlan(plan: FromPlan | null, side: number): FromPlan | null {
  if (plan === null) return null;
  return { ...plan, sources: plan.sources.map((s) => ({ ...s, optional: [...s.optional, side] })) };
}
