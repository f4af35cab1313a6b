import type { AppliedStep, Operation, Plan, PlanOutcome, SourceFinding } from '../../language/protocol.js';
import { escapeMarkdown } from '../markdown.js';
import { operationDetails } from './operationNodes.js';
import { leaf, type PlanNode } from './planNode.js';

type Kind = Operation['operation'];

/** What cannot be done and what loses something stands first. */
const GROUPS: readonly (readonly [kind: Kind, title: string, icon: PlanNode['icon']])[] = [
  ['refused', 'Refused', { name: 'error', color: 'list.errorForeground' }],
  ['drop', 'Drop', { name: 'diff-removed', color: 'gitDecoration.deletedResourceForeground' }],
  ['replace', 'Replace', { name: 'diff-renamed', color: 'list.warningForeground' }],
  ['update', 'Update', { name: 'diff-modified', color: 'gitDecoration.modifiedResourceForeground' }],
  ['create', 'Create', { name: 'diff-added', color: 'gitDecoration.addedResourceForeground' }],
];

/** The roots: findings of source tables, the operations by kind, and what nothing defines. */
export function planNodes(plan: Plan, outcome: PlanOutcome | null): PlanNode[] {
  return [
    ...sourceNodes(plan),
    ...GROUPS.flatMap(([kind, title, icon]) => {
      const operations = plan.operations.filter(({ operation }) => operation === kind);
      const children = operations.map((operation) =>
        operationNode(operation, icon, stepOf(operation, outcome)),
      );
      return group(`operations/${kind}`, title, icon, children);
    }),
    ...group(
      'undefined',
      'Not defined in this project',
      { name: 'question' },
      plan.undefinedObjects.map((title) =>
        leaf(`undefined/${title}`, title.replace('@', ' '), 'stays', { name: 'circle-outline' }),
      ),
      false,
    ),
  ];
}

function operationNode(operation: Operation, icon: PlanNode['icon'], step: AppliedStep | null): PlanNode {
  const { kind, name, version, reason } = operation;
  const id = `operation/${kind}/${name}/${version ?? ''}`;
  return {
    id,
    label: [name, version].filter(Boolean).join(' '),
    description: step ? STEP_WORDS[step.status] : summaryOf(operation),
    tooltip: [
      `**${escapeMarkdown(name)}** ${escapeMarkdown(version ?? '')}`,
      escapeMarkdown(reason),
      step?.error == null ? '' : `$(error) ${escapeMarkdown(step.error)}`,
    ]
      .filter(Boolean)
      .join('\n\n'),
    icon: step ? STEP_ICONS[step.status] : icon,
    contextValue: contextOf(operation),
    children: [...failureNodes(id, step), ...operationDetails(id, operation)],
    expanded: operation.destructive || operation.operation === 'refused' || step?.status === 'failed',
    opens: null,
    operation,
  };
}

function contextOf(operation: Operation): string {
  const facets = [hasComparison(operation) ? 'query' : '', operation.sql.length > 0 ? 'statements' : ''];
  return ['firn:planOperation', ...facets.filter(Boolean)].join('+');
}

const hasComparison = ({ changes }: Operation): boolean => changes.some(({ what }) => what === 'query');

/** What differs, in a few words: `query, refresh`. */
function summaryOf({ operation, changes, refresh }: Operation): string {
  const words = changes.map(({ what }) => what);
  const more = words.length > 3 ? [`${words.length - 3} more`] : [];
  const cost = operation === 'create' && refresh === 'all rows' ? ['computes all its rows'] : [];
  return [...words.slice(0, 3), ...more, ...cost].join(', ');
}

const STEP_WORDS: Readonly<Record<AppliedStep['status'], string>> = {
  applied: 'applied',
  'there already': 'there already',
  failed: 'failed',
  'not run': 'not run',
};

const STEP_ICONS: Readonly<Record<AppliedStep['status'], PlanNode['icon']>> = {
  applied: { name: 'pass', color: 'testing.iconPassed' },
  'there already': { name: 'pass' },
  failed: { name: 'error', color: 'list.errorForeground' },
  'not run': { name: 'circle-slash' },
};

function stepOf({ kind, name, version }: Operation, outcome: PlanOutcome | null): AppliedStep | null {
  return (
    outcome?.steps.find((step) => step.kind === kind && step.name === name && step.version === version) ??
    null
  );
}

function failureNodes(id: string, step: AppliedStep | null): PlanNode[] {
  const warnings = (step?.warnings ?? []).map((text, index) =>
    leaf(`${id}/warning/${index}`, text, '', { name: 'warning', color: 'list.warningForeground' }),
  );
  if (step?.error == null) return warnings;
  return [leaf(`${id}/error`, step.error, '', { name: 'error', color: 'list.errorForeground' }), ...warnings];
}

// ---- source tables ----

function sourceNodes({ sources }: Plan): PlanNode[] {
  const findings = sources?.findings ?? [];
  const worst = findings.some(({ severity }) => severity === 'error') ? 'error' : 'warning';
  return group(
    'sources',
    'Source tables differ',
    SEVERITY_ICONS[worst],
    findings.map((finding, index) => ({
      ...leaf(`sources/${index}`, subjectOf(finding), wordsOf(finding), SEVERITY_ICONS[finding.severity]),
      tooltip: escapeMarkdown(finding.message),
      contextValue: 'firn:planFinding',
      opens: { open: 'place', ...finding.place } as const,
    })),
  );
}

const SEVERITY_ICONS: Readonly<Record<SourceFinding['severity'], PlanNode['icon']>> = {
  error: { name: 'error', color: 'list.errorForeground' },
  warning: { name: 'warning', color: 'list.warningForeground' },
};

const subjectOf = ({ table, column }: SourceFinding): string => [table, column].filter(Boolean).join('.');

function wordsOf({ code, expected, found, definition }: SourceFinding): string {
  const reader = `read by ${definition.replace('@', ' ')}`;
  if (code === 'source-table-missing' || code === 'source-column-missing') return `is missing · ${reader}`;
  return `${expected ?? ''} → ${found ?? ''} · ${reader}`;
}

// ---- parts ----

function group(
  id: string,
  title: string,
  icon: PlanNode['icon'],
  children: readonly PlanNode[],
  expanded = true,
): PlanNode[] {
  if (children.length === 0) return [];
  const description = String(children.length);
  return [{ ...leaf(id, title, description, icon), contextValue: 'firn:planGroup', children, expanded }];
}
