/** Runs every query case on a local account of its own, each topic in its own schema. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountConnection, LocalAccount } from '../../../src/account/account.js';
import { openAccount } from '../../../src/account/engine/open.js';
import { typeText } from '../../../src/sql/read/types.js';
import { refusal } from '../objects/refusal.js';
import { TOPICS } from './topics.js';
import type { Answer, QueryCase, Refusal, Topic } from './case.js';
import { shown } from './shown.js';

let folder = '';
let account: LocalAccount;
let connection: AccountConnection;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'firn-cases-'));
  account = await openAccount(folder);
  connection = await account.connect();
  await run('CREATE DATABASE CASES');
});
afterAll(async () => {
  await account.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(sql: string): Promise<{ rows: string[]; types: string }> {
  const { columns, batches } = await connection.execute(sql);
  const rows: string[] = [];
  for await (const batch of batches)
    for (const row of batch) rows.push(row.map((cell, i) => shown(cell, columns[i]!.type)).join(' | '));
  return { rows, types: columns.map((c) => typeText(c.type)).join(', ') };
}

async function answered({ sql, rows, types }: Answer): Promise<void> {
  const answer = await run(sql);
  expect(answer.rows).toEqual(rows);
  if (types !== undefined) expect(answer.types).toBe(types);
}

async function refused({ sql, code, message }: Refusal): Promise<void> {
  const error = await refusal(run(sql));
  expect(error.message).toMatch(message);
  expect(error.code).toBe(code);
}

async function check(one: QueryCase): Promise<void> {
  for (const statement of one.before) await run(statement);
  await ('code' in one ? refused(one) : answered(one));
}

describe.each(TOPICS.map((topic): [string, Topic] => [topic.name, topic]))('%s', (name, topic) => {
  beforeAll(async () => {
    await run(`CREATE SCHEMA CASES."${name}"`);
    for (const statement of topic.given ?? []) await run(statement);
  });
  describe.each(Object.entries(topic.pages))('%s', (_page, cases) => {
    it.each(cases.map((one): [string, QueryCase] => [[...one.before, one.sql].join('; '), one]))(
      '%s',
      (_sql, one) => check(one),
    );
  });
});
