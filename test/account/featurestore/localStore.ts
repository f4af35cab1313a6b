import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FeatureStore } from '../../../src/featurestore/store.js';
import type { FeatureViewDraft } from '../../../src/featurestore/model.js';
import { openSession } from '../../../src/session/open.js';
import type { Session } from '../../../src/session/session.js';
import { stopLocalAccount } from '../stop.js';

/** A store on a local account of its own, with a source table of three rows. */
export class LocalStore {
  readonly warnings: string[] = [];

  private constructor(
    private readonly home: string,
    readonly session: Session,
  ) {}

  static async start(): Promise<LocalStore> {
    const home = await mkdtemp(path.join(tmpdir(), 'firn-store-'));
    const session = await openSession({ connection: 'local', home });
    const local = new LocalStore(home, session);
    await local.run(
      'CREATE WAREHOUSE IF NOT EXISTS WH',
      'CREATE WAREHOUSE IF NOT EXISTS TEXAS',
      'CREATE DATABASE DB',
      'CREATE SCHEMA DB.SRC',
      'CREATE TABLE DB.SRC.T (ID INTEGER, TS TIMESTAMP_NTZ, AMT FLOAT)',
      "INSERT INTO DB.SRC.T VALUES (1, '2026-01-01', 10.5), (2, '2026-01-02', 20.5), (3, NULL, NULL)",
    );
    return local;
  }

  async run(...statements: readonly string[]): Promise<void> {
    for (const sql of statements) await this.session.execute(sql);
  }

  async open(
    creationMode: 'FAIL_IF_NOT_EXIST' | 'CREATE_IF_NOT_EXIST' = 'CREATE_IF_NOT_EXIST',
  ): Promise<FeatureStore> {
    return FeatureStore.open(this.session, {
      database: 'DB',
      schema: 'FS',
      warehouse: 'WH',
      creationMode,
      onWarning: (text) => this.warnings.push(text),
    });
  }

  async names(sql: string): Promise<unknown[]> {
    const { columns, rows } = await this.session.execute(sql);
    const name = columns.findIndex((column) => column.name === 'name');
    return rows.map((row) => row[name]);
  }

  async stop(): Promise<void> {
    await this.session.close();
    await stopLocalAccount(this.home);
    await rm(this.home, { recursive: true, force: true });
  }
}

export const entity = { name: 'CUST', joinKeys: ['ID'], desc: "a customer's key" };

export function draft(change: Partial<FeatureViewDraft> = {}): FeatureViewDraft {
  return {
    name: 'spend',
    entities: [entity],
    query: 'SELECT ID, TS, AMT FROM DB.SRC.T',
    columns: [],
    timestampCol: 'TS',
    refreshFreq: null,
    desc: "how much they spend: 'a lot' \\ little",
    featureDescs: { AMT: "the amount's sum" },
    ...change,
  };
}
