import { doesNotExist, unsupported } from '../catalog/refusals.js';
import { printNames } from '../catalog/names.js';
import type { Command } from './command.js';
import { status } from './command.js';
import { alterAccount } from './clock.js';
import { commentOn } from './comment.js';
import { setVariable, unsetVariable, use } from './context.js';
import { alterSession } from './parameters.js';
import { copyIntoTable } from './copy.js';
import { copyFiles } from './copyFiles.js';
import { copyIntoLocation } from './unload.js';
import { drop } from './drop.js';
import { explainStatement } from './explain.js';
import { FAMILIES, FOREIGN_KINDS, LISTINGS } from './families.js';
import type { Family } from './family.js';
import { get, list, put, remove } from './files.js';
import { Grammar } from './grammar.js';
import { grant, revoke } from './roles.js';
import { truncate } from './tables.js';
import { executeTask } from './tasks.js';
import type { TimestampMapping } from '../../sql/read/types.js';
import { refuseKeptTimestamp } from './timestampMapping.js';
import { undrop } from './undrop.js';

/** First words of what the translator reads: queries and DML. */
const QUERY_WORDS = new Set(['SELECT', 'WITH', 'VALUES', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', '(']);

/** First words of commands. Each parser stands just after its words. */
const COMMANDS: readonly { readonly words: string; readonly parse: (g: Grammar) => Command }[] = [
  { words: 'CREATE', parse: create },
  { words: 'ALTER SESSION', parse: alterSession },
  { words: 'ALTER ACCOUNT', parse: alterAccount },
  { words: 'ALTER', parse: alterAny },
  { words: 'DROP', parse: dropAny },
  { words: 'UNDROP', parse: undrop },
  { words: 'SHOW', parse: show },
  { words: 'DESCRIBE', parse: describe },
  { words: 'DESC', parse: describe },
  { words: 'USE', parse: use },
  { words: 'SET', parse: setVariable },
  { words: 'UNSET', parse: unsetVariable },
  { words: 'TRUNCATE', parse: truncate },
  { words: 'COMMENT', parse: commentOn },
  { words: 'GRANT', parse: grant },
  { words: 'REVOKE', parse: revoke },
  { words: 'PUT', parse: put },
  { words: 'GET', parse: get },
  { words: 'LIST', parse: list },
  { words: 'LS', parse: list },
  { words: 'REMOVE', parse: remove },
  { words: 'RM', parse: remove },
  { words: 'COPY INTO', parse: copyInto },
  { words: 'COPY FILES INTO', parse: copyFiles },
  { words: 'EXECUTE TASK', parse: executeTask },
  { words: 'CALL', parse: () => refuse('CALL') },
  { words: 'EXPLAIN', parse: explainStatement },
  { words: 'BEGIN', parse: (g) => transaction(g, 'begin') },
  { words: 'START TRANSACTION', parse: (g) => transaction(g, 'begin') },
  { words: 'COMMIT', parse: (g) => transaction(g, 'commit') },
  { words: 'ROLLBACK', parse: (g) => transaction(g, 'rollback') },
];

/**
 * Reads a statement that is a command.
 *
 * @param timestamp what TIMESTAMP means
 * @returns undefined when it is a query or DML, which the translator reads
 * @throws AccountError 001003 for what is no statement, 000002 for what the local account does not do
 */
export function parseCommand(
  sql: string,
  timestamp: TimestampMapping = 'TIMESTAMP_NTZ',
): Command | undefined {
  const g = new Grammar(sql, timestamp);
  if (g.atEnd) {
    // Snowflake's answer to an empty statement.
    g.unexpected();
  }
  if (timestamp !== 'TIMESTAMP_NTZ') refuseKeptTimestamp(g, timestamp);
  if (QUERY_WORDS.has(g.peek()?.value ?? '') && g.peek()?.kind !== 'quoted') return undefined;
  const found = COMMANDS.find(({ words }) => g.try(...words.split(' ')));
  return found === undefined ? g.unexpected() : found.parse(g);
}

/** Stands after COPY INTO: a stage is unloaded to, a table loaded. */
function copyInto(g: Grammar): Command {
  const isLocation = g.peek()?.kind === 'stage' || g.peek()?.kind === 'string';
  return isLocation ? copyIntoLocation(g) : copyIntoTable(g);
}

function refuse(feature: string): never {
  throw unsupported(feature);
}

function transaction(g: Grammar, action: 'begin' | 'commit' | 'rollback'): Command {
  if (action === 'begin' && !g.atEnd && !['TRANSACTION', 'WORK', 'NAME'].includes(g.word()))
    refuse('Snowflake Scripting');
  g.oneOfOrNothing('TRANSACTION', 'WORK');
  if (action === 'begin' && g.try('NAME')) g.identifier();
  g.end();
  return { access: 'transaction', action };
}

const MODIFIERS: Readonly<Record<string, string>> = {
  TRANSIENT: 'TRANSIENT',
  TEMPORARY: 'TEMPORARY',
  TEMP: 'TEMPORARY',
  VOLATILE: 'TEMPORARY',
  LOCAL: '',
  SCOPED: '',
  GLOBAL: '',
  SECURE: 'SECURE',
  RECURSIVE: '',
};

function familyHere(g: Grammar): Family | undefined {
  // MODEL MONITOR is no MODEL.
  if (FOREIGN_KINDS.some((kind) => kind.includes(' ') && g.looksAt(...kind.split(' ')))) return undefined;
  return FAMILIES.find((family) => g.try(...family.singular.split(' ')));
}

/** Refuses a kind of object the local account has not, by name. */
function refuseForeign(g: Grammar, verb: string): never {
  const foreign = FOREIGN_KINDS.find((kind) => g.looksAt(...kind.split(' ')));
  if (foreign !== undefined) throw unsupported(`${verb} ${foreign}`);
  g.unexpected();
}

function create(g: Grammar): Command {
  if (g.looksAt('OR', 'ALTER')) throw unsupported('CREATE OR ALTER');
  const orReplace = g.try('OR', 'REPLACE');
  const modifiers = new Set<string>();
  for (let word = MODIFIERS[g.word()]; word !== undefined; word = MODIFIERS[g.word()]) {
    g.skip();
    if (word !== '') modifiers.add(word);
  }
  const family = familyHere(g);
  if (family?.create === undefined) return refuseForeign(g, 'CREATE');
  const ifNotExists = g.try('IF', 'NOT', 'EXISTS');
  return family.create(g, { orReplace, ifNotExists, modifiers, text: g.text });
}

function alterAny(g: Grammar): Command {
  const family = familyHere(g);
  if (family?.alter === undefined) return refuseForeign(g, 'ALTER');
  const ifExists = g.try('IF', 'EXISTS');
  return family.alter(g, { name: family.name?.(g) ?? g.name(), ifExists });
}

function dropAny(g: Grammar): Command {
  const family = familyHere(g);
  if (family?.drops !== undefined) return drop(g, family.drops, family.name);
  const foreign = FOREIGN_KINDS.find((kind) => g.try(...kind.split(' ')));
  if (foreign === undefined) return g.unexpected();
  // Nothing of the kind exists here, and that is all that IF EXISTS asks.
  const ifExists = g.try('IF', 'EXISTS');
  const name = g.name();
  if (g.looksAt('(')) g.parenthesised();
  g.end();
  return {
    access: 'read',
    kind: 'ddl',
    run: () => {
      if (!ifExists) throw doesNotExist(foreign, printNames(name));
      return status(`Drop statement executed successfully (${name.at(-1) ?? ''} already dropped).`);
    },
  };
}

function show(g: Grammar): Command {
  g.try('TERSE');
  const family = FAMILIES.find((f) => f.show !== undefined && g.try(...f.plural.split(' ')));
  if (family?.show !== undefined) return family.show(g);
  const words = Object.keys(LISTINGS).find((name) => g.try(...name.split(' ')));
  const listing = words === undefined ? undefined : LISTINGS[words];
  if (listing !== undefined) return listing(g);
  const foreign = FOREIGN_KINDS.find((kind) => g.looksAt(...plural(kind).split(' ')));
  if (foreign !== undefined) throw unsupported(`SHOW ${plural(foreign)}`);
  return g.unexpected();
}

function plural(kind: string): string {
  return kind.endsWith('Y') ? `${kind.slice(0, -1)}IES` : `${kind}S`;
}

function describe(g: Grammar): Command {
  const family = familyHere(g);
  if (family?.describe !== undefined) return family.describe(g);
  const foreign = FOREIGN_KINDS.find((kind) => g.looksAt(...kind.split(' ')));
  if (foreign !== undefined) throw unsupported(`DESCRIBE ${foreign}`);
  // DESCRIBE name means a table.
  const table = FAMILIES.find((f) => f.singular === 'TABLE');
  return table?.describe === undefined ? g.unexpected() : table.describe(g);
}
