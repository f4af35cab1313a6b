import type { Cell } from '../../session/session.js';
import type { StoreStatements } from '../statements.js';
import { knownRows } from './knownRows.js';
import type { JoinKind } from './knownRows.js';
import { reportQuery, valuesColumn } from './reportQuery.js';
import type { FeatureUse } from './trainingQuery.js';
import { planTrainingSet } from './trainingSet.js';
import type { TrainingSetOptions } from './trainingSet.js';

/** What a training set is made of: what it would be worth to know before a model is trained on it. */
export interface TrainingReport {
  /** Rows of the spine, and of the training set; they differ where a join by key alone repeats rows. */
  readonly spineRows: number;
  readonly rows: number;
  /** Rows of the spine that repeat the keys and the time of another one. */
  readonly duplicateRows: number;
  readonly rowsWithoutTime: number;
  readonly views: readonly ViewReport[];
}

export interface ViewReport {
  readonly name: string;
  readonly version: string;
  readonly join: JoinKind;
  /** Rows of the spine for which there was a row (of tiles: at least one complete tile). */
  readonly matched: number;
  /** Why the others have none, each for one reason. */
  readonly unmatched: {
    readonly withoutTime: number;
    readonly withoutKey: number;
    readonly noSuchKey: number;
    /** All rows of the key are later. */
    readonly tooEarly: number;
  };
  /** Rows of the spine whose key has later rows: a join by key alone could have given them the future. Null: no time was compared. */
  readonly laterKnown: number | null;
  /** Rows whose features are of a later time than they are: none, unless the account joins otherwise than it says. */
  readonly fromFuture: number | null;
  /** Rows for which several rows have the latest time: an arbitrary one of them was taken. */
  readonly tied: number | null;
  /** Rows that come several times, because their key has several rows. */
  readonly repeated: number;
  /** How long the values had been known, in seconds, or in the timestamps' own numbers; null where nothing matched. */
  readonly age: ValueAge | null;
  readonly features: readonly FeatureReport[];
}

export interface ValueAge {
  readonly unit: 'second' | 'number';
  readonly min: number;
  readonly median: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

export interface FeatureReport {
  readonly name: string;
  /** What the training set calls it. */
  readonly column: string;
  /** Rows of the training set in which it is NULL, and their share of all. */
  readonly nulls: number;
  readonly nullShare: number;
}

/**
 * Looks at a training set without keeping it: what joins found and why not, how old values are, and where a join without
 * time would have used the future. The account computes it in one statement, whatever the number of feature views.
 * @throws FeatureStoreError `training-set-invalid`, as the training set itself
 */
export async function trainingReport(
  store: StoreStatements,
  options: TrainingSetOptions,
): Promise<TrainingReport> {
  const training = await planTrainingSet(store, options);
  const query = options.spine.trim().replace(/;\s*$/, '');
  const described = await store.session.describe(query);
  const timestamp = training.spineTimestampCol;
  const spine = { query, columns: described.map(({ name }) => name), timestamp };
  const views = training.uses.map((use) => ({ use, known: knownRows(use, timestamp) }));
  const kept = new Set(training.columns.map(({ name }) => name));
  const features = training.uses.map((use) => featuresOf(use, kept));
  const type = described.find(({ name }) => name === timestamp)?.type;
  const numeric = type === 'NUMBER' || type === 'FLOAT';
  const columns = features.flat().map(({ column }) => column);
  const [row = {}] = await store.rows(reportQuery(spine, training.sql, columns, views, numeric));
  const rows = numberOf(row['rows_made']);
  let at = 0;
  return {
    spineRows: numberOf(row['spine_rows']),
    rows,
    duplicateRows: numberOf(row['spine_rows']) - numberOf(row['different_rows']),
    rowsWithoutTime: numberOf(row['spine_without_time']),
    views: views.map(({ use, known }, index) => ({
      name: use.view.name,
      version: use.view.version,
      join: known.join,
      ...matches(
        (figure) => row[`${figure}_${index + 1}`.toLowerCase()],
        numberOf(row['spine_rows']),
        numeric,
      ),
      features: (features[index] ?? []).map(({ name, column }) => {
        const nulls = rows - numberOf(row[valuesColumn(at++).toLowerCase()]);
        return { name, column, nulls, nullShare: rows === 0 ? 0 : nulls / rows };
      }),
    })),
  };
}

/** Features that are not excluded. */
function featuresOf(
  { features, prefix }: FeatureUse,
  kept: ReadonlySet<string>,
): readonly { readonly name: string; readonly column: string }[] {
  return features
    .map((name) => ({ name, column: `${prefix}${name}` }))
    .filter(({ column }) => kept.has(column));
}

function matches(
  figure: (name: string) => Cell | undefined,
  spineRows: number,
  numeric: boolean,
): Omit<ViewReport, 'name' | 'version' | 'join' | 'features'> {
  const unmatched = {
    withoutTime: numberOf(figure('NO_TIME')),
    withoutKey: numberOf(figure('NO_KEY')),
    noSuchKey: numberOf(figure('NO_SUCH_KEY')),
    tooEarly: numberOf(figure('TOO_EARLY')),
  };
  const orNull = (name: string) => (figure(name) === undefined ? null : numberOf(figure(name)));
  return {
    matched: spineRows - Object.values(unmatched).reduce((sum, count) => sum + count, 0),
    unmatched,
    laterKnown: orNull('LATER'),
    fromFuture: orNull('FUTURE'),
    tied: orNull('TIED_ROWS'),
    repeated: numberOf(figure('SEVERAL')),
    age: ageOf(figure, numeric),
  };
}

function ageOf(figure: (name: string) => Cell | undefined, numeric: boolean): ValueAge | null {
  if (figure('AGE_MIN') == null) return null;
  const [min, median, p90, p99, max] = ['MIN', 'MEDIAN', 'P90', 'P99', 'MAX'].map((name) =>
    numberOf(figure(`AGE_${name}`)),
  ) as [number, number, number, number, number];
  return { unit: numeric ? 'number' : 'second', min, median, p90, p99, max };
}

const numberOf = (cell: Cell | undefined): number => Number(cell ?? 0);
