import { lookupNames } from '../../featurestore/names.js';
import type { Definition, Evaluation } from '../../project/model.js';
import { register } from '../../project/register.js';
import { definitionKey } from '../../project/status.js';
import { CliError } from '../cliError.js';
import type { Run } from '../command.js';
import { exitCode } from '../exitCode.js';
import { newest, parseObjectName } from '../objectName.js';
import { refuseProtected } from '../protectedTarget.js';
import { duration } from '../rows.js';
import { withTarget } from '../withProject.js';

/** `firn register NAME@VERSION [--overwrite]`: what the definition says now becomes part of the store. */
export const run: Run = async (context, [text = '']) =>
  withTarget(context, async (connection, project) => {
    const { output, interrupt, options } = context;
    refuseProtected(context, connection.target, 'register');
    const evaluation = await interrupt.orStop(
      project.evaluate({ signal: interrupt.signal, target: connection.target.name }),
    );
    const definition = findDefinition(evaluation, text);
    const began = performance.now();
    const result = await interrupt.orStop(
      register(connection, evaluation, definition, {
        overwrite: options.flag('overwrite'),
        onStep: (step) => output.say(`${step} …`),
      }),
    );
    for (const warning of result.warnings) output.warn(warning);
    const how = result.created ? 'Registered' : options.flag('overwrite') ? 'Replaced' : 'Kept';
    output.say(`${how} ${definitionKey(definition)} in ${duration(performance.now() - began)}.`);
    if (context.json) await output.json({ target: connection.target.name, ...result });
    return exitCode.done;
  });

/** The definition that a name means; of several versions none is guessed. */
export function findDefinition(evaluation: Evaluation, text: string): Definition {
  const { name, version } = parseObjectName(text);
  const names = lookupNames(name);
  const named = evaluation.definitions.filter((definition) => names.includes(definition.name));
  const matching = named.filter((definition) =>
    definition.kind === 'entity' ? version === null : version === null || definition.version === version,
  );
  const [only, ...others] = matching;
  if (only !== undefined && others.length === 0) return only;
  const keys = (others.length > 0 ? matching : evaluation.definitions).map(definitionKey);
  throw new CliError(
    others.length > 0 ? 'ambiguous-definition' : 'unknown-definition',
    others.length > 0 ? `${text} has several versions.` : `The project defines no ${text}.`,
    { hint: keys.length === 0 ? 'It defines nothing; see `firn check`.' : `Name one of ${keys.join(', ')}.` },
  );
}

/** The definition of a feature view, the newest version unless one is named; undefined when there is none. */
export function findViewDefinition(evaluation: Evaluation, text: string) {
  const { name, version } = parseObjectName(text);
  const names = lookupNames(name);
  const views = evaluation.definitions.flatMap((definition) =>
    definition.kind === 'featureView' && names.includes(definition.name) ? [definition] : [],
  );
  return newest(version === null ? views : views.filter((view) => view.version === version));
}
