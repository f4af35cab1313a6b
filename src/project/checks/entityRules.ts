import { storedName } from '../../sql/identifiers.js';
import { checkTagLength, entityTagPrefix } from '../../featurestore/tags.js';
import type { EntityResult } from '../evaluation/protocol.js';
import type { Diagnostic } from '../model.js';
import { refusedByStore } from './refusal.js';
import { diagnostic } from './rule.js';
import { nameAsStored } from '../storedNames.js';
import type { Site } from './site.js';

/** The official client's limits: a name of 32 characters, 300 join keys of 256 characters, no commas. */
const LONGEST_NAME = 32;
const MOST_KEYS = 300;
const LONGEST_KEY = 256;

type Rule = (site: Site<EntityResult>) => Iterable<Diagnostic>;

/** What an entity must be so that the official clients can register and read it. */
export const ENTITY_RULES: readonly Rule[] = [
  function* name({ definition, nameSpan }) {
    yield* refusedByStore(nameSpan, () => storedName(definition.name));
    if (definition.name.length > LONGEST_NAME)
      yield diagnostic(
        'name-invalid',
        'error',
        `Entity name \`${definition.name}\` is longer than ${LONGEST_NAME} characters. Choose a shorter one.`,
        nameSpan,
      );
  },

  function* joinKeys({ definition, at }) {
    const { joinKeys, name } = definition;
    if (joinKeys.length === 0)
      yield diagnostic(
        'join-key-invalid',
        'error',
        `Entity ${name} has no join key. Name the columns that identify one.`,
        at(['joinKeys']),
      );
    if (joinKeys.length > MOST_KEYS)
      yield diagnostic(
        'join-key-invalid',
        'error',
        `Entity ${name} has ${joinKeys.length} join keys; ${MOST_KEYS} is the most.`,
        at(['joinKeys']),
      );
    for (const [index, key] of joinKeys.entries()) {
      const span = at(['joinKeys', index]);
      yield* refusedByStore(span, () => storedName(key), 'join-key-invalid');
      if (key.length > LONGEST_KEY || key.includes(','))
        yield diagnostic(
          'join-key-invalid',
          'error',
          `Join key \`${key}\` ${key.includes(',') ? 'contains a comma' : `is longer than ${LONGEST_KEY} characters`}, which an entity's tag cannot hold.`,
          span,
        );
      if (joinKeys.findIndex((other) => nameAsStored(other) === nameAsStored(key)) < index)
        yield diagnostic('join-key-invalid', 'error', `Duplicate join key ${nameAsStored(key)}.`, span);
    }
  },

  function* tagLength({ definition, at }) {
    const tag = `${entityTagPrefix}${nameAsStored(definition.name)}`;
    const value = definition.joinKeys.map(nameAsStored).join(',');
    yield* refusedByStore(at(['joinKeys']), () =>
      checkTagLength(tag, value, 'Use fewer join keys, or shorter names.'),
    );
  },
];
