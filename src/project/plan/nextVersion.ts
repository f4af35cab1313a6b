import type { StoreSnapshot } from '../../featurestore/model.js';
import type { Evaluation } from '../model.js';
import type { NextVersion } from './model.js';
import { versionAfter } from './versions.js';

/** Versions that neither the store nor a definition has, each given once. */
export class NextVersions {
  readonly #taken = new Map<string, string[]>();

  constructor({ definitions }: Evaluation, { featureViews }: StoreSnapshot) {
    for (const definition of definitions)
      if (definition.kind === 'featureView') this.#take(definition.name, definition.version);
    for (const { name, version } of featureViews) this.#take(name, version);
  }

  of(name: string): NextVersion {
    const version = versionAfter(this.#taken.get(name) ?? []);
    this.#take(name, version);
    return { version };
  }

  #take(name: string, version: string): void {
    const taken = this.#taken.get(name);
    if (taken) taken.push(version);
    else this.#taken.set(name, [version]);
  }
}
