import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import texts from '../../../package.nls.json' with { type: 'json' };

const { contributes } = manifest;
const commands = contributes.commands.map(({ command }) => command);
const source = readFileSync('src/providers/commands/commands.ts', 'utf8');

describe('the manifest', () => {
  it('declares exactly the commands that exist', () => {
    const registered = [...source.matchAll(/'(firn\.\w+)':/g)].map(([, id]) => id);
    expect(registered.sort()).toEqual([...commands].sort());
  });

  it('has all its texts, and no others', () => {
    const used = [...JSON.stringify(manifest).matchAll(/%([\w.]+)%/g)].map(([, key]) => key);
    expect([...new Set(used)].sort()).toEqual(Object.keys(texts).sort());
  });

  it('names only commands of its own in menus', () => {
    const named = Object.values(contributes.menus).flatMap((items) => items.map(({ command }) => command));
    expect(named.filter((command) => !commands.includes(command))).toEqual([]);
  });

  it('puts every command under the category Firn', () => {
    expect(contributes.commands.filter(({ category }) => category !== '%category%')).toEqual([]);
  });

  it('evaluates nothing in folders that are not trusted', () => {
    expect(manifest.capabilities.untrustedWorkspaces.supported).toBe('limited');
    expect(manifest.extensionKind).toEqual(['workspace']);
  });

  it('has links to existing commands in its welcome views', () => {
    const links = Object.entries(texts)
      .filter(([key]) => key.startsWith('welcome.'))
      .flatMap(([, text]) => [...text.matchAll(/command:(firn\.\w+)/g)].map(([, id]) => id));
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((id) => !commands.includes(id ?? ''))).toEqual([]);
  });
});
