import path from 'node:path';
import type { Entity, FeatureView, StoreSnapshot } from '../../featurestore/model.js';
import { titleOf } from '../plan/titles.js';
import { ProjectError } from '../projectError.js';
import { UniqueNames, camelCase, fileBase } from './constants.js';

/** Where the definition of an object goes, and the variable that it is. */
export interface Place {
  /** Absolute. */
  readonly file: string;
  readonly constant: string;
}

/** Variables that definition files have beside the definitions, so that none of these is called so. */
const OTHERS = ['entity', 'feature', 'featureView', 'query', 'rows'];

/**
 * One file for each entity and each version of a feature view, always the same ones for the same store: names are
 * given to everything in it, not only to what is asked for.
 */
export class Naming {
  readonly #places = new Map<string, Place>();

  constructor(folder: string, { entities, featureViews }: StoreSnapshot) {
    const files = new UniqueNames();
    const constants = new UniqueNames(OTHERS);
    const add = (title: string, words: string): void => {
      const file = path.join(folder, `${files.take(fileBase(words))}.ts`);
      this.#places.set(title, { file, constant: constants.take(camelCase(words)) });
    };
    for (const entity of entities) add(`entity ${entity.name}`, entity.name);
    for (const view of featureViews) add(titleOf(view), `${view.name}_${view.version}`);
  }

  ofEntity({ name }: Pick<Entity, 'name'>): Place {
    return this.#of(`entity ${name}`);
  }

  ofFeatureView(view: FeatureView): Place {
    return this.#of(titleOf(view));
  }

  #of(key: string): Place {
    const place = this.#places.get(key);
    if (!place) throw new Error(`${key} is not in the store.`);
    return place;
  }
}

const EVERY_FILE = /^(?<folder>(?:[^*?[\]{}()!]+\/)?)(?:\*\*\/)?\*\.ts$/;

/**
 * The folder that definitions are written to: that of the first pattern which takes every TypeScript file of a folder.
 * @throws ProjectError `no-definitions-folder`.
 */
export function definitionsFolder(folder: string, patterns: readonly string[]): string {
  for (const pattern of patterns) {
    const found = EVERY_FILE.exec(pattern)?.groups?.['folder'];
    if (found !== undefined) return path.join(folder, found);
  }
  throw new ProjectError(
    `\`definitions\` of firn.json has no pattern for all files of a folder, so that nothing can be added. Add one, such as "features/**/*.ts".`,
    'no-definitions-folder',
  );
}

/** How one file imports from another. */
export function modulePath(from: string, to: string): string {
  const relative = path.relative(path.dirname(from), to).replaceAll(path.sep, '/').replace(/\.ts$/, '');
  return relative.startsWith('.') ? relative : `./${relative}`;
}
