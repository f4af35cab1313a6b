import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { figure, measure, print } from './measure.js';
import { TypeScriptServer } from './tsserver.js';
import { definitionFile, wideProject } from './wideProject.js';

const FILES = 20;

/** What an editor's TypeScript needs for 20 files of eight feature views each, over 100 tables of 50 columns. */
export default async function typescript(): Promise<void> {
  const folder = await wideProject();
  const files = Array.from({ length: FILES }, (_f, i) => path.join(folder, `features/views${i}.ts`));
  await Promise.all(files.map((file, i) => writeFile(file, definitionFile(i))));
  const last = files.at(-1)!;
  const text = definitionFile(FILES - 1);

  const opened: number[] = [];
  for (let run = 0; run < 3; run += 1) {
    const server = new TypeScriptServer();
    const start = performance.now();
    server.tell('open', { file: last, fileContent: text });
    await expectNoErrors(server, [last]);
    opened.push(performance.now() - start);
    server.stop();
  }
  print(figure('tsserver: start, open a file → its diagnostics', opened));

  const server = new TypeScriptServer();
  for (const file of files) server.tell('open', { file });
  const start = performance.now();
  await expectNoErrors(server, files);
  print(figure(`tsserver: diagnostics of all ${FILES} files`, [performance.now() - start]));

  const lines = text.split('\n');
  // The end of the last latestBy callback: after `.withColumns((r) => ({ SHARE_7D: shareOfBoth(r.`
  const line = lines.findLastIndex((l) => l.includes('shareOfBoth(r.'));
  const offset = lines[line]!.indexOf('shareOfBoth(r.') + 'shareOfBoth(r.'.length + 1;
  const place = { file: last, line: line + 1, offset };
  const edit = (run: number) => {
    // A filter's constant, at the start of the chain that the completion stands at the end of.
    const at = lines.findLastIndex((l) => l.includes("r.DAY.ge('2024-01-"));
    const day = lines[at]!.indexOf("'2024-01-") + "'2024-01-".length + 1;
    const where = { file: last, line: at + 1, offset: day, endLine: at + 1, endOffset: day + 2 };
    server.tell('change', { ...where, insertString: String(10 + (Math.abs(run) % 19)) });
  };
  await measure(
    'tsserver: completion after an edit',
    async (run) => {
      edit(run);
      const body = (await server.ask('completionInfo', place)) as { entries: { name: string }[] };
      if (!body.entries.some((e) => e.name === 'AMOUNT_7D'))
        throw new Error('The frame’s columns are not offered.');
    },
    { runs: 20, warmUp: 2 },
  );
  await measure(
    'tsserver: diagnostics after an edit',
    async (run) => {
      edit(run);
      await expectNoErrors(server, [last]);
    },
    { runs: 20, warmUp: 2 },
  );
  server.stop();
  await rm(folder, { recursive: true, force: true });
}

async function expectNoErrors(server: TypeScriptServer, files: readonly string[]): Promise<void> {
  const errors = await server.errors(files);
  if (errors.length > 0) throw new Error(`The files have errors: ${errors[0]!.text}`);
}
