import type { TrainingReport, ValueAge, ViewReport } from '../../featurestore/training/trainingReport.js';
import type { Output } from '../output.js';
import { Table } from '../table.js';

/** Prints the report of a training set: what is true of all its rows, then a table of feature views and one of features. */
export async function printReport(output: Output, report: TrainingReport): Promise<void> {
  await output.line(headline(report));
  await output.line();
  await printViews(output, report.views);
  await output.line();
  await printFeatures(output, report.views);
  for (const warning of warnings(report)) output.warn(warning);
}

function headline({ spineRows, rows, duplicateRows, rowsWithoutTime }: TrainingReport): string {
  const parts = [
    rows === spineRows ? `${rows} rows` : `${rows} rows from ${spineRows} of the spine`,
    ...(duplicateRows > 0 ? [`${duplicateRows} repeat the keys and the time of another`] : []),
    ...(rowsWithoutTime > 0 ? [`${rowsWithoutTime} have no time`] : []),
  ];
  return `${parts.join('; ')}.`;
}

const joins = { asOf: 'as of', tiles: 'tiles', key: 'key alone' } as const;

async function printViews(output: Output, views: readonly ViewReport[]): Promise<void> {
  const counts = ['matched', 'no time', 'no key', 'no such key', 'too early', 'later known', 'tied'];
  const table = new Table(output, [
    { title: 'feature view' },
    { title: 'join' },
    ...counts.map((title) => ({ title, type: 'NUMBER' })),
    ...['age (median)', 'age (90 %)', 'age (most)'].map((title) => ({ title })),
  ]);
  await table.rows(
    views.map(({ name, version, join, matched, unmatched, laterKnown, tied, age }) => [
      `${name}@${version}`,
      joins[join],
      matched,
      unmatched.withoutTime,
      unmatched.withoutKey,
      unmatched.noSuchKey,
      unmatched.tooEarly,
      laterKnown,
      tied,
      ageText(age, 'median'),
      ageText(age, 'p90'),
      ageText(age, 'max'),
    ]),
  );
}

async function printFeatures(output: Output, views: readonly ViewReport[]): Promise<void> {
  const table = new Table(output, [
    { title: 'column' },
    { title: 'NULL', type: 'NUMBER' },
    { title: 'share' },
  ]);
  await table.rows(
    views.flatMap(({ features }) =>
      features.map(({ column, nulls, nullShare }) => [column, nulls, `${(nullShare * 100).toFixed(1)} %`]),
    ),
  );
}

const spans = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
] as const;

/** `2.5 d`, `40 min`, `12 s`. */
function ageText(age: ValueAge | null, figure: 'median' | 'p90' | 'max'): string | null {
  if (age === null) return null;
  const value = age[figure];
  if (age.unit === 'number') return String(value);
  const [seconds, unit] = spans.find(([least]) => value >= least) ?? [1, 's'];
  return `${Number((value / seconds).toFixed(1))} ${unit}`;
}

function* warnings({ spineRows, views }: TrainingReport): Iterable<string> {
  for (const { name, version, matched, laterKnown, fromFuture, tied, repeated } of views) {
    const title = `${name}@${version}`;
    if ((fromFuture ?? 0) > 0)
      yield `${title}: ${fromFuture} rows have features of a later time than their own. The account's ASOF JOIN is not what it says.`;
    if ((laterKnown ?? 0) > 0)
      yield `${title}: a join by the key alone could have given ${laterKnown} of ${spineRows} rows values of their future. This training set does not.`;
    if ((tied ?? 0) > 0)
      yield `${title}: for ${tied} rows several rows have the latest time, and an arbitrary one was taken.`;
    if (repeated > 0)
      yield `${title}: ${repeated} rows come several times, because their key has several rows.`;
    if (matched === 0 && spineRows > 0) yield `${title}: no row of the spine found anything.`;
  }
}
