// The house rules of docs/architecture.md, as the dependency linter checks them.
const rooms = [
  'dataframe',
  'sql',
  'featurestore',
  'session',
  'account',
  'project',
  'language',
  'cli',
  'providers',
  'webviews',
];

/** What each room may import besides itself. */
const allowed = {
  dataframe: [],
  sql: ['dataframe'],
  account: ['sql'],
  session: ['sql'],
  featurestore: ['session', 'sql'],
  project: ['featurestore', 'session', 'sql', 'dataframe'],
  language: ['project', 'featurestore', 'session', 'sql', 'dataframe'],
  cli: ['project', 'featurestore', 'session', 'sql', 'dataframe', 'account'],
  providers: ['sql'],
  webviews: [],
};

const roomRules = rooms.map((room) => ({
  name: `room-${room}`,
  comment: `src/${room} may import only: ${allowed[room].join(', ') || 'nothing'}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: {
    path: `^src/(${rooms.filter((r) => r !== room && !allowed[room].includes(r)).join('|')})/`,
    // The extension side sees the language server through its protocol alone; providers open webviews.
    ...(room === 'providers' ? { pathNot: '^src/(language/protocol|webviews/)' } : {}),
    ...(room === 'webviews' ? { pathNot: '^src/language/protocol' } : {}),
  },
}));

const onlyFrom = (name, target, from) => ({
  name,
  severity: 'error',
  from: { path: '^src/', pathNot: from },
  to: { path: target },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...roomRules,
    onlyFrom('vscode-only-in-extension', '^vscode$', '^src/(extension\\.ts|providers/|webviews/)'),
    onlyFrom('snowflake-sdk-only-in-session', 'snowflake-sdk', '^src/session/'),
    onlyFrom('duckdb-only-in-account', '@duckdb/', '^src/account/'),
    onlyFrom('polyglot-only-in-reading', '@polyglot-sql/', '^src/sql/read/'),
    onlyFrom('evaluation-only-in-project', 'node:vm', '^src/project/'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
