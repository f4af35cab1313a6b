import type { Cell } from '../../session/session.js';
import { identifier } from '../../sql/identifiers.js';
import type { StoreStatements } from '../statements.js';
import type { FeatureChoice } from '../slices.js';
import { candidatesQuery, shownBefore, tilesQuery, totalsQuery } from './explainQueries.js';
import type { SpineRow } from './explainQueries.js';
import { knownRows } from './knownRows.js';
import type { JoinKind, KnownRows } from './knownRows.js';
import { spineRow } from './spineRow.js';
import type { FeatureUse } from './trainingQuery.js';
import { planTrainingSet } from './trainingSet.js';

/** Why a row of the spine has the features that it has. */
export interface ExplainedRow {
  /** The training set's row: the spine's columns and the features. */
  readonly values: Readonly<Record<string, Cell>>;
  readonly views: readonly ExplainedView[];
}

export type Outcome = 'found' | 'without-time' | 'without-key' | 'no-such-key' | 'too-early';

export interface ExplainedView {
  readonly name: string;
  readonly version: string;
  readonly join: JoinKind;
  readonly outcome: Outcome;
  /** One or two sentences. */
  readonly why: string;
  /** Rows of the key around the moment, the latest first; of tiles those that were complete and the next ones. */
  readonly candidates: readonly Candidate[];
  /** How many tiles each feature was put together from; empty where there are no tiles. */
  readonly tiles: readonly { readonly feature: string; readonly window: string; readonly merged: number }[];
}

export interface Candidate {
  /** Since when it was known: the row's timestamp, or the tile's end; null where no time is compared. */
  readonly knownAt: Cell;
  readonly later: boolean;
  /** Whether the join takes it; of several with the latest time each could be taken. */
  readonly taken: boolean;
  readonly values: Readonly<Record<string, Cell>>;
}

export interface ExplainOptions {
  /** The row: the join keys under the entities' names, and the time. */
  readonly row: Readonly<Record<string, null | boolean | number | string>>;
  readonly features: readonly FeatureChoice[];
  readonly spineTimestampCol?: string | null;
  readonly autoPrefix?: boolean;
}

/**
 * Explains one row of a training set: for each feature view the rows of its key around the row's time, which of them the
 * join takes, and why.
 * @throws FeatureStoreError `training-set-invalid`, as a training set of that row
 */
export async function explainRow(store: StoreStatements, options: ExplainOptions): Promise<ExplainedRow> {
  const { row, features, spineTimestampCol = null, autoPrefix = false } = options;
  const spine = spineRow(row, features, spineTimestampCol);
  const training = await planTrainingSet(store, {
    spine: spine.query,
    features,
    spineTimestampCol,
    autoPrefix,
  });
  const { columns, rows } = await store.session.execute(training.sql);
  const views: ExplainedView[] = [];
  for (const use of training.uses) views.push(await explained(store, use, spine));
  return {
    values: Object.fromEntries(columns.map(({ name }, at) => [name, rows[0]?.[at] ?? null])),
    views,
  };
}

async function explained(store: StoreStatements, use: FeatureUse, spine: SpineRow): Promise<ExplainedView> {
  const known = knownRows(use, spine.timestamp);
  const [totals = {}] = await store.rows(totalsQuery(use, known, spine));
  const candidates = await candidatesOf(store, use, known, spine);
  const seen = totals['seen_at'] ?? null;
  const outcome = outcomeOf(totals, known);
  const ties = candidates.filter(({ taken }) => taken).length;
  return {
    name: use.view.name,
    version: use.view.version,
    join: known.join,
    outcome,
    why: why(outcome, known, {
      seen,
      first: totals['first_at'] ?? null,
      taken: candidates.find(({ taken }) => taken)?.knownAt ?? null,
      ties,
    }),
    candidates:
      outcome === 'found' ? candidates : candidates.map((candidate) => ({ ...candidate, taken: false })),
    tiles: known.join === 'tiles' ? await tilesOf(store, use, known, spine) : [],
  };
}

function outcomeOf(totals: Readonly<Record<string, Cell>>, { knownAt }: KnownRows): Outcome {
  if (knownAt !== null && totals['moment'] === null) return 'without-time';
  if (totals['without_key'] === true) return 'without-key';
  if (Number(totals['n']) === 0) return 'no-such-key';
  return knownAt === null || Number(totals['seen_rows']) > 0 ? 'found' : 'too-early';
}

interface Facts {
  readonly seen: Cell;
  readonly first: Cell;
  readonly taken: Cell;
  readonly ties: number;
}

function why(outcome: Outcome, { join, keys }: KnownRows, { seen, first, taken, ties }: Facts): string {
  const thing = join === 'tiles' ? 'tile' : 'row';
  switch (outcome) {
    case 'without-time':
      return 'The row has no time: nothing is known at no time.';
    case 'without-key':
      return `A key is NULL (${keys.join(', ')}), and NULL equals nothing.`;
    case 'no-such-key':
      return join === 'key'
        ? 'There is no row of this key.'
        : `There is no ${thing} of this key that has a time.`;
    case 'too-early':
      return join === 'tiles'
        ? `The first tile of this key is complete at ${first}, later than ${seen}.`
        : `The first row of this key is of ${first}, later than ${seen}.`;
    case 'found':
      if (join === 'key')
        return ties > 1
          ? 'Joined by the key alone, which has several rows: the training set has one row for each of them.'
          : 'Joined by the key alone, whatever the time.';
      if (join === 'tiles')
        return `Put together from the tiles that were complete at ${seen}; the last of them at ${taken}.`;
      return ties > 1
        ? `${ties}${ties === shownBefore ? ' or more' : ''} rows of ${taken} are the latest not later than ${seen}: an arbitrary one of them is taken.`
        : `The row of ${taken} is the latest that is not later than ${seen}.`;
  }
}

async function candidatesOf(
  store: StoreStatements,
  use: FeatureUse,
  known: KnownRows,
  spine: SpineRow,
): Promise<readonly Candidate[]> {
  const { sql, columns } = candidatesQuery(use, known, spine);
  const { rows } = await store.session.execute(sql);
  // Later ones first, then from the latest back; the statement numbers both from the moment on.
  const place = (row: readonly Cell[]) => (row[0] === 'LATER' ? -Number(row[1]) : Number(row[1]));
  const ordered = [...rows].sort((a, b) => place(a) - place(b));
  const latest = ordered.find(([side]) => side !== 'LATER')?.[2] ?? null;
  return ordered.map(([side, , knownAt = null, ...cells]) => ({
    knownAt,
    later: side === 'LATER',
    taken: side !== 'LATER' && (known.join !== 'asOf' || knownAt === latest),
    values: Object.fromEntries(columns.map((name, at) => [name, cells[at] ?? null])),
  }));
}

async function tilesOf(store: StoreStatements, use: FeatureUse, known: KnownRows, spine: SpineRow) {
  const { tiles } = use.view;
  if (tiles === null) return [];
  const asked = tiles.aggregations.filter(({ outputColumn }) => use.features.includes(outputColumn));
  if (asked.length === 0) return [];
  const { rows } = await store.session.execute(tilesQuery(use, known, spine, tiles, asked));
  return asked.map(({ outputColumn, window, offset }, at) => ({
    feature: identifier(outputColumn) === outputColumn ? outputColumn : identifier(outputColumn),
    window: offset === '0' ? window : `${window} before ${offset}`,
    merged: Number(rows[0]?.[at] ?? 0),
  }));
}
