import type { FrameProblemCode, FrameSeverity } from '../../dataframe/problems.js';
import type { Severity } from '../model.js';

/**
 * Every rule there is: what a diagnostic's code can be. The severity is the one that `firn.json` may change, unless it
 * is `error`: what an error finds has no SQL, or would be refused by every store, so it can be neither changed nor
 * silenced. Each rule has a page, docs/rules/<id>.md.
 */
interface RuleFacts {
  readonly severity: Severity;
  /** What the rule finds, as the index of the pages says it. */
  readonly title: string;
  readonly group: RuleGroup;
}

export type RuleGroup =
  'firn.json' | 'catalog' | 'files' | 'frames' | 'operators' | 'definitions' | 'silencing';

type FrameRules = {
  readonly [C in FrameProblemCode]: RuleFacts & { readonly severity: FrameSeverity<C> };
};

const error = (group: RuleGroup, title: string) => ({ severity: 'error', title, group }) as const;
const warning = (group: RuleGroup, title: string) => ({ severity: 'warning', title, group }) as const;
const information = (group: RuleGroup, title: string) => ({ severity: 'information', title, group }) as const;
const hint = (group: RuleGroup, title: string) => ({ severity: 'hint', title, group }) as const;

export const RULES = {
  'config-syntax': error('firn.json', 'the file is not JSON (comments and trailing commas are allowed)'),
  'config-unknown-key': error('firn.json', 'a setting that there is none of'),
  'config-missing-key': error('firn.json', 'a target lacks a setting, or several targets and no default'),
  'config-type': error('firn.json', 'a value of another type than the setting has'),
  'config-value': error('firn.json', 'a value that cannot be used'),
  'unknown-target': error('firn.json', '`defaultTarget` names no target'),

  'catalog-missing': error('catalog', 'there is no `firn/catalog.json`'),
  'catalog-invalid': error('catalog', '`firn/catalog.json` cannot be read'),
  'unknown-table': error('catalog', 'a table that the snapshot does not have'),

  'syntax-error': error('files', 'the file cannot be parsed'),
  'import-refused': error('files', 'an import of something that is no file of the project'),
  'missing-import': error('files', 'a relative import that leads to no file'),
  'missing-export': error('files', 'a name that the imported file does not export'),
  'import-cycle': error('files', 'files that import each other'),
  'import-failed': error('files', 'an import that could not be evaluated'),
  'top-level-await': error('files', 'a file that waits'),
  'code-from-text': error('files', 'code made of text'),
  'definition-throws': error('files', 'an exception that nothing caught'),
  'evaluation-timeout': error('files', 'a file that does not come to an end within a second'),
  'evaluation-memory': error('files', 'a file that needs more than 256 MB'),
  'evaluation-crashed': error('files', 'the evaluation process ended for another reason'),
  printed: information('files', 'what `console.log` printed'),

  'unknown-column': error('frames', 'a column that the frame does not have'),
  'column-collision': error('frames', 'both sides of a join have a column of one name'),
  'type-mismatch': error('frames', 'types that SQL cannot compare or compute with each other'),
  'ntz-ltz-comparison': error('frames', 'timestamps of different kinds compared with each other'),
  'aggregate-outside-agg': error('frames', 'an aggregate where there are no groups'),
  'not-aggregated': error('frames', 'a column in `agg` that is neither a key nor aggregated'),
  'window-misuse': error('frames', 'a window function where SQL has none'),
  'foreign-column': error('frames', "a column of another frame's row"),
  'not-a-column': error('frames', 'a callback that gives something else than columns'),
  'invalid-argument': error('frames', 'an argument that the method cannot use'),
  'preview-only': error('frames', 'a sample in a feature view with `refresh`'),
  'sql-syntax': error('frames', 'a query of your own that is no Snowflake SQL'),
  'ambiguous-column': error('frames', 'a column name in a query of your own that several tables have'),
  'sql-unread': warning('frames', 'a construct in a query of your own that is not read, so not checked'),
  'written-place': warning('frames', 'a table in SQL of your own with its database or schema'),
  'sql-type-unknown': information('frames', 'a function or table whose types are not known'),
  'declared-type': warning('frames', 'a declared column whose type is not that of the query'),
  'column-replaced': warning('frames', "`withColumns` would change a column's type"),
  'left-join-undone': warning('frames', 'a later condition drops the rows that a left join kept'),
  'ambiguous-order': warning(
    'frames',
    'an order that does not tell all rows apart, where one of them is taken',
  ),
  'join-multiplies-rows': warning(
    'frames',
    'a join that repeats rows which an aggregate then adds up or counts',
  ),
  'division-by-zero': warning('frames', 'a division whose divisor may be zero'),
  'arbitrary-value': warning('frames', 'an aggregate that takes an arbitrary value'),
  'float-sum': warning('frames', 'a sum of FLOAT that is compared or grouped by'),
  'session-time-zone': information('frames', "a value that depends on the session's time zone"),
  'sort-without-effect': hint('frames', 'a sort that a later step undoes'),

  'column-as-condition': error('operators', 'a column that would decide what runs'),
  'null-comparison': error('operators', 'a column compared with `null` or `undefined`'),
  'loose-equality': error('operators', '`==` or `!=` of a column'),
  'chained-comparison': error('operators', '`a < b < c`'),
  'date-arithmetic': error('operators', 'dates or timestamps added or subtracted'),
  'mixed-addition': error('operators', '`+` of a number and a text'),
  'operator-misuse': error('operators', 'an operator that columns do not have'),
  'typeof-column': warning('operators', '`typeof` of a column'),

  'not-a-frame': error('definitions', '`from` is no frame'),
  'not-compiled': error('definitions', 'the frame has no SQL'),
  'name-invalid': error('definitions', 'a name that SQL or the store cannot have'),
  'version-invalid': error(
    'definitions',
    'a version with other characters than letters, digits, `_`, `-`, `.`',
  ),
  'join-key-invalid': error('definitions', 'no join key, or one that an entity cannot have'),
  'join-key-missing': error('definitions', "an entity's join key is no column of `from`"),
  'timestamp-missing': error('definitions', 'the timestamp is no column of `from`'),
  'timestamp-invalid': error('definitions', 'the timestamp is neither date, time, timestamp nor number'),
  'cluster-column-missing': error('definitions', 'a column of `clusterBy` is no column of `from`'),
  'unknown-feature': error('definitions', 'a description of no feature'),
  'refresh-invalid': error('definitions', 'no refresh frequency that Snowflake knows'),
  'refresh-mode-invalid': error('definitions', '`refreshMode` is none of the words there are'),
  'initialize-invalid': error('definitions', '`initialize` is none of the words there are'),
  'online-invalid': error('definitions', 'a feature view that cannot be online, or not with this target lag'),
  'storage-invalid': error('definitions', 'a feature view that cannot be stored as an Iceberg table'),
  'append-only-invalid': error('definitions', 'a feature view that cannot keep snapshots'),
  'tag-too-long': error(
    'definitions',
    "a tag of the registered object would be above Snowflake's 256 characters",
  ),
  'duplicate-definition': error('definitions', 'two definitions of one name (and version)'),
  'entity-not-exported': error('definitions', "a feature view's entity that no file exports"),
  'refused-in-dynamic-table': error('definitions', 'what no dynamic table may hold'),
  'incremental-impossible': error('definitions', "`refreshMode: 'INCREMENTAL'` of what refreshes in full"),
  'full-refresh': information('definitions', 'what makes a feature view refresh in full'),
  'several-rows-per-key': warning(
    'definitions',
    'a feature view with several rows for one key (and timestamp)',
  ),
  'join-key-type': warning('definitions', 'a join key that has another type in another feature view'),
  'granularity-invalid': error('definitions', 'windows without a width of tiles, or the reverse'),
  'tiles-need-timestamp': error('definitions', 'features over windows without a timestamp'),
  'tiles-need-refresh': error('definitions', 'features over windows without a refresh frequency'),
  'window-invalid': error('definitions', 'a window that is no number of whole tiles'),
  'offset-invalid': error('definitions', 'an offset that is no number of whole tiles, or of a lifetime'),
  'lifetime-unsupported': error('definitions', 'a lifetime that cannot be computed'),
  'aggregation-column': error('definitions', 'a feature of something that tiles cannot hold'),
  'aggregation-type': error('definitions', 'a feature of values that its function does not take'),
  'aggregation-parameter': error(
    'definitions',
    "a feature's `n`, `percentile` or `precision` out of its range",
  ),
  'duplicate-feature': error('definitions', 'two features of one name'),
  'feature-name-reserved': error('definitions', 'a feature named as a key or a column of tiles'),
  'secondary-key-invalid': error('definitions', 'a secondary key that features cannot be split by'),
  'granularity-uneven': warning('definitions', 'tiles of several minutes, hours or days'),
  'version-case': warning('definitions', 'versions that differ by case alone'),
  'version-order': warning(
    'definitions',
    'a version that comes before an older one where versions are texts',
  ),
  'feature-type': warning('definitions', 'a feature that has another type in another feature view'),
  'repeated-query': information('definitions', 'the rows of another feature view once more'),
  'wide-feature-view': warning('definitions', 'a feature view with more than 100 features'),
  'many-tiles': warning('definitions', 'a window of more than 2000 tiles'),
  'long-list': warning('definitions', 'a list of more than 50 values for every key'),
  'online-lag': information(
    'definitions',
    'an online copy that is looked after more often than its rows change',
  ),
  'select-star': warning('definitions', 'a feature view with `refresh` that takes all columns of a source'),
  'unpartitioned-window': warning('definitions', 'a feature view with `refresh` and a window over all rows'),
  'anchored-window': information(
    'definitions',
    'a feature view with `refresh` and a window of time before each row',
  ),
  'target-warehouse': hint('definitions', "a target's warehouse in a definition"),
  'timestamp-kind': information('definitions', 'timestamps with and without a time zone in one project'),
  'timestamp-name': hint('definitions', 'a timestamp that has another name than most in the project'),
  'name-style': hint('definitions', 'a name that is written otherwise than most in the project'),
  'missing-description': hint('definitions', 'no description where others of the project have one'),

  'silence-without-reason': warning('silencing', '`firn-ignore` that does not say why'),
  'silence-unknown-rule': warning('silencing', '`firn-ignore` of a rule that there is none of'),
  'silence-refused': warning('silencing', '`firn-ignore` of an error'),
  'unused-silence': hint('silencing', '`firn-ignore` that silences nothing'),
} as const satisfies Readonly<Record<string, RuleFacts>> & FrameRules;

export type RuleId = keyof typeof RULES;

/** The severity that a rule has as long as `firn.json` says nothing. */
export type DefaultSeverity<C extends RuleId> = (typeof RULES)[C]['severity'];

/** A rule that can be neither changed nor silenced. */
export type ErrorRule = { [C in RuleId]: DefaultSeverity<C> extends 'error' ? C : never }[RuleId];

export const RULE_IDS = Object.keys(RULES) as readonly RuleId[];

export function isRule(code: string): code is RuleId {
  return Object.hasOwn(RULES, code);
}

/** Whether `firn.json` may change the rule's severity, and a comment silence it. */
export function isAdvice(code: RuleId): code is Exclude<RuleId, ErrorRule> {
  return RULES[code].severity !== 'error';
}

/** The rule's page, from the root of the package. */
export function rulePage(code: RuleId): string {
  return `docs/rules/${code}.md`;
}
