import { readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as firn from '../../../src/index.js';
import { formatCatalog } from '../../../src/project/catalog.js';
import { RULES, RULE_IDS, isAdvice, rulePage } from '../../../src/project/checks/rules.js';
import type { RuleId } from '../../../src/project/checks/rules.js';
import { ProjectError } from '../../../src/project/projectError.js';
import type { Diagnostic, Fix } from '../../../src/project/model.js';
import type { Project } from '../../../src/project/project.js';
import { SourceText } from '../../../src/project/text.js';
import { generateSources } from '../../../src/project/sources.js';
import { projectFolder, textAt } from './folder.js';
import type { ProjectFolder } from './folder.js';
import { SHOP } from './shop.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');

interface Example {
  readonly kind: 'bad' | 'good';
  readonly file: string;
  readonly text: string;
}

const BLOCK = /^```(ts|json|text) (bad|good)(?: (\S+))?\n([^]*?)^```$/gm;

/** What a block's file is called when it does not say. */
const FILES: Readonly<Record<string, string>> = { ts: 'features/example.ts', json: 'firn.json' };

function examplesOf(id: RuleId): readonly Example[] {
  const page = readFileSync(path.join(ROOT, rulePage(id)), 'utf8');
  return [...page.matchAll(BLOCK)].map(([, language = '', kind, file, text = '']) => ({
    kind: kind as Example['kind'],
    file: file ?? FILES[language] ?? '',
    text,
  }));
}

/** No page can show how to bring the process down. */
const WITHOUT_EXAMPLE: ReadonlySet<RuleId> = new Set(['evaluation-crashed']);

/** A file without end of memory meets this limit first on a busy machine. */
const EITHER_LIMIT: RuleId = 'evaluation-timeout';

interface Mark {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** `//   ^^^` under a line marks what stands above the carets. */
function marksIn({ file, text }: Example): Mark[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const carets = /^\/\/ *(\^+)$/.exec(line)?.[1];
    if (carets === undefined) return [];
    return [{ file, line: index, column: line.indexOf('^') + 1, length: carets.length }];
  });
}

/** Names that an example uses and does not import itself, on one line of their own before it. */
function withImports(file: string, text: string): string {
  const own = [...text.matchAll(/import \{([^}]*)\}/g)].flatMap(([, names = '']) => names.split(/[ ,]+/));
  const used = (names: readonly string[]) =>
    names.filter((name) => new RegExp(`(?<![.\\w'])${name}(?!['\\w:])`).test(text) && !own.includes(name));
  const tables = used(SHOP.tables.map(({ name }) => name));
  const imports = [
    [used(Object.keys(firn)), 'firn'],
    [tables, '../firn/sources'],
    [file === 'features/customer.ts' ? [] : used(['customer']), './customer'],
    [file === 'features/middle.ts' ? [] : used(['middle']), './middle'],
  ] as const;
  return `${imports
    .filter(([names]) => names.length > 0)
    .map(([names, from]) => `import { ${names.join(', ')} } from '${from}';`)
    .join(' ')}\n${text}`;
}

const IMPORT_LINES = 1;
const NO_FILE = '(there is no such file)\n';
const CUSTOMER = `import { entity } from 'firn';
export const customer = entity('CUSTOMER', { joinKeys: ['O_CUSTOMER_SK'] });
`;
/** Rules about operators are about projects that have them. */
const configFor = (id?: RuleId) =>
  `{ "operators": ${id !== undefined && RULES[id].group === 'operators'}, "targets": { "dev": { "connection": "local", "database": "SHOP", "schema": "FS", "sources": "TRAINING", "warehouse": "WH" } } }`;

describe('the pages of the rules', () => {
  let folder: ProjectFolder;
  let project: Project;
  beforeAll(async () => {
    folder = await projectFolder();
    await folder.write('firn.json', configFor());
    project = await folder.open();
  });
  afterAll(() => folder.remove());

  /** A project of the examples and nothing else. */
  async function place(id: RuleId, examples: readonly Example[]): Promise<void> {
    await rm(folder.file('features'), { recursive: true, force: true });
    await folder.write('features/customer.ts', CUSTOMER);
    await folder.write('firn/catalog.json', formatCatalog(SHOP));
    await folder.write('firn/sources.ts', generateSources(SHOP));
    await folder.write('firn.json', configFor(id));
    for (const { file, text } of examples) {
      if (text === NO_FILE) await rm(folder.file(file));
      else await folder.write(file, file.endsWith('.ts') ? withImports(file, text) : text);
    }
  }

  async function evaluate(id: RuleId, examples: readonly Example[]): Promise<readonly Diagnostic[]> {
    if (RULES[id].group !== 'operators' && !examples.some(({ file }) => file === 'firn.json'))
      return (await project.evaluate()).diagnostics;
    try {
      return (await (await folder.open()).evaluate()).diagnostics;
    } catch (error) {
      if (error instanceof ProjectError) return error.diagnostics;
      throw error;
    }
  }

  async function check(id: RuleId, examples: readonly Example[]): Promise<readonly Diagnostic[]> {
    await place(id, examples);
    return evaluate(id, examples);
  }

  it.each(RULE_IDS)('%s: what is wrong is found where the page says', async (id) => {
    const examples = examplesOf(id).filter(({ kind }) => kind === 'bad');
    expect(examples.length > 0).toBe(!WITHOUT_EXAMPLE.has(id));
    if (examples.length === 0) return;
    const marks = examples.flatMap(marksIn);
    // A file without a mark beside one with marks may have a problem of its own, which causes the one that is shown.
    const found = (await check(id, examples)).filter(
      ({ span }) => marks.length === 0 || marks.some(({ file }) => folder.file(file) === span.file),
    );
    if (id === 'evaluation-memory' && found[0]?.code === EITHER_LIMIT) return;
    expect(found.map(({ code, message }) => [code, message])).toEqual(
      found.map(({ message }) => [id, message]),
    );
    expect(new Set(found.map(({ severity }) => severity))).toEqual(new Set([RULES[id].severity]));
    if (marks.length === 0) return;
    const shown = found.map(({ span }) => {
      const file = path.relative(folder.folder, span.file).split(path.sep).join('/');
      const text = readFileSync(span.file, 'utf8');
      const line = span.line - (file.endsWith('.ts') ? IMPORT_LINES : 0);
      const [first = ''] = textAt(text, span).split('\n');
      return { file, line, column: span.column, length: first.length };
    });
    const key = (mark: Mark) => `${mark.file}:${mark.line}:${mark.column}:${mark.length}`;
    expect(shown.map(key).sort()).toEqual(marks.map(key).sort());
  });

  it.each(RULE_IDS.filter((id) => !WITHOUT_EXAMPLE.has(id)))(
    '%s: what is right has no problem',
    async (id) => {
      const examples = examplesOf(id).filter(({ kind }) => kind === 'good');
      expect(examples.length).toBeGreaterThan(0);
      expect(await check(id, examples)).toEqual([]);
    },
  );

  it.each(RULE_IDS.filter((id) => !WITHOUT_EXAMPLE.has(id)))('%s: its fixes mend it', async (id) => {
    const examples = examplesOf(id).filter(({ kind }) => kind === 'bad');
    const found = await check(id, examples);
    const ways = found.flatMap(({ message, fix, otherFixes = [] }) =>
      [...(fix ? [fix] : []), ...otherFixes].map((way) => ({ fix: way, message })),
    );
    for (const { fix, message } of ways) {
      await place(id, examples);
      await apply(fix);
      const left = await evaluate(id, examples);
      expect(left.filter((item) => item.code === id && item.message === message)).toEqual([]);
      // What is mended makes no other mistake.
      expect(left.filter((item) => item.code !== id && item.severity === 'error')).toEqual([]);
    }
  });

  it.each(RULE_IDS.filter(isAdvice))('%s: a comment with a reason silences it', async (id) => {
    const examples = examplesOf(id).filter(({ kind }) => kind === 'bad');
    const [item] = await check(id, examples);
    if (item?.silencing === undefined) return void expect(id).toMatch(/silence/);
    await apply(item.silencing);
    expect((await evaluate(id, examples)).map(({ code }) => code)).toContain('silence-without-reason');
    const text = await readFile(item.span.file, 'utf8');
    await writeFile(item.span.file, text.replace(`firn-ignore ${id}: `, `firn-ignore ${id}: it is meant`));
    expect((await (await folder.open()).evaluate()).silenced).toMatchObject([
      { diagnostic: { code: id }, reason: 'it is meant' },
    ]);
  });
});

/** Carries out a fix on disk. */
async function apply({ edits }: Fix): Promise<void> {
  for (const { span, newText } of edits.toSorted(
    (a, b) => b.span.line - a.span.line || b.span.column - a.span.column,
  )) {
    const source = new SourceText(span.file, await readFile(span.file, 'utf8'));
    const start = source.offset(span.line, span.column);
    const end = source.offset(span.endLine, span.endColumn);
    await writeFile(span.file, source.text.slice(0, start) + newText + source.text.slice(end));
  }
}
