import type {
  Diagnostic,
  EntityDefinition,
  Evaluation,
  FeatureViewDefinition,
  Span,
} from '../../../src/project/model.js';

export const file = '/project/features/customer.ts';

export function span(line: number, column = 1, endLine = line, endColumn = column + 10): Span {
  return { file, line, column, endLine, endColumn };
}

export const customer: EntityDefinition = {
  kind: 'entity',
  name: 'CUSTOMER',
  desc: 'Who orders',
  exportName: 'customer',
  span: span(3, 1, 3, 60),
  nameSpan: span(3, 32, 3, 42),
  joinKeys: ['ID'],
};

export function view(
  version: string,
  sql: string | null = `SELECT ID, N FROM T -- ${version}`,
): FeatureViewDefinition {
  return {
    kind: 'featureView',
    name: 'FV',
    version,
    desc: 'Orders',
    exportName: `fv${version}`,
    span: span(10, 1, 20, 4),
    nameSpan: span(10, 30, 10, 34),
    entities: ['CUSTOMER'],
    timestamp: 'AT',
    refresh: '1 hour',
    warehouse: null,
    refreshMode: 'AUTO',
    initialize: 'ON_CREATE',
    clusterBy: null,
    tiles: null,
    features: { N: 'Number of orders' },
    calls: { 1: span(12, 8, 12, 30) },
    ...(sql !== null && {
      query: {
        sql,
        columns: [
          { name: 'ID', type: 'NUMBER(38,0)' },
          { name: 'AT', type: 'DATE' },
          { name: 'N', type: 'FLOAT' },
        ],
        sources: ['DB.S.T'],
        map: [{ start: 0, end: 6, call: 1 }],
      },
    }),
  };
}

export function problem(line: number, message = 'Unknown column N2'): Diagnostic {
  return { code: 'unknown-column', severity: 'error', message, span: span(line, 8, line, 12) };
}

export function evaluation(
  definitions: Evaluation['definitions'],
  diagnostics: readonly Diagnostic[] = [],
): Evaluation {
  return { definitions, diagnostics, silenced: [], files: [file] };
}
