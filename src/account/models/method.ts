import path from 'node:path';
import type { ModelFunction } from '../catalog/model.js';
import type { Names } from '../catalog/names.js';
import { refused, unsupported } from '../catalog/refusals.js';
import { modelVersion } from '../commands/modelVersions.js';
import type { ModelCall } from './calls.js';
import type { MethodPlace } from './protocol.js';
import type { ModelRuntime } from './runtime.js';

/** A method that a statement calls. */
export interface ModelMethod {
  readonly place: MethodPlace;
  readonly function: ModelFunction;
  readonly load: () => Promise<void>;
}

/**
 * @throws AccountError 002003 when there is no such model, version or method, 000002 when the account was not told which
 * Python may run it
 */
export function modelMethod(
  names: Names,
  stages: string,
  runtime: ModelRuntime | null,
  call: ModelCall,
): ModelMethod {
  const model = names.must('MODEL', call.model, 'SELECT');
  const version = modelVersion(model, call.version ?? 'DEFAULT');
  const found = version.functions.find((f) => f.name === call.method);
  if (found === undefined)
    throw refused(
      `Unknown function ${call.method} of model ${names.full(model)}, version ${version.name}. It has ${version.functions.map((f) => f.name).join(', ')}.`,
      '002140',
      '42601',
    );
  if (found.table) throw unsupported(`${call.method} of ${names.full(model)}: a table function of a model`);
  if (runtime === null)
    throw unsupported(
      `MODEL(…)!${call.method}`,
      'The local account runs nothing of a model unless it is told which Python may: firn serve --python /path/to/python, with the packages that the model needs.',
    );
  const place = { folder: path.join(stages, version.folder), handler: found.handler };
  return { place, function: found, load: () => runtime.load(place) };
}
