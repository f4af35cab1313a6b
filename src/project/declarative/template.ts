import { SourceText } from '../text.js';
import { DeclarativeError } from './declarativeError.js';

/** Values for `{{ names }}`; mappings are reached with dots. */
export type Variables = Readonly<Record<string, unknown>>;

const PIECE = /\{\{-?\s*([\s\S]*?)\s*-?\}\}|\{%[\s\S]*?(?:%\}|$)|\{#[\s\S]*?(?:#\}|$)/g;
const NAME = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;
const TEXT = /^'([^'\\]*)'$|^"([^"\\]*)"$/;

/**
 * The text with its variables. Of Jinja2 it takes `{{ name }}`, `{{ 'text' }}` and comments; a name that has no value is
 * refused, as Snowflake's tool refuses it, and so are statements and filters, which would change what a file says.
 */
export function render(file: string, text: string, variables: Variables): string {
  return text.replace(PIECE, (piece, expression: string | undefined, at: number) => {
    if (piece.startsWith('{#')) return '';
    const refuse = (message: string): never => {
      throw new DeclarativeError(message, file, new SourceText(file, text).position(at).line);
    };
    if (expression === undefined)
      return refuse(
        `\`${piece.slice(0, 40)}\` is a Jinja2 statement, which Firn does not run. Write the text that it gives.`,
      );
    const quoted = TEXT.exec(expression);
    if (quoted) return quoted[1] ?? quoted[2] ?? '';
    if (!NAME.test(expression))
      return refuse(
        `\`${piece.slice(0, 40)}\` is more than a variable. Firn takes \`{{ name }}\`; write the value into the manifest's templating.`,
      );
    const value = valueOf(expression, variables);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return String(value);
    return refuse(
      value === undefined
        ? `The variable ${expression} has no value. Give it one under \`templating\` in the manifest.`
        : `The variable ${expression} is not one value.`,
    );
  });
}

function valueOf(name: string, variables: Variables): unknown {
  return name
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, key)
          ? (value as Record<string, unknown>)[key]
          : undefined,
      variables,
    );
}

/** The text so that it is itself when it is rendered. */
export function escaped(text: string): string {
  return text.replace(/\{(?=[{%#])/g, () => "{{ '{' }}");
}
