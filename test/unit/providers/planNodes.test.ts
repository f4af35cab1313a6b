import { describe, expect, it } from 'vitest';
import type { Operation, Plan, PlanOutcome } from '../../../src/language/protocol.js';
import type { PlanNode } from '../../../src/providers/plan/planNode.js';
import { planNodes } from '../../../src/providers/plan/planNodes.js';
import { confirmationLines, countsOf, isRefused, messageOf } from '../../../src/providers/plan/planWords.js';

const operation = (over: Partial<Operation>): Operation => ({
  kind: 'featureView',
  name: 'FV',
  version: 'V_1',
  operation: 'none',
  reason: 'It is what the definition says.',
  destructive: false,
  refresh: 'none',
  changes: [],
  columns: null,
  readers: [],
  dependents: null,
  nextVersion: null,
  sql: [],
  change: null,
  state: '',
  ...over,
});
const drop = { change: 'drop feature view', name: 'FV', version: 'V_1' } as const;
const replaced = operation({
  operation: 'replace',
  reason: 'query is another',
  destructive: true,
  refresh: 'all rows',
  changes: [
    { what: 'query', from: 'SELECT 1', to: 'SELECT 2', taken: 'replaced' },
    { what: 'refresh', from: '1 hour', to: '2 hours', taken: 'in place' },
  ],
  columns: { added: ['M'], removed: ['N'], retyped: ['K: FLOAT → DATE'] },
  dependents: {
    objects: [
      { kind: 'dataset', name: 'TRAIN@V1', through: null, via: 'lineage' },
      { kind: 'model', name: 'CHURN@V2', through: 'TRAIN@V1', via: 'lineage' },
    ],
    unknown: ['Its datasets cannot be read: no right'],
  },
  nextVersion: { version: 'V_2' },
  sql: ['CREATE OR REPLACE …'],
  change: drop,
});
const created = operation({
  kind: 'entity',
  name: 'CUSTOMER',
  version: null,
  operation: 'create',
  change: drop,
});

const planOf = (operations: readonly Operation[], over: Partial<Plan> = {}): Plan => ({
  formatVersion: 2,
  createdAt: '2026-11-27T10:00:00.000Z',
  target: 'dev',
  place: { connection: 'local', database: 'DB', schema: 'FS' },
  fingerprint: '',
  createsStore: false,
  operations,
  undefinedObjects: [],
  source: null,
  sources: null,
  summary: { create: 1, update: 0, replace: 1, drop: 0, refused: 0, none: 1 },
  ...over,
});
const plan = planOf([operation({}), created, replaced]);

/** Labels and descriptions, indented. */
const drawn = (nodes: readonly PlanNode[], indent = ''): string[] =>
  nodes.flatMap(({ label, description, children }) => [
    `${indent}${[label, description].filter(Boolean).join(' — ')}`,
    ...drawn(children, `${indent}  `),
  ]);

describe('the nodes of a plan', () => {
  it('are the operations by kind, what loses something first, and nothing that stays', () => {
    expect(drawn(planNodes(plan, null))).toEqual([
      'Replace — 1',
      '  FV V_1 — query, refresh',
      '    Or define V_2 beside it — and this one stays',
      '    query — show what differs',
      '    refresh — 1 hour → 2 hours',
      '    Columns — 3 changes',
      '      M — added',
      '      N — removed',
      '      K — FLOAT → DATE',
      '    Its history ends',
      '    Computes all its rows',
      '    Read by — 2 or more',
      '      TRAIN V1 — dataset',
      '      CHURN V2 — model, through TRAIN V1',
      '      Others are not known — Its datasets cannot be read: no right',
      '    Statements — 1',
      'Create — 1',
      '  CUSTOMER',
      '    It is what the definition says.',
    ]);
  });

  it('have one id each, and open what they are about', () => {
    const all = (nodes: readonly PlanNode[]): PlanNode[] => nodes.flatMap((n) => [n, ...all(n.children)]);
    const nodes = all(planNodes(plan, null));
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
    expect(nodes.flatMap(({ label, opens }) => (opens ? [[label, opens.open]] : []))).toEqual([
      ['query', 'comparison'],
      ['Statements', 'statements'],
    ]);
  });

  it('say what became of them', () => {
    const outcome: PlanOutcome = {
      problem: null,
      steps: [
        { kind: 'entity', name: 'CUSTOMER', version: null, status: 'applied', error: null, warnings: [] },
        {
          kind: 'featureView',
          name: 'FV',
          version: 'V_1',
          status: 'failed',
          error: 'no right',
          warnings: ['it was slow'],
        },
      ],
    };
    const text = drawn(planNodes(plan, outcome));
    expect(text).toContain('  FV V_1 — failed');
    expect(text).toContain('    no right');
    expect(text).toContain('    it was slow');
    expect(text).toContain('  CUSTOMER — applied');
    expect(messageOf(plan, outcome, false)).toBe('Applied 1, 1 failed.');
  });

  it('begin with what the source tables have otherwise, at its place', () => {
    const finding = {
      code: 'source-column-missing',
      severity: 'error',
      message: 'm',
      definition: 'FV@V_1',
      place: { file: 'features/a.ts', line: 3, column: 5 },
      table: 'ORDERS',
      column: 'ID',
      expected: 'NUMBER(38,0)',
      found: null,
    } as const;
    const sources = { schema: 'DB.S', reads: [], findings: [finding], unchecked: [] };
    const [first] = planNodes({ ...plan, sources }, null);
    expect(drawn([first!])).toEqual([
      'Source tables differ — 1',
      '  ORDERS.ID — is missing · read by FV V_1',
    ]);
    expect(first?.children[0]?.opens).toEqual({ open: 'place', ...finding.place });
    expect(isRefused({ ...plan, sources })).toBe(true);
    expect(isRefused(planOf([operation({})], { sources }))).toBe(false);
  });
});

describe('the words of a plan', () => {
  it('count what would be done, and say when it is no longer what is defined', () => {
    expect(countsOf(plan)).toBe('1 to create, 1 to replace, 1 unchanged');
    expect(messageOf({ ...plan, createsStore: true }, null, true)).toBe(
      '1 to create, 1 to replace, 1 unchanged. The store does not exist yet and is created. The definitions have changed since: plan again.',
    );
  });

  it('ask with every operation and who reads what is lost', () => {
    expect(confirmationLines(plan)).toEqual([
      '• Create CUSTOMER',
      '• Replace FV V_1, computing all its rows',
      '    read by dataset TRAIN V1',
      '    read by model CHURN V2',
      '    who else reads it is not known',
    ]);
  });
});
