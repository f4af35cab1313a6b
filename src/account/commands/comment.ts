import type { ObjectKind } from '../catalog/model.js';
import type { Change } from './alter.js';
import { alter } from './alter.js';
import { invalidColumn } from './columns.js';
import type { Command } from './command.js';
import { functionName } from './clauses.js';
import type { Grammar } from './grammar.js';
import { RELATIONS } from './describe.js';
import { isRelation } from '../catalog/model.js';
import { cannotOperate } from '../catalog/refusals.js';

const KINDS: Readonly<Record<string, readonly ObjectKind[]>> = {
  'DYNAMIC TABLE': ['DYNAMIC TABLE'],
  'FILE FORMAT': ['FILE FORMAT'],
  DATABASE: ['DATABASE'],
  SCHEMA: ['SCHEMA'],
  TABLE: ['TABLE', 'DYNAMIC TABLE'],
  VIEW: ['VIEW'],
  TAG: ['TAG'],
  WAREHOUSE: ['WAREHOUSE'],
  ROLE: ['ROLE'],
  STAGE: ['STAGE'],
  TASK: ['TASK'],
  STREAM: ['STREAM'],
  FUNCTION: ['FUNCTION'],
  DATASET: ['DATASET'],
  MODEL: ['MODEL'],
  'ONLINE FEATURE TABLE': ['ONLINE FEATURE TABLE'],
};

/** COMMENT [IF EXISTS] ON kind name IS '…' */
export function commentOn(g: Grammar): Command {
  const ifExists = g.try('IF', 'EXISTS');
  g.expect('ON');
  if (g.try('COLUMN')) return commentOnColumn(g, ifExists);
  const kind = g.oneOf(...Object.keys(KINDS));
  const name = kind === 'FUNCTION' ? functionName(g) : g.name();
  g.expect('IS');
  const comment = g.string();
  g.end();
  return alter(KINDS[kind] ?? [], { name, ifExists }, (_scope, object) => ({ ...object, comment }));
}

function commentOnColumn(g: Grammar, ifExists: boolean): Command {
  const path = g.name();
  g.expect('IS');
  const comment = g.string();
  g.end();
  const column = path.at(-1) ?? '';
  const change: Change = (_scope, object) => {
    if (!isRelation(object)) throw cannotOperate();
    if (!object.columns.some((c) => c.name === column)) throw invalidColumn(column);
    return { ...object, columns: object.columns.map((c) => (c.name === column ? { ...c, comment } : c)) };
  };
  return alter(RELATIONS, { name: path.slice(0, -1), ifExists }, change);
}
