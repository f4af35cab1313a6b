/** A source column that an output column's lineage does not name changes nothing in it: over random programs. */
import { describe, expect, it } from 'vitest';
import { lineageOf } from '../../../src/sql/lineage.js';
import { sourceColumns } from '../../../src/sql/lineage/sources.js';
import type { Relation, RelationColumn } from './evaluator/relation.js';
import { cellOf } from './evaluator/cells.js';
import { Failure, Loose } from './evaluator/value.js';
import type { Value } from './evaluator/value.js';
import { Choice } from './programs/choice.js';
import { ProgramMaker } from './programs/program.js';
import type { Program } from './programs/program.js';
import { firstSeed } from './programs/seed.js';
import { Setting } from './programs/setting.js';
import { perturbed } from './programs/tables.js';
import type { RandomTable } from './programs/tables.js';

const SEED = firstSeed();
const PROGRAMS = Number(process.env.FIRN_PROGRAMS ?? 400);

const counts = { unnamed: 0, named: 0, moved: 0 };

/** One output column before and after a source column was given other values. */
interface Change {
  readonly output: string;
  readonly table: string;
  readonly column: string;
  readonly named: boolean;
  readonly changed: boolean;
}

function changesOf(seed: number, program: Program, tables: readonly RandomTable[]): readonly Change[] {
  const whole = new Map(tables.map((t) => [t.name, t.relation]));
  const before = program.over(whole);
  if (!before) return [];
  const named = namedSources(program);
  const read = new Set([...named.values()].flatMap((sources) => [...sources]).map((s) => s.split('\n')[0]));
  const choice = new Choice(seed);
  return tables
    .filter((table) => read.has(table.name))
    .flatMap((table) => table.columns.map(({ name }) => ({ table, column: name })))
    .flatMap(({ table, column }) => {
      const after = program.over(new Map([...whole, [table.name, perturbed(choice, table, column)]]));
      if (!after) return [];
      return before.columns.map((output, i) => ({
        output: output.name,
        table: table.name,
        column,
        named: named.get(output.name)?.has(`${table.name}\n${column}`) ?? false,
        changed: !sameColumn(output, valuesOf(before, i), valuesOf(after, i)),
      }));
    });
}

/** Output column → `table\ncolumn` of the sources that its lineage names. */
function namedSources({ frame }: Program): ReadonlyMap<string, ReadonlySet<string>> {
  const lineage = lineageOf(frame, { resolveTable: (name) => name });
  return new Map(
    lineage.columns.map(({ name }) => [
      name,
      new Set((sourceColumns(lineage, name) ?? []).map((s) => `${s.table}\n${s.column}`)),
    ]),
  );
}

const valuesOf = ({ rows }: Relation, place: number): readonly Value[] => rows.map((r) => r[place] ?? null);

/** As multisets. A sum of FLOATs may differ in its last digits, for the rows may come in another order. */
function sameColumn({ type }: RelationColumn, before: readonly Value[], after: readonly Value[]): boolean {
  const written = (v: Value) =>
    v instanceof Failure ? 'an error' : v instanceof Loose ? v.described : (cellOf(v, type) ?? 'NULL');
  const [a, b] = [before, after].map((values) => values.map(written).sort()) as [string[], string[]];
  if (a.length !== b.length) return false;
  if (a.every((text, i) => text === b[i])) return true;
  return type.kind === 'FLOAT' && closeNumbers(a, b);
}

function closeNumbers(a: readonly string[], b: readonly string[]): boolean {
  const sorted = (texts: readonly string[]) => texts.map(Number).sort((x, y) => x - y);
  const others = sorted(b);
  return sorted(a).every((x, i) => {
    const y = others[i] ?? Number.NaN;
    return Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(x)) || (Number.isNaN(x) && Number.isNaN(y));
  });
}

describe('lineage', () => {
  it(`names every source column that changes an output column (seeds ${SEED} to ${SEED + PROGRAMS - 1})`, () => {
    const setting = new Setting();
    for (let seed = SEED; seed < SEED + PROGRAMS; seed++) {
      const { tables } = setting.of(seed);
      const program = new ProgramMaker(seed, new Map(tables.map((t) => [t.name, t.relation]))).make();
      for (const { output, table, column, named, changed } of changesOf(seed, program, tables)) {
        if (named) counts.named++;
        else counts.unnamed++;
        if (named && changed) counts.moved++;
        if (!named && changed)
          expect.fail(
            `Seed ${seed}: ${output} changes with ${table}.${column}, which its lineage does not name. Again: FIRN_SEED=${seed} FIRN_PROGRAMS=1\n${program.text}`,
          );
      }
    }
    if (PROGRAMS < 400) return;
    // Neither side of the promise is empty, and other values do tell.
    expect(counts.unnamed).toBeGreaterThan(PROGRAMS);
    expect(counts.named).toBeGreaterThan(PROGRAMS);
    expect(counts.moved).toBeGreaterThan(counts.named / 10);
  }, 600_000);
});
