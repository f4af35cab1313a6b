import type { Run } from './command.js';

/** How a command is typed, and where it is; its module is loaded when it is run. */
export interface CommandDeclaration {
  /** Name and arguments, as `commander` writes them. */
  readonly usage: string;
  readonly alias?: string;
  readonly summary: string;
  readonly options?: readonly (readonly [flags: string, description: string])[];
  readonly load: () => Promise<Run>;
}

const limit = ['--limit <n>', 'most rows to show'] as const;
const dropUndefined = ['--drop', 'drop what no definition is of'] as const;
const allowProtected = ['--allow-protected', 'also on a target that firn.json protects'] as const;

export const commandTable: readonly CommandDeclaration[] = [
  {
    usage: 'init [dir]',
    summary: 'create a project; --sample writes the customer segmentation example with its data',
    options: [
      ['--sample', 'the example, its data, loaded into the local account'],
      ['--customers <n>', 'how many customers the example has (default: 500)'],
      ['--mode <mode>', 'segments: customers of five kinds; plain: of one'],
      ['--no-load', 'write the data, do not load it'],
      ['--connection <name>', 'for firn.json: local, or a profile of connections.toml'],
      ['--database <name>', 'for firn.json'],
      ['--schema <name>', "for firn.json: the feature store's schema"],
      ['--sources <name>', "for firn.json: the source tables' schema"],
      ['--warehouse <name>', 'for firn.json'],
    ],
    load: async () => (await import('./commands/init.js')).run,
  },
  {
    usage: 'pull [names...]',
    summary: "read the source tables' columns and write firn/catalog.json and firn/sources.ts",
    options: [
      [
        '--store',
        "also write the store's entities and feature views, or NAME@VERSION …, as definition files",
      ],
      [
        '--from-declarative <dir>',
        'write definition files for the specs of a declarative project (snow feature) instead; no account is asked',
      ],
      ['--from-target <name>', "the manifest's target (default: its own default)"],
      ['--force', 'replace definition files that are there'],
    ],
    load: async () => (await import('./commands/pull.js')).run,
  },
  {
    usage: 'export <what> <dir>',
    summary: 'declarative: the definitions as a declarative project (snow feature)',
    options: [['--force', 'replace files that are there']],
    load: async () => (await import('./commands/export.js')).run,
  },
  {
    usage: 'check [files...]',
    summary: 'what is wrong with the definitions',
    load: async () => (await import('./commands/check.js')).run,
  },
  {
    usage: 'sql <file>',
    summary: "a definition file's SQL",
    options: [['--view <name>', 'of one feature view, NAME or NAME@VERSION, and nothing else']],
    load: async () => (await import('./commands/sql.js')).run,
  },
  {
    usage: 'lineage <column>',
    summary: 'the source columns of VIEW.COLUMN or VIEW@VERSION.COLUMN, with every operation on the way',
    load: async () => (await import('./commands/lineage.js')).run,
  },
  {
    usage: 'plan [names...]',
    summary: "what would change in the target's store: of all definitions, or of NAME@VERSION …",
    options: [
      dropUndefined,
      ['--out <file>', 'write the plan, for `firn apply --plan`'],
      ['--sql', 'show the statements, too'],
    ],
    load: async () => (await import('./commands/plan.js')).run,
  },
  {
    usage: 'apply [names...]',
    summary: 'make the store what the definitions, or a plan, say',
    options: [
      ['--plan <file>', 'this plan and nothing else; refused when the store has changed since'],
      dropUndefined,
      ['--allow-destructive', 'also what loses rows or history'],
      [
        '--allow-source-types',
        'also where source columns have other types than the definitions were checked with',
      ],
      ['--sql', 'show the statements, too'],
      ['--json-lines', 'what goes on, one JSON object a line'],
      allowProtected,
      ['--confirm <target>', "the protected target's name, where rows or history are lost"],
    ],
    load: async () => (await import('./commands/apply.js')).run,
  },
  {
    usage: 'diff',
    summary: "what two targets' stores have otherwise: --target dev --to prod",
    options: [['--to <target>', 'the target to compare with']],
    load: async () => (await import('./commands/diff.js')).run,
  },
  {
    usage: 'dataset <action> [name]',
    summary:
      'training data: create NAME[@VERSION], sql, report, explain, list [NAME], show NAME[@VERSION], views NAME[@VERSION], export NAME@VERSION',
    options: [
      ['--spine <query>', 'the rows that get features: a query, or a .sql file'],
      ['--views <list>', 'NAME@VERSION,… or NAME@VERSION:FEATURE:FEATURE for some of its features'],
      ['--timestamp <column>', "the spine's time: features are those known then"],
      ['--label <columns>', 'what is to be predicted'],
      ['--exclude <columns>', 'leave these columns out'],
      ['--auto-prefix', 'call features NAME_VERSION_FEATURE'],
      ['--timestamps', "with the feature views' own times"],
      ['--join-method <method>', 'sequential, or cte: every key and moment of the spine once'],
      ['--desc <text>', "the version's comment"],
      ['--report', 'create: with the report of its rows, too'],
      ['--row <json>', 'explain: the row, its keys and its time'],
      ['--out <file>', 'export: a .parquet, .arrow, .arrows, .csv or .jsonl file'],
      limit,
      allowProtected,
    ],
    load: async () => (await import('./commands/dataset.js')).run,
  },
  {
    usage: 'store <action>',
    summary:
      "access: create the target's store with a role that registers and a role that reads, and their privileges",
    options: [
      ['--producer-role <name>', 'registers and changes (default: FS_PRODUCER)'],
      ['--consumer-role <name>', 'reads (default: there is none)'],
      ['--sql', 'show the statements, send none'],
      allowProtected,
    ],
    load: async () => (await import('./commands/store.js')).run,
  },
  {
    usage: 'list <what>',
    summary:
      'what is there: stores, entities, views, groups, streams; applies: who applied what, from which commit',
    load: async () => (await import('./commands/list.js')).run,
  },
  {
    usage: 'describe <name>',
    summary: 'one entity, feature view, feature group or stream source: NAME or NAME@VERSION',
    load: async () => (await import('./commands/describe.js')).run,
  },
  {
    usage: 'history <name>',
    summary: 'the refreshes of NAME@VERSION, the newest first',
    options: [
      ['--verbose', 'with everything that Snowflake says of them'],
      ['--online', 'of its online feature table'],
    ],
    load: async () => (await import('./commands/history.js')).run,
  },
  {
    usage: 'preview [name]',
    summary: 'the first rows of a feature view, or of a query',
    options: [
      ['--sql <query>', 'a query instead of a feature view'],
      ['--definition', 'the definition as it is now, although it is registered'],
      limit,
    ],
    load: async () => (await import('./commands/preview.js')).run,
  },
  {
    usage: 'register <name>',
    summary: "register a definition in the target's store: NAME@VERSION, or an entity's NAME",
    options: [['--overwrite', 'replace a registered version'], allowProtected],
    load: async () => (await import('./commands/register.js')).run,
  },
  {
    usage: 'refresh <name>',
    summary: 'refresh NAME@VERSION now',
    load: async () => (await import('./commands/change.js')).refresh,
  },
  {
    usage: 'suspend <name>',
    summary: 'stop the refreshes of NAME@VERSION',
    options: [allowProtected],
    load: async () => (await import('./commands/change.js')).suspend,
  },
  {
    usage: 'resume <name>',
    summary: 'start them again',
    options: [allowProtected],
    load: async () => (await import('./commands/change.js')).resume,
  },
  {
    usage: 'drop <name>',
    summary: 'remove NAME@VERSION, or an entity that no feature view is on',
    options: [allowProtected],
    load: async () => (await import('./commands/change.js')).drop,
  },
  {
    usage: 'sql-exec <statement>',
    alias: 'exec',
    summary: "run one Snowflake statement on the target's connection; - reads it from stdin",
    options: [['--connection <name>', 'this connection, without a project'], limit, allowProtected],
    load: async () => (await import('./commands/exec.js')).run,
  },
  {
    usage: 'account <action> [folder]',
    summary:
      "check: whether the local account's file can be read; salvage FOLDER: copy what can be to a new account",
    load: async () => (await import('./commands/account.js')).run,
  },
  {
    usage: 'serve',
    summary: "the local account over Snowflake's REST protocol, in the foreground",
    options: [
      ['--port <n>', 'default: any free port'],
      ['--clock <setting>', "the account's time: PAUSE, 'SPEED 60' or 'STEP 90 minutes'; default: wall time"],
      ['--python <path>', 'a Python that may run the methods of models; default: none is run'],
    ],
    load: async () => (await import('./commands/serve.js')).run,
  },
  {
    usage: 'doctor',
    summary: 'what is installed, reachable and readable; store health',
    load: async () => (await import('./commands/doctor.js')).run,
  },
];
