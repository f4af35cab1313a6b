import type { Operation, Plan, PlanOutcome } from '../../language/protocol.js';

type Kind = Operation['operation'];

const COUNTED: readonly (readonly [Kind, string])[] = [
  ['create', 'to create'],
  ['update', 'to update'],
  ['replace', 'to replace'],
  ['drop', 'to drop'],
  ['refused', 'refused'],
  ['none', 'unchanged'],
];

/** `1 to create, 2 unchanged` */
export function countsOf({ summary }: Plan): string {
  const counts = COUNTED.flatMap(([kind, words]) => (summary[kind] > 0 ? [`${summary[kind]} ${words}`] : []));
  return counts.join(', ') || 'nothing is defined';
}

/** Operations that would be made. */
export const toMake = ({ operations }: Plan): readonly Operation[] =>
  operations.filter(({ change }) => change !== null);

export const isRefused = ({ operations, sources }: Plan): boolean =>
  operations.some(({ operation }) => operation === 'refused') ||
  (sources?.findings ?? []).some(
    ({ severity, definition }) =>
      severity === 'error' &&
      operations.some((o) => `${o.name}@${o.version ?? ''}` === definition && o.change !== null),
  );

/** What the view says above its nodes. */
export function messageOf(plan: Plan, outcome: PlanOutcome | null, isOutdated: boolean): string {
  const outdated = isOutdated ? ' The definitions have changed since: plan again.' : '';
  if (outcome) return outcomeOf(outcome);
  const created = plan.createsStore ? ' The store does not exist yet and is created.' : '';
  const counts = countsOf(plan);
  return `${counts.charAt(0).toUpperCase()}${counts.slice(1)}.${created}${outdated}`;
}

/** `Applied 1, 1 failed, 2 not run.` */
function outcomeOf({ steps }: PlanOutcome): string {
  const count = (status: string) => steps.filter((step) => step.status === status).length;
  const parts = [
    `Applied ${count('applied')}`,
    ...(count('there already') > 0 ? [`${count('there already')} there already`] : []),
    ...(count('failed') > 0 ? [`${count('failed')} failed`] : []),
    ...(count('not run') > 0 ? [`${count('not run')} not run`] : []),
  ];
  return `${parts.join(', ')}.`;
}

const VERBS: Partial<Record<Kind, string>> = {
  create: 'Create',
  update: 'Update',
  replace: 'Replace',
  drop: 'Drop',
};

/** One line for each operation, and under those that lose something who reads it. */
export function confirmationLines(plan: Plan): readonly string[] {
  return toMake(plan).flatMap(({ operation, name, version, refresh, dependents }) => [
    `• ${VERBS[operation] ?? 'Change'} ${[name, version].filter(Boolean).join(' ')}${refresh === 'all rows' ? ', computing all its rows' : ''}`,
    ...(dependents?.objects ?? []).map(
      ({ kind, name: reader }) => `    read by ${kind} ${reader.replace('@', ' ')}`,
    ),
    ...((dependents?.unknown.length ?? 0) > 0 ? ['    who else reads it is not known'] : []),
  ]);
}
