import path from 'node:path';
import type { Diagnostic, Fix, Severity } from '../../project/model.js';
import type { CommandContext, Run } from '../command.js';
import { definitionFiles } from '../definitionFiles.js';
import { exitCode } from '../exitCode.js';
import { withProject } from '../withProject.js';

/** `firn check [files]`: what is wrong with the definitions. */
export const run: Run = async (context, args) =>
  withProject(context, async (project) => {
    const { output, interrupt, target } = context;
    const evaluation = await interrupt.orStop(
      project.evaluate({ signal: interrupt.signal, ...(target === undefined ? {} : { target }) }),
    );
    const files = definitionFiles(context, evaluation.files, args);
    const diagnostics = [...evaluation.diagnostics]
      .filter(({ span }) => args.length === 0 || files.includes(span.file))
      .sort(byPlace);
    if (context.json) await output.json(diagnostics.map((diagnostic) => jsonDiagnostic(context, diagnostic)));
    else for (const diagnostic of diagnostics) await printDiagnostic(context, diagnostic);
    const silenced = evaluation.silenced.filter(({ diagnostic: { span } }) => files.includes(span.file));
    output.say(summary(diagnostics, silenced.length, files.length));
    return diagnostics.some(({ severity }) => severity === 'error') ? exitCode.error : exitCode.done;
  });

function byPlace({ span: a }: Diagnostic, { span: b }: Diagnostic): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

function shownFile({ folder }: CommandContext, file: string): string {
  return path.relative(folder, file).split(path.sep).join('/');
}

function jsonDiagnostic(context: CommandContext, diagnostic: Diagnostic) {
  const { code, severity, message, span, fix, otherFixes = [] } = diagnostic;
  return {
    code,
    severity,
    message,
    ...jsonSpan(context, span),
    fix: fix === undefined ? null : jsonFix(context, fix),
    ...(otherFixes.length > 0 && { otherFixes: otherFixes.map((way) => jsonFix(context, way)) }),
  };
}

function jsonSpan(context: CommandContext, { file, line, column, endLine, endColumn }: Diagnostic['span']) {
  return { file: shownFile(context, file), line, column, endLine, endColumn };
}

function jsonFix(context: CommandContext, { title, edits }: Fix) {
  return { title, edits: edits.map(({ span, newText }) => ({ ...jsonSpan(context, span), newText })) };
}

const styles: Readonly<Record<Severity, 'red' | 'yellow' | 'cyan'>> = {
  error: 'red',
  warning: 'yellow',
  information: 'cyan',
  hint: 'cyan',
};

async function printDiagnostic(context: CommandContext, diagnostic: Diagnostic): Promise<void> {
  const { output } = context;
  const { severity, code, message, span, fix } = diagnostic;
  const place = `${shownFile(context, span.file)}:${span.line}:${span.column}`;
  await output.line(`${place}: ${output.styleData(styles[severity], `${severity}[${code}]`)}: ${message}`);
  for (const way of [...(fix ? [fix] : []), ...(diagnostic.otherFixes ?? [])])
    await output.line(`  fix: ${way.title}`);
}

function summary(diagnostics: readonly Diagnostic[], silenced: number, files: number): string {
  const count = (severity: Severity) =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const plural = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;
  const found = [plural(count('error'), 'error'), plural(count('warning'), 'warning')].join(', ');
  const quiet = silenced === 0 ? '' : ` (${silenced} more silenced in the files)`;
  return `${found} in ${plural(files, 'file')}${quiet}`;
}
