import { FeatureStore } from '../../../src/featurestore/store.js';
import type { FeatureViewDraft } from '../../../src/featurestore/model.js';
import { SessionError } from '../../../src/session/session.js';
import { RecordingSession } from './recordingSession.js';

/** The rows that an account with the store DB.FS, an entity FOO (ID) and the given objects answers with. */
export interface Account {
  readonly entities?: readonly { name: string; keys: string | null; comment?: string }[];
  readonly dynamicTables?: readonly Record<string, string | null>[];
  readonly views?: readonly Record<string, string | null>[];
  readonly tasks?: readonly Record<string, string | null>[];
  /** Object → value of the object tag. */
  readonly objectTags?: Readonly<Record<string, string>>;
  readonly metadataTags?: Readonly<Record<string, string>>;
  /** Task → value of the object tag. */
  readonly taskTags?: Readonly<Record<string, string>>;
  /** Rows of SHOW ONLINE FEATURE TABLES. */
  readonly onlineTables?: readonly Record<string, string | null>[];
  /** Rows of the side table, whose METADATA is JSON. Absent: there is no such table. */
  readonly side?: readonly (readonly [
    objectType: string,
    name: string,
    version: string,
    metadataType: string,
    metadata: string,
  ])[];
  readonly columns?: readonly (readonly [table: string, column: string, type: string, comment?: string])[];
}

/** The same at all times, or as it hangs on what has been sent. */
export type AccountNow = Account | ((sent: readonly string[]) => Account);

export const managedTag = '{"type": "MANAGED_FEATURE_VIEW", "pkg_version": "1.48.0"}';
export const externalTag = '{"type": "EXTERNAL_FEATURE_VIEW", "pkg_version": "1.48.0"}';

type Tags = Readonly<Record<string, string>>;

const references = (domain: string, tags: Tags = {}) =>
  Object.entries(tags).map(([entityName, tagValue]) => ({ entityName, domain, tagValue }));

const detail = (tags: Tags | undefined, taskTags?: Tags) => [
  {
    DETAIL: JSON.stringify({
      referencedEntities: {
        tagReferenceList: [...references('TABLE', tags), ...references('TASK', taskTags)],
      },
    }),
  },
];

export function recordedAccount(account: AccountNow): RecordingSession {
  const session = new RecordingSession();
  const now = () => (typeof account === 'function' ? account(session.statements) : account);
  const tags = () => [
    { name: 'SNOWML_FEATURE_STORE_OBJECT', database_name: 'DB', schema_name: 'FS' },
    { name: 'SNOWML_FEATURE_VIEW_METADATA', database_name: 'DB', schema_name: 'FS' },
    ...(now().entities ?? [{ name: 'FOO', keys: 'ID' }]).map(({ name, keys, comment }) => ({
      name: `SNOWML_FEATURE_STORE_ENTITY_${name}`,
      allowed_values: keys === null ? null : JSON.stringify([keys]),
      comment: comment ?? '',
      owner: 'SYSADMIN',
    })),
  ];
  return session
    .answer(/^SHOW WAREHOUSES/, [{ name: 'WH' }, { name: 'WH2' }, { name: 'TEXAS' }])
    .answer(/^SHOW DATABASES/, [{ name: 'DB' }])
    .answer(/^SHOW SCHEMAS/, [{ name: 'FS' }])
    .answer(/^SHOW TAGS/, tags)
    .answer(/^SHOW DYNAMIC TABLES/, () => now().dynamicTables ?? [])
    .answer(/^SHOW VIEWS/, () => now().views ?? [])
    .answer(/^SHOW ONLINE FEATURE TABLES/, () => now().onlineTables ?? [])
    .answer(
      /FROM DB\.FS\._FEATURE_STORE_METADATA/,
      () =>
        now().side?.map(([objectType, name, version, metadataType, metadata]) => ({
          OBJECT_TYPE: objectType,
          OBJECT_NAME: name,
          VERSION: version,
          METADATA_TYPE: metadataType,
          METADATA: metadata,
        })) ?? new SessionError("Object '_FEATURE_STORE_METADATA' does not exist.", '002003'),
    )
    .answer(/^SHOW TASKS/, () => now().tasks ?? [])
    .answer(/ENTITY_DETAIL\('TAG', 'DB\.FS\.SNOWML_FEATURE_STORE_OBJECT'/, () =>
      detail(now().objectTags, now().taskTags),
    )
    .answer(/ENTITY_DETAIL\('TAG', 'DB\.FS\.SNOWML_FEATURE_VIEW_METADATA'/, () => detail(now().metadataTags))
    .answer(/INFORMATION_SCHEMA\.COLUMNS/, () =>
      (now().columns ?? []).map(([table, column, type, comment]) => ({
        TABLE_NAME: table,
        COLUMN_NAME: column,
        DATA_TYPE: type,
        NUMERIC_PRECISION: type === 'NUMBER' ? 38 : null,
        NUMERIC_SCALE: type === 'NUMBER' ? 0 : null,
        CHARACTER_MAXIMUM_LENGTH: type === 'TEXT' ? 16777216 : null,
        DATETIME_PRECISION: null,
        COMMENT: comment ?? null,
      })),
    );
}

/** A store on such an account; what opening it sent is forgotten. */
export async function openRecorded(account: AccountNow = {}) {
  const session = recordedAccount(account);
  const warnings: string[] = [];
  const store = await FeatureStore.open(session, {
    database: 'DB',
    schema: 'FS',
    warehouse: 'WH',
    onWarning: (text) => warnings.push(text),
  });
  session.taken();
  return { session, store, warnings };
}

export function draft(change: Partial<FeatureViewDraft> = {}): FeatureViewDraft {
  return {
    name: 'my_fv',
    entities: [{ name: 'FOO', joinKeys: ['ID'], desc: '' }],
    query: 'SELECT ID, TS, AMT FROM DB.S.SRC',
    columns: [
      { name: 'ID', type: 'NUMBER(38,0)' },
      { name: 'TS', type: 'TIMESTAMP_NTZ(9)' },
      { name: 'AMT', type: 'FLOAT' },
    ],
    timestampCol: 'TS',
    refreshFreq: null,
    desc: '',
    featureDescs: {},
    ...change,
  };
}

/** The statements that change something. */
export const changes = (statements: readonly string[]): string[] =>
  statements.filter((sql) => !/^(SHOW|SELECT|DESCRIBE)/.test(sql));
