import { readFile, writeFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { ProjectError } from '../projectError.js';
import schema from './plan.schema.json' with { type: 'json' };
import type { Plan } from './model.js';

const validate = new Ajv({ strict: false }).compile<Plan>(schema);

export async function writePlan(file: string, plan: Plan): Promise<void> {
  await writeFile(file, `${JSON.stringify(plan, null, 2)}\n`);
}

/** @throws ProjectError `plan-unreadable` when there is no such file, or it is no plan. */
export async function readPlan(file: string): Promise<Plan> {
  let plan: unknown;
  try {
    plan = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new ProjectError(
      `${file} cannot be read as a plan: ${error instanceof Error ? error.message : String(error)}. Write one with \`firn plan --out ${file}\`.`,
      'plan-unreadable',
    );
  }
  if (validate(plan)) return plan;
  const [first] = validate.errors ?? [];
  throw new ProjectError(
    `${file} is no plan that this version of Firn can apply: ${first?.instancePath ?? ''} ${first?.message ?? ''}. Make a new one with \`firn plan --out ${file}\`.`,
    'plan-unreadable',
  );
}
