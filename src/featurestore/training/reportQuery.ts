import { identifier } from '../../sql/identifiers.js';
import type { Cte } from '../tiles/mergeQuery.js';
import { spineCtes } from './spineCtes.js';
import type { KnownRows } from './knownRows.js';
import type { FeatureUse, Spine } from './trainingQuery.js';

/** One figure of the report: an expression and what it is called in the one row that the statement gives. */
type Figures = Readonly<Record<string, string>>;

/** A feature view in the report. */
export interface ReportedView {
  readonly use: FeatureUse;
  readonly known: KnownRows;
}

/** How many rows had a feature in the training set, by the feature's place among all of them. */
export const valuesColumn = (feature: number): string => `VALUES_${feature}`;

/**
 * One statement, of one row, for the whole report: every feature view's rows are looked at once for their first and last
 * time of each key, and joined to the spine as the training set joins them.
 */
export function reportQuery(
  spine: Spine,
  trainingSql: string,
  features: readonly string[],
  views: readonly ReportedView[],
  numericTime: boolean,
): string {
  const ctes: Cte[] = [
    ...spineCtes(spine.query),
    oneRow('SPINE_FACTS', spineFigures(spine), 'SPINE'),
    {
      name: 'DIFFERENT_FACTS',
      body: `SELECT COUNT(*) AS DIFFERENT_ROWS\nFROM (SELECT DISTINCT ${identityOf(spine, views).join(', ')} FROM SPINE)`,
    },
    oneRow(
      'TRAINING_FACTS',
      {
        ROWS_MADE: 'COUNT(*)',
        ...Object.fromEntries(features.map((name, at) => [valuesColumn(at), `COUNT(${identifier(name)})`])),
      },
      `(\n${trainingSql}\n)`,
    ),
    ...views.flatMap((view, index) => viewCtes(view, index + 1, spine, numericTime)),
  ];
  const facts = [
    'SPINE_FACTS',
    'DIFFERENT_FACTS',
    'TRAINING_FACTS',
    ...views.map((_, at) => `FACTS_${at + 1}`),
  ];
  return [
    `WITH ${ctes.map(({ name, body }) => `${name} AS (\n${body}\n)`).join(',\n')}`,
    `SELECT *\nFROM ${facts.join('\nCROSS JOIN ')}`,
  ].join('\n');
}

function oneRow(name: string, figures: Figures, from: string): Cte {
  const list = Object.entries(figures).map(([as, expression]) => `${expression} AS ${as}`);
  return { name, body: `SELECT\n  ${list.join(',\n  ')}\nFROM ${from}` };
}

function spineFigures({ timestamp }: Spine): Figures {
  return {
    SPINE_ROWS: 'COUNT(*)',
    SPINE_WITHOUT_TIME: timestamp === null ? '0' : `COUNT_IF(${identifier(timestamp)} IS NULL)`,
  };
}

/** Rows of the spine that agree in these get the same features. */
function identityOf({ timestamp }: Spine, views: readonly ReportedView[]): readonly string[] {
  const keys = views.flatMap(({ known }) => known.keys);
  return [...new Set(timestamp === null ? keys : [...keys, identifier(timestamp)])];
}

function viewCtes(
  { use, known }: ReportedView,
  n: number,
  spine: Spine,
  numericTime: boolean,
): readonly Cte[] {
  const keys = known.keys.map((_, at) => `K${at + 1}`);
  const keysFrom = known.keys.map((key, at) => `${key} AS ${keys[at]}`).join(', ');
  const moment = spine.timestamp === null ? null : identifier(spine.timestamp);
  const seen = moment === null ? '' : `, ${moment} AS MOMENT, ${known.seenAt(moment)} AS SEEN_AT`;
  const on = (left: string, right: string) =>
    keys.map((key) => `${left}.${key} = ${right}.${key}`).join(' AND ');
  const noKey = keys.map((key) => `M.${key} IS NULL`).join(' OR ');
  const ofSpine: Cte = { name: `SPINE_${n}`, body: `SELECT ${keysFrom}${seen}\nFROM SPINE` };
  if (known.knownAt === null)
    return [
      ofSpine,
      {
        name: `KNOWN_${n}`,
        body: `SELECT ${keysFrom}, COUNT(*) AS N\nFROM ${use.object}\nGROUP BY ${known.keys.join(', ')}`,
      },
      oneRow(
        `FACTS_${n}`,
        {
          [`NO_KEY_${n}`]: `COUNT_IF(${noKey})`,
          [`NO_SUCH_KEY_${n}`]: `COUNT_IF(NOT (${noKey}) AND K.N IS NULL)`,
          [`SEVERAL_${n}`]: 'COUNT_IF(K.N > 1)',
        },
        `SPINE_${n} M\nLEFT JOIN KNOWN_${n} K ON ${on('M', 'K')}`,
      ),
    ];
  const age = numericTime ? 'M.MOMENT - M.KNOWN_AT' : 'DATEDIFF(SECOND, M.KNOWN_AT, M.MOMENT)';
  const grouped = [...keys, 'KNOWN_AT'].join(', ');
  return [
    ofSpine,
    {
      name: `ROWS_${n}`,
      body: `SELECT ${keysFrom}, ${known.knownAt} AS KNOWN_AT\nFROM ${use.object}\nWHERE ${known.knownAt} IS NOT NULL`,
    },
    {
      name: `KNOWN_${n}`,
      body: `SELECT ${keys.join(', ')}, MIN(KNOWN_AT) AS FIRST_AT, MAX(KNOWN_AT) AS LAST_AT\nFROM ROWS_${n}\nGROUP BY ${keys.join(', ')}`,
    },
    {
      name: `TIED_${n}`,
      body: `SELECT ${grouped}, COUNT(*) AS N\nFROM ROWS_${n}\nGROUP BY ${grouped}\nHAVING COUNT(*) > 1`,
    },
    {
      name: `MATCHED_${n}`,
      body: `SELECT ${keys.map((key) => `S.${key}`).join(', ')}, S.MOMENT, S.SEEN_AT, R.KNOWN_AT\nFROM SPINE_${n} S\nASOF JOIN ROWS_${n} R\n  MATCH_CONDITION (S.SEEN_AT >= R.KNOWN_AT)\n  ON ${on('S', 'R')}`,
    },
    oneRow(
      `FACTS_${n}`,
      {
        [`NO_TIME_${n}`]: 'COUNT_IF(M.MOMENT IS NULL)',
        [`NO_KEY_${n}`]: `COUNT_IF(M.MOMENT IS NOT NULL AND (${noKey}))`,
        [`NO_SUCH_KEY_${n}`]: `COUNT_IF(M.MOMENT IS NOT NULL AND NOT (${noKey}) AND K.FIRST_AT IS NULL)`,
        [`TOO_EARLY_${n}`]: 'COUNT_IF(K.FIRST_AT > M.SEEN_AT)',
        [`LATER_${n}`]: 'COUNT_IF(K.LAST_AT > M.SEEN_AT)',
        [`FUTURE_${n}`]: 'COUNT_IF(M.KNOWN_AT > M.SEEN_AT)',
        [`TIED_ROWS_${n}`]: 'COUNT(T.N)',
        [`AGE_MIN_${n}`]: `MIN(${age})`,
        [`AGE_MEDIAN_${n}`]: `PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY ${age})`,
        [`AGE_P90_${n}`]: `PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY ${age})`,
        [`AGE_P99_${n}`]: `PERCENTILE_CONT(0.99) WITHIN GROUP (ORDER BY ${age})`,
        [`AGE_MAX_${n}`]: `MAX(${age})`,
      },
      `MATCHED_${n} M\nLEFT JOIN KNOWN_${n} K ON ${on('M', 'K')}\nLEFT JOIN TIED_${n} T ON ${on('M', 'T')} AND M.KNOWN_AT = T.KNOWN_AT`,
    ),
  ];
}
