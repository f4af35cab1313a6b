import { setCatalog } from '../../dataframe/catalog.js';
import { setQueryReader } from '../../dataframe/queryReader.js';
import * as library from '../../index.js';
import { Describer } from './describe.js';
import { ModuleLoader } from './loader.js';
import { lockdown } from './lockdown.js';
import { definitionConsole } from './printing.js';
import type { EvaluateMessage, RunnerMessage } from './protocol.js';
import { TemplateReader } from './queryReader.js';
import { readCatalog } from './readCatalog.js';
import { sourceCatalog } from './sourceCatalog.js';
import type { Catalog } from '../catalog.js';

/**
 * The program that runs definition files: a child process without rights, without an environment, that is killed when
 * it does not answer. Files come as text; it reads nothing.
 */
const { process: host } = globalThis;
const send = host.send?.bind(host);
if (!send) throw new Error('The runner is started by the evaluator, with a channel to it.');
const tell = (message: RunnerMessage): void => void send(message);

const describer = new Describer();
const queries = new TemplateReader();
setQueryReader(queries.read);
const loader = new ModuleLoader(library, describer, (path) => tell({ kind: 'running', path }));

let catalog: Catalog | null = null;
let sources = '';
let lineage = false;

function evaluate(message: EvaluateMessage): void {
  if (message.catalog !== undefined || message.sources !== undefined || message.lineage !== undefined) {
    ({ catalog = catalog, sources = sources, lineage = lineage } = message);
    surround();
  }
  for (const module of message.changed) queries.update(module.path, module.queries);
  for (const path of message.removed) queries.remove(path);
  loader.update(message.changed, message.removed);
  tell({ kind: 'done', id: message.id, modules: loader.run(message.entries) });
}

/** Everything runs again in other surroundings. */
function surround(): void {
  const tables = catalog?.tables ?? [];
  setCatalog(catalog ? sourceCatalog(catalog) : undefined);
  queries.catalog = readCatalog(catalog, sources);
  describer.use({
    sources,
    lineage,
    tableNames: tables.map(({ name }) => name),
    fullTables: tables.filter(({ refreshMode }) => refreshMode === 'FULL').map(({ name }) => name),
  });
  loader.forgetInstances();
}

host.on('message', (message) => evaluate(message as EvaluateMessage));
// The parent is gone: nobody is left to answer.
host.on('disconnect', () => host.exit());
Error.stackTraceLimit = 50;
lockdown(definitionConsole);
tell({ kind: 'ready', library: Object.keys(library) });
