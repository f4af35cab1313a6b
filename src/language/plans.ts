import { readFile } from 'node:fs/promises';
import type { Applied } from '../project/plan/applyPlan.js';
import type { Plan } from '../project/plan/model.js';
import { planProject } from '../project/plan/planProject.js';
import { recordedApply } from '../project/plan/recordedApply.js';
import { titleOf } from '../project/plan/titles.js';
import type { ProjectHost } from './projectHost.js';
import type { AppliedStep, ApplyRequest, PlanOutcome, PlanRequest } from './protocol.js';

/** Makes plans for projects as they are typed, and applies them; an apply can be stopped between two operations. */
export class Plans {
  readonly #running = new Map<string, AbortController>();

  async make(host: ProjectHost, { target, drop }: PlanRequest, texts: Texts): Promise<Plan> {
    await host.settled();
    const connection = await host.store(target).connection();
    const plan = await planProject(host.project, connection, { drop, overlay: texts });
    if (plan.source?.dirty !== false || !(await anyUnsaved(texts))) return plan;
    return { ...plan, source: { ...plan.source, dirty: true } };
  }

  /** Applies what was planned and nothing else, and reads the store again, whatever came of it. */
  async apply(
    host: ProjectHost,
    { plan, allowDestructive, token }: ApplyRequest,
    say: (message: string) => void,
  ): Promise<PlanOutcome> {
    const controller = new AbortController();
    this.#running.set(token, controller);
    const store = host.store(plan.target);
    try {
      const { results, record } = await recordedApply(await store.connection(), plan, {
        allowDestructive,
        signal: controller.signal,
        onStep: (operation, index, count) => say(`${index + 1}/${count} ${titleOf(operation)}`),
      });
      return { steps: results.map(stepOf), problem: record.problem };
    } finally {
      this.#running.delete(token);
      await store.read(true);
    }
  }

  /** What runs is finished; what has not begun does not run. */
  stop(token: string): void {
    this.#running.get(token)?.abort();
  }
}

type Texts = ReadonlyMap<string, string>;

function stepOf({ operation: { kind, name, version }, status, error, warnings }: Applied): AppliedStep {
  return { kind, name, version, status, error: error?.message ?? null, warnings };
}

/** Whether an open text is another than its file's: no commit has it. */
async function anyUnsaved(texts: Texts): Promise<boolean> {
  for (const [file, text] of texts)
    if ((await readFile(file, 'utf8').catch(() => null)) !== text) return true;
  return false;
}
