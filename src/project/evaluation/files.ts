import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** The project's files as an editor sees them: unsaved texts first, then the disk, read again when it has changed. */
export class ProjectFiles {
  readonly #existing = new Map<string, Promise<boolean>>();

  constructor(
    private readonly overlay: ReadonlyMap<string, string> = new Map(),
    private readonly read = new Map<string, { readonly stamp: string; readonly text: string }>(),
  ) {}

  /** The same files under other unsaved texts; what was read from the disk is kept. */
  under(overlay: ReadonlyMap<string, string>): ProjectFiles {
    return new ProjectFiles(overlay, this.read);
  }

  /** The text, or null when there is no such file. */
  async text(file: string): Promise<string | null> {
    const unsaved = this.overlay.get(file);
    if (unsaved !== undefined) return unsaved;
    try {
      const { mtimeMs, size, ino, ctimeMs, isFile } = await this.#stat(file);
      if (!isFile) return null;
      const stamp = `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
      const known = this.read.get(file);
      if (known?.stamp === stamp) return known.text;
      const text = await readFile(file, 'utf8');
      this.read.set(file, { stamp, text });
      return text;
    } catch (error) {
      if (isAbsent(error)) return null;
      throw error;
    }
  }

  /** Asked once for a file: these files are those of one moment. */
  exists(file: string): Promise<boolean> {
    let known = this.#existing.get(file);
    if (!known) this.#existing.set(file, (known = this.#isFile(file)));
    return known;
  }

  async #isFile(file: string): Promise<boolean> {
    if (this.overlay.has(file)) return true;
    try {
      return (await this.#stat(file)).isFile;
    } catch (error) {
      if (isAbsent(error)) return false;
      throw error;
    }
  }

  async #stat(file: string) {
    const found = await stat(file);
    return { ...found, isFile: found.isFile() };
  }
}

function isAbsent(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Files that `specifier`, written in `importer`, may mean, in the order in which they are tried. */
export function candidates(importer: string, specifier: string): string[] {
  const base = path.resolve(path.dirname(importer), specifier);
  const typescript = base.replace(/\.js$/, '.ts');
  if (/\.ts$/.test(base)) return [base];
  const direct = typescript === base ? [] : [typescript, base];
  return [...direct, `${base}.ts`, `${base}.js`, path.join(base, 'index.ts')];
}
