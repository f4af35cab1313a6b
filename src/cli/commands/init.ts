import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Project } from '../../project/project.js';
import { CliError } from '../cliError.js';
import type { CommandContext, Run } from '../command.js';
import { exitCode } from '../exitCode.js';
import { withTarget } from '../withProject.js';

/** `firn init [dir]`: a new project; with `--sample` the customer segmentation example and its data. */
export const run: Run = async (context, [dir]) => {
  const folder = dir === undefined ? context.folder : path.resolve(dir);
  await (context.options.flag('sample') ? initSample : initEmpty)({ ...context, folder });
  return exitCode.done;
};

async function initSample(context: CommandContext): Promise<void> {
  const { folder, output, options, interrupt } = context;
  const { writeSample } = await import('../../project/sample/write.js');
  const { loadSample } = await import('../../project/sample/load.js');
  const onProgress = (message: string): void => output.say(message);
  const customers = options.count('customers');
  const mode = options.oneOf('mode', ['segments', 'plain']);
  await interrupt.orStop(
    writeSample(folder, {
      ...(customers === undefined ? {} : { customers }),
      ...(mode === undefined ? {} : { mode }),
      onProgress,
    }),
  );
  await writeTypes(folder);
  output.say(`The sample project is in ${folder}.`);
  let loaded = null;
  if (!options.off('load')) {
    loaded = await withTarget(context, async ({ session, target }) =>
      interrupt.orStop(
        loadSample(session, folder, { database: target.database, warehouse: target.warehouse, onProgress }),
      ),
    );
    output.say(
      `${loaded.tables} tables, ${loaded.rows} rows loaded, ${loaded.skipped} tables there already.`,
    );
  }
  if (context.json) await output.json({ folder, loaded });
}

async function writeTypes(folder: string): Promise<void> {
  const project = await Project.open(folder);
  await project.writeTypes();
  await project.close();
}

const defaults = {
  connection: 'local',
  database: 'FEATURES',
  schema: 'FEATURE_STORE',
  sources: 'PUBLIC',
  warehouse: 'FEATURES_WH',
} as const;

async function initEmpty(context: CommandContext): Promise<void> {
  const { folder, output, options } = context;
  const config = path.join(folder, 'firn.json');
  if (existsSync(config)) {
    throw new CliError('project-exists', `${config} exists already.`, {
      hint: 'Choose another folder; an existing project is never overwritten.',
    });
  }
  const target = Object.fromEntries(
    Object.entries(defaults).map(([key, value]) => [key, options.text(key) ?? value]),
  );
  const files: Readonly<Record<string, string>> = {
    'firn.json': json({ definitions: ['features/**/*.ts'], defaultTarget: 'dev', targets: { dev: target } }),
    'tsconfig.json': json(tsconfig),
    '.gitignore': '.firn/\nnode_modules/\n',
    'features/example.ts': example,
  };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    if (!existsSync(file)) await writeFile(file, text);
  }
  await writeTypes(folder);
  output.say(`The project is in ${folder}. Look at its firn.json, then run \`firn pull\`.`);
  if (context.json) await output.json({ folder, loaded: null });
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const tsconfig = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2022'],
    module: 'esnext',
    moduleResolution: 'bundler',
    strict: true,
    noEmit: true,
    types: [],
    paths: { firn: ['./.firn/types/index.d.ts'] },
  },
  include: ['features', 'firn'],
};

const example = `import { entity } from 'firn';

/** What the features describe. Rename it, and name the columns that identify one. */
export const customer = entity('CUSTOMER', {
  joinKeys: ['CUSTOMER_ID'],
  desc: 'A customer',
});

// After \`firn pull\`, tables can be imported from '../firn/sources' and feature views built on them.
`;
