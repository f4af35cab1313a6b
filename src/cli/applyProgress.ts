import type { Applied } from '../project/plan/applyPlan.js';
import type { Operation, Plan } from '../project/plan/model.js';
import { titleOf } from '../project/plan/titles.js';
import type { Output } from './output.js';

/** How an apply goes on: words for a person, and one JSON object a line on stdout for a program that asked for it. */
export class ApplyProgress {
  constructor(
    readonly output: Output,
    /** Whether events go to stdout, one line each. */
    readonly inLines: boolean,
  ) {}

  async step(operation: Operation, index: number, count: number): Promise<void> {
    this.output.say(`[${index + 1}/${count}] ${stepText(operation)} …`);
    await this.event('step', { index: index + 1, count, ...named(operation) });
  }

  async stepEnd(result: Applied, index: number, count: number): Promise<void> {
    await this.event('stepEnd', { index: index + 1, count, ...resultRecord(result) });
  }

  async event(event: string, facts: object): Promise<void> {
    if (this.inLines)
      await this.output.line(JSON.stringify({ event, at: new Date().toISOString(), ...facts }));
  }
}

export function planEvent({ target, place, fingerprint, summary, createsStore }: Plan): object {
  return { target, place, fingerprint, createsStore, summary };
}

/** What became of one operation, as `apply --json` has it. */
export function resultRecord({ operation, status, error }: Applied): object {
  return { ...named(operation), status, error: error?.message ?? null };
}

const named = ({ kind, name, version, operation }: Operation) => ({ kind, name, version, operation });

const VERBS: Partial<Record<Operation['operation'], string>> = {
  create: 'Creating',
  update: 'Updating',
  replace: 'Replacing',
  drop: 'Dropping',
};

function stepText(operation: Operation): string {
  const rows = operation.refresh === 'all rows' ? ' and computing its rows' : '';
  return `${VERBS[operation.operation] ?? 'Changing'} ${titleOf(operation)}${rows}`;
}
