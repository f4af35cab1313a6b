/** Random programs over random tables: SQL on the local account beside an evaluator that knows no SQL. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../../src/sql/compile.js';
import { identifier } from '../../../src/sql/identifiers.js';
import { TestAccount } from '../query/support.js';
import type { Outcome } from '../query/support.js';
import { Coverage, ELSEWHERE, vocabulary } from './programs/coverage.js';
import { ProgramMaker } from './programs/program.js';
import type { Program } from './programs/program.js';
import { sameRows, sameSequence, shown, table } from './programs/rows.js';
import { firstSeed } from './programs/seed.js';
import { Setting } from './programs/setting.js';
import type { RandomTable } from './programs/tables.js';

const SEED = firstSeed();
const PROGRAMS = Number(process.env.FIRN_PROGRAMS ?? 2000);
/** How often 2,000 programs have every word; those of other seeds are not counted before. */
const LEAST = SEED === 1 ? 25 : 1;
const DIFFERENCES = Number(process.env.FIRN_DIFFERENCES ?? 1);

let account: TestAccount;

beforeAll(async () => {
  account = await TestAccount.open();
  await account.connection.run('SET threads = 1');
});

afterAll(() => account.close());

async function store(tables: readonly RandomTable[]): Promise<void> {
  for (const { name, columns, insert } of tables) {
    await account.table(
      name,
      columns.map((c) => `"${c.name.replaceAll('"', '""')}" ${c.type}`),
    );
    if (insert !== null) await account.run(insert);
  }
}

const answer = async (sql: string): Promise<Outcome> => account.answer(await account.translate(sql));

/** What differs, if anything does. */
function difference({ expectation }: Program, outcome: Outcome | Error): string | undefined {
  if (expectation.kind === 'error')
    // Where nothing is asked for, an engine may leave out what would be an error.
    return outcome instanceof Error || outcome.rows.length === 0
      ? undefined
      : `an error was expected (${expectation.reason}), but there are rows`;
  if (outcome instanceof Error) return expectation.mayFail ? undefined : `an error: ${outcome.message}`;
  const { relation } = expectation;
  const names = relation.columns.map((c) => c.name);
  if (names.join('\n') !== outcome.names.join('\n'))
    return `columns ${outcome.names.join(', ')} instead of ${names.join(', ')}`;
  const same = expectation.ordered ? sameSequence : sameRows;
  return same(relation, outcome.rows) ? undefined : 'other rows';
}

function report(seed: number, program: Program, sql: string, outcome: Outcome | Error, what: string): string {
  const { expectation } = program;
  const expected = expectation.kind === 'rows' ? shown(expectation.relation) : expectation.reason;
  const found =
    outcome instanceof Error
      ? outcome.message
      : `${outcome.types.join(' | ')}\n${table(outcome.names, outcome.rows)}`;
  return [
    `Seed ${seed}: ${what}. Again: FIRN_SEED=${seed} FIRN_PROGRAMS=1`,
    `--- program\n${program.text}`,
    `--- SQL\n${sql}`,
    `--- evaluated\n${expected}`,
    `--- the account\n${found}`,
  ].join('\n');
}

const refused = (refusals: ReadonlyMap<string, number>): number =>
  [...refusals.values()].reduce((sum, n) => sum + n, 0);

describe('random programs', () => {
  it(`give the same rows in SQL and in an evaluator (seeds ${SEED} to ${SEED + PROGRAMS - 1})`, async () => {
    const coverage = new Coverage();
    const differences: string[] = [];
    const refusals = new Map<string, number>();
    const counts = { rows: 0, empty: 0, errors: 0, unjudged: 0 };
    const setting = new Setting();
    for (let seed = SEED; seed < SEED + PROGRAMS && differences.length < DIFFERENCES; seed++) {
      const { tables, fresh } = setting.of(seed);
      if (fresh) await store(tables);
      const maker = new ProgramMaker(seed, new Map(tables.map((t) => [t.name, t.relation])));
      const program = maker.make();
      coverage.add(program.text);
      const { sql } = compile(program.frame, { resolveTable: identifier });
      const outcome = await answer(sql).catch((error: unknown) => error as Error);
      const what = difference(program, outcome);
      if (outcome instanceof Error && outcome.message.includes('Unsupported feature')) {
        refusals.set(outcome.message, (refusals.get(outcome.message) ?? 0) + 1);
        if (process.env.FIRN_REFUSALS) console.log(seed, outcome.message, sql);
      } else if (what !== undefined) differences.push(report(seed, program, sql, outcome, what));
      else if ((program.expectation.kind === 'error') !== outcome instanceof Error) counts.unjudged++;
      else if (outcome instanceof Error) counts.errors++;
      else if (outcome.rows.length === 0) counts.empty++;
      else counts.rows++;
    }
    console.log(JSON.stringify([...refusals]), JSON.stringify(counts));
    if (process.env.FIRN_COVERAGE) console.log(coverage.rarerThan(Infinity).join(', '));
    expect(differences.join('\n\n'), differences.join('\n\n')).toBe('');
    if (PROGRAMS < 2000) return;
    expect(coverage.rarerThan(LEAST)).toEqual([]);
    // Some without rows on purpose; a program without rows tells little.
    expect(counts.empty).toBeGreaterThan(PROGRAMS / 200);
    expect(counts.empty).toBeLessThan(PROGRAMS / 10);
    expect(counts.unjudged).toBeLessThan(PROGRAMS / 20);
    expect(refused(refusals)).toBeLessThan(PROGRAMS / 20);
  }, 1_200_000);

  it('leave out no word that does not exist', () => {
    const words = new Set(vocabulary());
    expect(Object.keys(ELSEWHERE).filter((name) => !words.has(name))).toEqual([]);
  });
});
