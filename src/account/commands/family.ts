import type { ObjectKind } from '../catalog/model.js';
import type { ObjectName } from '../catalog/names.js';
import type { Command } from './command.js';
import type { Grammar } from './grammar.js';
import type { CreateHead } from './objects.js';

/** What ALTER addresses. */
export interface AlterTarget {
  readonly name: ObjectName;
  readonly ifExists: boolean;
}

/** One kind of object and the statements about it. What is absent is refused as unsupported. */
export interface Family {
  /** Words of the kind: `DYNAMIC TABLE`. */
  readonly singular: string;
  /** `DYNAMIC TABLES`, after SHOW. */
  readonly plural: string;
  /** Stands after `CREATE [OR REPLACE] [modifiers] KIND [IF NOT EXISTS]`. */
  readonly create?: (g: Grammar, head: CreateHead) => Command;
  /** Reads a name after ALTER, DROP and COMMENT ON; where absent, names alone. */
  readonly name?: (g: Grammar) => ObjectName;
  /** Stands after `ALTER KIND [IF EXISTS] name`. */
  readonly alter?: (g: Grammar, target: AlterTarget) => Command;
  /** The kind DROP removes. */
  readonly drops?: ObjectKind;
  /** Stands after `SHOW [TERSE] KINDS`. */
  readonly show?: (g: Grammar) => Command;
  /** Stands after `DESCRIBE KIND`. */
  readonly describe?: (g: Grammar) => Command;
}
