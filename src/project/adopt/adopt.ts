import path from 'node:path';
import type { Entity, FeatureView, StoreSnapshot } from '../../featurestore/model.js';
import { distFile } from '../../session/distribution.js';
import { Parser } from '../../sql/read/parser.js';
import type { Target } from '../config.js';
import type { TargetConnection } from '../connection.js';
import type { Definition, Evaluation } from '../model.js';
import { titleOf } from '../plan/titles.js';
import type { Project } from '../project.js';
import { camelCase } from './constants.js';
import { entityText, featureViewText } from './definitionText.js';
import type { EntityNames, Rows } from './definitionText.js';
import { Naming, definitionsFolder, modulePath } from './naming.js';
import { whyNoEntity, whyNoFeatureView } from './refusals.js';
import { rowsFor } from './rows.js';
import { selected } from './selection.js';
import { unlike } from './verification.js';
import { writeFiles } from './writing.js';
import type { Conflict } from './writing.js';

export interface AdoptOptions {
  /** `NAME`, `NAME@VERSION` of feature views and names of entities; empty: everything. */
  readonly names?: readonly string[];
  /** Whether files that are there are replaced. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
}

export interface AdoptResult {
  /** Files whose content changed, absolute. */
  readonly written: readonly string[];
  /** What the project defines already, and where. */
  readonly defined: readonly { readonly title: string; readonly file: string }[];
  /** Files that are there and say something else; they stay as they are. */
  readonly conflicts: readonly Conflict[];
  /** What no definition can say, and why. */
  readonly refused: readonly { readonly title: string; readonly reason: string }[];
}

/**
 * Writes definition files for what a target's store has and the project does not define. Every feature view's file has
 * been evaluated and compared with the store before it is written, as `firn plan` compares: there is no difference.
 * @throws FeatureStoreError when there is no store; ProjectError `unknown-object`, `no-definitions-folder`.
 */
export async function adoptStore(
  project: Project,
  connection: Pick<TargetConnection, 'target' | 'store'>,
  options: AdoptOptions = {},
): Promise<AdoptResult> {
  const store = await connection.store('connect');
  return adoptSnapshot(project, connection.target, await store.snapshot(), options);
}

/** `adoptStore` for what has been read already. */
export async function adoptSnapshot(
  project: Project,
  target: Target,
  snapshot: StoreSnapshot,
  options: AdoptOptions = {},
): Promise<AdoptResult> {
  const { signal } = options;
  const folder = definitionsFolder(project.folder, project.config.definitions);
  const before = await project.evaluate({ target: target.name, ...(signal && { signal }) });
  const parser = new Parser(distFile('reader.cjs'));
  try {
    const naming = new Naming(folder, snapshot);
    return await new Adoption(project, target, snapshot, before, naming, options).run(parser);
  } finally {
    await parser.stop();
  }
}

class Adoption {
  readonly #entities: ReadonlyMap<string, Entity>;
  readonly #refused = new Map<string, string>();
  readonly #defined = new Map<string, string>();
  /** Texts by file. */
  readonly #texts = new Map<string, { readonly title: string; readonly text: string }>();

  constructor(
    private readonly project: Project,
    private readonly target: Target,
    private readonly snapshot: StoreSnapshot,
    private readonly before: Evaluation,
    private readonly naming: Naming,
    private readonly options: AdoptOptions,
  ) {
    this.#entities = new Map(snapshot.entities.map((entity) => [entity.name, entity]));
  }

  async run(parser: Parser): Promise<AdoptResult> {
    const wanted = selected(this.snapshot, this.options.names ?? []);
    for (const { object, message } of wanted.problems) this.#refused.set(object, message);
    for (const entity of wanted.entities) this.#addEntity(entity);
    const views = wanted.featureViews.filter((view) => this.#isWanted(view));
    await this.#addFeatureViews(views, parser);
    const { written, conflicts } = await writeFiles(this.#texts, this.options.force ?? false);
    return {
      written,
      conflicts,
      defined: [...this.#defined].map(([title, file]) => ({ title, file })),
      refused: [...this.#refused].map(([title, reason]) => ({ title, reason })),
    };
  }

  /** Whether a feature view gets a file; what it needs is added. */
  #isWanted(view: FeatureView): boolean {
    const title = titleOf(view);
    if (this.#isDefined(title, this.#definitionOf(view), this.naming.ofFeatureView(view).file)) return false;
    const reason = whyNoFeatureView(view, this.#entities);
    if (reason !== null) {
      this.#refused.set(title, reason);
      return false;
    }
    for (const entity of view.entities) this.#addEntity(entity);
    return true;
  }

  #addEntity(entity: Entity): void {
    const { file, constant } = this.naming.ofEntity(entity);
    if (this.#isDefined(entity.name, this.#definitionOf(entity), file)) return;
    const reason = whyNoEntity(entity);
    if (reason === null) this.#texts.set(file, { title: entity.name, text: entityText(entity, constant) });
    else this.#refused.set(entity.name, reason);
  }

  #isDefined(title: string, definition: Definition | undefined, file: string): boolean {
    if (definition === undefined) return false;
    if (this.options.force === true && definition.span.file === file) return false;
    this.#defined.set(title, definition.span.file);
    return true;
  }

  #definitionOf(object: Entity | FeatureView): Definition | undefined {
    const version = 'version' in object ? object.version : null;
    return this.before.definitions.find(
      (definition) =>
        definition.name === object.name &&
        (definition.kind === 'featureView' ? definition.version : null) === version,
    );
  }

  /** The forms of all feature views are tried together, the best of each first, until each has one that is the same. */
  async #addFeatureViews(views: readonly FeatureView[], parser: Parser): Promise<void> {
    let open = await Promise.all(
      views.map(async (view) => ({ view, forms: await this.#formsOf(view, parser) })),
    );
    for (const { view, forms } of open)
      if (forms.length === 0)
        this.#refused.set(
          titleOf(view),
          'Its query is not the one that its features would be kept by: it was made by another form of client. Register this version again.',
        );
    for (let form = 0; open.length > 0; form += 1) {
      open = open.filter(({ forms }) => form < forms.length);
      const texts = new Map(
        open.flatMap(({ view, forms }) => {
          const rows = forms[form];
          return rows ? [[view, this.#textOf(view, rows)] as const] : [];
        }),
      );
      const differences = await this.#verify(texts);
      open = open.filter(({ view }) => {
        const difference = differences.get(view);
        if (difference !== undefined) this.#refused.set(titleOf(view), difference);
        else this.#accept(view, texts.get(view) ?? '');
        return difference !== undefined;
      });
    }
  }

  #formsOf(view: FeatureView, parser: Parser): Promise<readonly Rows[]> {
    const { file, constant } = this.naming.ofFeatureView(view);
    const entities = view.entities.map((entity) => this.#imported(entity, file).constant);
    return rowsFor(view, {
      project: this.project,
      target: this.target,
      parser,
      file,
      taken: [constant, ...entities],
    });
  }

  #accept(view: FeatureView, text: string): void {
    const title = titleOf(view);
    this.#refused.delete(title);
    this.#texts.set(this.naming.ofFeatureView(view).file, { title, text });
  }

  /** Evaluates the texts as if they were written. */
  async #verify(texts: ReadonlyMap<FeatureView, string>): Promise<ReadonlyMap<FeatureView, string>> {
    if (texts.size === 0) return new Map();
    const overlay = new Map([...this.#texts].map(([file, { text }]) => [file, text]));
    for (const [view, text] of texts) overlay.set(this.naming.ofFeatureView(view).file, text);
    const { signal } = this.options;
    const evaluation = await this.project.evaluate({
      target: this.target.name,
      overlay,
      added: [...overlay.keys()],
      ...(signal && { signal }),
    });
    return new Map(
      [...texts.keys()].flatMap((view) => {
        const reason = unlike(view, this.naming.ofFeatureView(view).file, evaluation);
        return reason === null ? [] : [[view, reason] as const];
      }),
    );
  }

  #textOf(view: FeatureView, rows: Rows): string {
    const { file, constant } = this.naming.ofFeatureView(view);
    return featureViewText(view, {
      constant,
      rows,
      entities: view.entities.map((entity) => this.#imported(entity, file)),
      warehouse: this.target.warehouse,
    });
  }

  #imported(entity: Entity, file: string): EntityNames {
    const place = this.naming.ofEntity(entity);
    const definition = this.options.force === true ? undefined : this.#definitionOf(entity);
    const from = definition?.span.file ?? place.file;
    const exported = definition?.exportName ?? place.constant;
    const constant = exported === 'default' ? camelCase(entity.name) : exported;
    const names = [constant === exported ? exported : `${exported} as ${constant}`];
    return { constant, import: { module: modulePath(file, path.normalize(from)), names } };
  }
}
