import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const folder = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(folder, '../../..');

const PRELUDE = `import * as firn from '../../../src/index.js';
import { CUSTOMER, EVENTS, LINEITEM, ORDERS, ORDER_RETURNS } from '../dataframe/sources.js';
const { avg, count, coalesce, date, desc, iff, lag, max, min, rowNumber, sum, when, entity, featureView } = firn;
void [avg, count, coalesce, date, desc, iff, lag, max, min, rowNumber, sum, when, entity, featureView];
void [CUSTOMER, EVENTS, LINEITEM, ORDERS, ORDER_RETURNS];
`;

/** Compiles every snippet as a module of its own; gives the first line of each error, snippet by snippet. */
export function compileSnippets(snippets: readonly string[]): readonly (readonly string[])[] {
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const compilerOptions = { ...options, noUnusedLocals: false, noUnusedParameters: false };
  const files = new Map(snippets.map((text, i) => [path.join(folder, `snippet${i}.ts`), PRELUDE + text]));
  const host = ts.createCompilerHost(compilerOptions);
  const read = host.readFile.bind(host);
  host.readFile = (file) => files.get(file) ?? read(file);
  const exists = host.fileExists.bind(host);
  host.fileExists = (file) => files.has(file) || exists(file);
  const parse = host.getSourceFile.bind(host);
  host.getSourceFile = (file, target, ...rest) => {
    const text = files.get(file);
    return text === undefined ? parse(file, target, ...rest) : ts.createSourceFile(file, text, target);
  };
  const program = ts.createProgram([...files.keys()], compilerOptions, host);
  return [...files.keys()].map((file) => {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map((d) => (typeof d.messageText === 'string' ? d.messageText : d.messageText.messageText));
  });
}
