import { afterEach, describe, expect, it } from 'vitest';
import type { EvaluateMessage } from '../../../src/project/evaluation/protocol.js';
import { RunnerPool } from '../../../src/project/evaluation/runnerPool.js';
import { DEFAULT_LIMITS, RunnerFailure } from '../../../src/project/evaluation/runnerProcess.js';
import type { RunnerLimits, RunnerProcess } from '../../../src/project/evaluation/runnerProcess.js';
import { distFile } from '../../../src/session/distribution.js';

const PATIENT: RunnerLimits = { ...DEFAULT_LIMITS, silence: 100_000, firstSilence: 100_000 };

const pools: RunnerPool[] = [];
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
});

function runners(limits: RunnerLimits = PATIENT): RunnerPool {
  const pool = new RunnerPool(distFile('runner.cjs'), limits);
  pools.push(pool);
  return pool;
}

/** Runs already rewritten code, as the evaluator sends it. */
const asking = (code: string, id = 1): EvaluateMessage => ({
  id,
  changed: [{ path: '/p/a.ts', code: `"use strict";${code}`, imports: {}, queries: [] }],
  removed: [],
  entries: ['/p/a.ts'],
  catalog: null,
  sources: 'DB.RAW',
});

async function failure(runner: RunnerProcess, code: string): Promise<RunnerFailure> {
  const result = await runner.evaluate(asking(code)).catch((error: unknown) => error);
  if (!(result instanceof RunnerFailure)) throw new Error(`it did not fail: ${JSON.stringify(result)}`);
  return result;
}

describe('a runner', () => {
  it('answers with what its modules define, and again when they change', async () => {
    const runner = await runners().take();
    const code = (name: string) =>
      `__firn.export({ e: __firn.load("firn").entity("${name}", { joinKeys: ["ID"] }) });`;
    const [first] = await runner.evaluate(asking(code('A')));
    const [second] = await runner.evaluate(asking(code('B'), 2));
    expect([first?.definitions[0]?.name, second?.definitions[0]?.name]).toEqual(['A', 'B']);
    expect(runner.library).toContain('featureView');
  });

  it('that needs too much memory ends with that reason and the module', async () => {
    const runner = await runners().take();
    const ended = await failure(runner, 'const kept=[];for(;;)kept.push(new Array(1e5).fill(7));');
    expect(ended).toMatchObject({ reason: 'memory', module: '/p/a.ts' });
    expect(ended.message).toContain('256 MB');
    expect(runner.alive).toBe(false);
  });

  it('that is silent for too long is killed, and the module named', async () => {
    const runner = await runners({ ...DEFAULT_LIMITS, firstSilence: 300 }).take();
    expect(await failure(runner, 'for(;;);')).toMatchObject({ reason: 'timeout', module: '/p/a.ts' });
  });

  it('that is gone refuses further work with the reason of its end', async () => {
    const runner = await runners({ ...DEFAULT_LIMITS, firstSilence: 300 }).take();
    const ended = await failure(runner, 'for(;;);');
    expect(await failure(runner, '')).toBe(ended);
  });

  it('has a spare that takes its place', async () => {
    const pool = runners();
    const first = await pool.take();
    pool.prepareSpare();
    first.kill();
    const [result] = await (await pool.take()).evaluate(asking(''));
    expect(result?.path).toBe('/p/a.ts');
  });

  it('whose program is missing says so', async () => {
    const pool = new RunnerPool('/nowhere/runner.cjs', PATIENT);
    await expect(pool.take()).rejects.toThrow('/nowhere/runner.cjs is missing: install Firn again.');
  });

  it('keeps the host out of reach of its modules’ stack traces', async () => {
    const runner = await runners().take();
    const code =
      'let sites=[];try{Error.prepareStackTrace=(_,s)=>s;sites=new Error().stack}catch{}' +
      '__firn.export({});if(Array.isArray(sites)&&sites.some((s)=>s.getThis&&s.getThis()?.process))throw new Error("host");';
    const [result] = await runner.evaluate(asking(code));
    expect(result?.thrown).toBeUndefined();
  });
});
