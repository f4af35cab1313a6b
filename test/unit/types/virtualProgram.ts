import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** Where virtual files stand, so that their relative imports lead to the library. */
export const folder = path.dirname(fileURLToPath(import.meta.url));
export const root = path.resolve(folder, '../../..');

/** A program of files that are not on disk, with the project's own compiler options. */
export function virtualProgram(
  texts: Readonly<Record<string, string>>,
  more: ts.CompilerOptions = {},
): ts.Program {
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const compilerOptions = { ...options, noUnusedLocals: false, noUnusedParameters: false, ...more };
  const files = new Map(Object.entries(texts).map(([name, text]) => [path.join(folder, name), text]));
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
  return ts.createProgram([...files.keys()], compilerOptions, host);
}

/** The first line of each error in the file. */
export function errorsIn(program: ts.Program, name: string): readonly string[] {
  const source = program.getSourceFile(path.join(folder, name));
  const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  return found.map((d) => (typeof d.messageText === 'string' ? d.messageText : d.messageText.messageText));
}
