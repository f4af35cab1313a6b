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
let catalog: Catalog | null = null;
setQueryReader(queries.read);
const loader = new ModuleLoader(library, describer, (path) => tell({ kind: 'running', path }));

function evaluate(message: EvaluateMessage): void {
  if (message.catalog !== undefined) {
    catalog = message.catalog;
    setCatalog(message.catalog ? sourceCatalog(message.catalog) : undefined);
    describer.fullTables =
      message.catalog?.tables.filter((table) => table.refreshMode === 'FULL').map((table) => table.name) ??
      [];
    describer.tableNames = message.catalog?.tables.map((table) => table.name) ?? [];
  }
  if (message.sources !== undefined) describer.sources = message.sources;
  if (message.catalog !== undefined || message.sources !== undefined)
    queries.catalog = readCatalog(catalog, describer.sources);
  if (message.lineage !== undefined) describer.withLineage = message.lineage;
  const otherwise = [message.catalog, message.sources, message.lineage].some((part) => part !== undefined);
  if (otherwise) loader.forgetInstances();
  for (const module of message.changed) queries.update(module.path, module.queries);
  for (const path of message.removed) queries.remove(path);
  loader.update(message.changed, message.removed);
  tell({ kind: 'done', id: message.id, modules: loader.run(message.entries) });
}

host.on('message', (message) => evaluate(message as EvaluateMessage));
// The parent is gone: nobody is left to answer.
host.on('disconnect', () => host.exit());
Error.stackTraceLimit = 50;
lockdown(definitionConsole);
tell({ kind: 'ready', library: Object.keys(library) });
