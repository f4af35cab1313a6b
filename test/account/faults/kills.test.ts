import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openAccount } from '../../../src/account/engine/open.js';
import { connect, temporaryFolder } from '../objects/account.js';
import { otherProcess, ProcessEnded, statementProgram } from '../objects/otherProcess.js';
import type { Expected } from './expected.js';
import { NOTHING } from './expected.js';
import { checkRuns, held } from './held.js';
import { Random } from './random.js';
import { SETUP, nextStep } from './workload.js';

const KILLS = Number(process.env['FIRN_KILLS'] ?? 15);
const SEED = Number(process.env['FIRN_SEED'] ?? Date.now() % 1_000_000);
/** A process is killed so many milliseconds at most after so many steps at most. */
const LONGEST_DELAY = 60;
const MOST_STEPS = 8;

describe('an account that is killed at any moment', () => {
  it(
    `has every acknowledged statement, with what follows it, ${KILLS} times (seed ${SEED})`,
    async () => {
      const random = new Random(SEED);
      const folder = await temporaryFolder();
      const program = await statementProgram();
      let expected = NOTHING;
      let serial = 0;
      let acknowledged = 0;
      const setup = await otherProcess(folder, program);
      for (const statement of SETUP) await setup.run(statement);
      await setup.kill();

      for (let kill = 0; kill < KILLS; kill++) {
        const other = await otherProcess(folder, program, { schedule: true });
        let killed: Promise<void> | null = null;
        const killSoon = () => {
          killed ??= sleep(random.below(LONGEST_DELAY)).then(() => other.kill());
        };
        const steps = random.below(MOST_STEPS);
        // What was asked for last may have been done, though nobody was told.
        let asked: Expected;
        let last: string;
        for (let done = 0; ; done++) {
          if (done >= steps) killSoon();
          const step = nextStep(random, expected, ++serial);
          asked = step.after(expected);
          last = step.sql.join('; ');
          try {
            for (const statement of step.sql) await other.run(statement);
          } catch (error) {
            if (killed === null || !(error instanceof ProcessEnded)) throw error;
            break;
          }
          expected = asked;
          acknowledged++;
        }
        await killed;

        const account = await openAccount(folder);
        try {
          const sql = await connect(account);
          await checkRuns(sql);
          const found = await held(sql);
          const which = [expected, asked].find((state) => isDeepStrictEqual(found, state));
          if (!which)
            expect(found, `after kill ${kill + 1} of seed ${SEED}; asked for: ${last}`).toEqual(expected);
          expected = which ?? expected;
          if (kill % 25 === 24) console.log(`${kill + 1} kills`);
        } finally {
          await account.close();
        }
      }
      expect(acknowledged).toBeGreaterThan(KILLS);
    },
    // Only against a hang: where other work keeps the machine busy, a round takes many seconds.
    KILLS * 120_000 + 60_000,
  );
});
