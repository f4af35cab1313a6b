import { compareVersions } from '../project/plan/versions.js';
import { CliError } from './cliError.js';

/** `NAME` or `NAME@VERSION` as it is typed. */
export interface ObjectName {
  readonly name: string;
  readonly version: string | null;
}

export function parseObjectName(text: string): ObjectName {
  const at = text.lastIndexOf('@');
  const [name, version] = at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
  if (name !== '' && version !== '') return { name, version };
  throw new CliError('usage', `'${text}' is no name.`, {
    hint: 'Write NAME@VERSION, e.g. CUSTOMER_ORDERS@V_1.',
  });
}

/** For commands that act on one version. */
export function parseVersionName(text: string): { readonly name: string; readonly version: string } {
  const { name, version } = parseObjectName(text);
  if (version !== null) return { name, version };
  throw new CliError('usage', `Which version of ${name}?`, {
    hint: `Write ${name}@VERSION; \`firn list views\` shows them.`,
  });
}

/** The one with the newest version, by natural order: V_10 is newer than V_9. */
export function newest<T extends { readonly version: string }>(candidates: readonly T[]): T | undefined {
  return [...candidates].sort((a, b) => compareVersions(a.version, b.version)).at(-1);
}
