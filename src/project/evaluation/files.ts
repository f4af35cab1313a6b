import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** What is known of a file: that there is none, or its state when it was looked at, and its text once it was read. */
interface Known {
  /** null: there is no such file. */
  readonly stamp: string | null;
  readonly text?: string;
}

/** The files of the disk that were asked for. They are as they were looked at until `refresh` looks at them again. */
export class Disk {
  readonly #known = new Map<string, Known>();
  #changes = 0;

  /** Another number after every change that `refresh` found. */
  get changes(): number {
    return this.#changes;
  }

  /** The text, or null when there is no such file. */
  async text(file: string): Promise<string | null> {
    const known = this.#known.get(file);
    if (known?.stamp === null) return null;
    if (known?.text !== undefined) return known.text;
    const stamp = await stampOf(file);
    const text = stamp === null ? null : await contentOf(file);
    this.#known.set(file, text === null ? { stamp: null } : { stamp, text });
    return text;
  }

  async exists(file: string): Promise<boolean> {
    let known = this.#known.get(file);
    if (!known) this.#known.set(file, (known = { stamp: await stampOf(file) }));
    return known.stamp !== null;
  }

  /** Looks at all files again: what changed is read when it is asked for. */
  async refresh(): Promise<void> {
    const looked = await Promise.all(
      [...this.#known].map(async ([file, known]) => ({ file, known, stamp: await stampOf(file) })),
    );
    for (const { file, known, stamp } of looked) {
      if (stamp === known.stamp) continue;
      // Looked at anew in the meantime: that was later than this look.
      if (this.#known.get(file) !== known) continue;
      this.#known.delete(file);
      this.#changes += 1;
    }
  }
}

/** The project's files as an editor sees them: unsaved texts first, then the disk. */
export class ProjectFiles {
  constructor(
    private readonly disk: Disk,
    private readonly overlay: ReadonlyMap<string, string> = new Map(),
  ) {}

  /** The text, or null when there is no such file. */
  async text(file: string): Promise<string | null> {
    return this.overlay.get(file) ?? this.disk.text(file);
  }

  async exists(file: string): Promise<boolean> {
    return this.overlay.has(file) || this.disk.exists(file);
  }
}

/** Another text after every change of the file; null when there is no such file. */
async function stampOf(file: string): Promise<string | null> {
  const found = await unlessAbsent(stat(file));
  if (!found?.isFile()) return null;
  return `${found.mtimeMs} ${found.ctimeMs} ${found.size} ${found.ino}`;
}

const contentOf = (file: string): Promise<string | null> => unlessAbsent(readFile(file, 'utf8'));

async function unlessAbsent<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
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
