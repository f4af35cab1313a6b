import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { RULES, RULE_IDS, isAdvice, rulePage } from '../../../src/project/checks/rules.js';
import type { RuleId } from '../../../src/project/checks/rules.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

/** `npx vitest -u` writes the files of these snapshots anew. */
const snapshot = (file: string): string => path.join(ROOT, file);

describe('the table of rules', () => {
  it('has a page for every rule, and no page for none', () => {
    expect(RULE_IDS.filter((id) => !existsSync(path.join(ROOT, rulePage(id))))).toEqual([]);
    const pages = readdirSync(path.join(ROOT, 'docs/rules')).map((file) => path.basename(file, '.md'));
    expect(pages.filter((id) => !RULE_IDS.includes(id as RuleId))).toEqual([]);
  });

  it.each(RULE_IDS)('%s: the page begins with what the table says', (id) => {
    const { severity, title } = RULES[id];
    const [heading, , summary] = read(rulePage(id)).split('\n');
    expect(heading).toBe(`# ${id}`);
    expect(summary).toBe(`_${severity}_ · ${title}`);
  });

  it('is what firn.json may say about rules', async () => {
    const schema = JSON.parse(read('src/project/firn.schema.json')) as {
      properties: { rules: { properties: object } };
    };
    schema.properties.rules.properties = Object.fromEntries(
      RULE_IDS.filter(isAdvice).map((id) => [
        id,
        {
          description: `${RULES[id].title}. See ${rulePage(id)}.`,
          enum: ['error', 'warning', 'information', 'hint', 'off'],
          default: RULES[id].severity,
        },
      ]),
    );
    const text = await format(JSON.stringify(schema), { parser: 'json', printWidth: 110 });
    await expect(text).toMatchFileSnapshot(snapshot('src/project/firn.schema.json'));
  });

  it('is the index of the pages', async () => {
    const text = read('docs/rules.md');
    const groups = [...new Set(Object.values(RULES).map(({ group }) => group))];
    const written = groups.reduce((page, group) => {
      const rows = RULE_IDS.filter((id) => RULES[id].group === group).map(
        (id) => `| [\`${id}\`](rules/${id}.md) | ${RULES[id].severity} | ${RULES[id].title} |`,
      );
      const table = ['| rule | severity | finds |', '| --- | --- | --- |', ...rows].join('\n');
      const marks = new RegExp(`(<!-- rules: ${group} -->\n)[^]*?(\n<!-- end -->)`);
      expect(page).toMatch(marks);
      return page.replace(marks, (_all, start: string, end: string) => `${start}\n${table}\n${end}`);
    }, text);
    const formatted = await format(written, { parser: 'markdown', printWidth: 110 });
    await expect(formatted).toMatchFileSnapshot(snapshot('docs/rules.md'));
  });
});
