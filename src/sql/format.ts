import { formatDialect, snowflake } from 'sql-formatter';
import type { FormatOptions } from 'sql-formatter';
import { sameTokens } from './tokens.js';

/** The user's choices for SQL texts. */
export interface SqlStyle {
  readonly keywordCase: 'upper' | 'lower' | 'preserve';
  /** Blanks per level. */
  readonly indent: number;
}

/** What the formatter would tear apart: binary literals, stage paths, model methods, binds, templates, file URLs. */
const OPAQUE = [
  String.raw`[xX]'[0-9A-Fa-f]*'`,
  String.raw`[\w."$]+![A-Za-z_]\w*`,
  String.raw`@[\w%".~$/-]+`,
  String.raw`:\d+`,
  String.raw`\{[^{}]*\}`,
  String.raw`file://\S+`,
  String.raw`#\w+`,
];

/**
 * The text in the user's style. It means the same as before: where the formatter cannot read the text, or gives other
 * tokens, the text comes back unchanged.
 */
export function formatSql(text: string, style: SqlStyle): string {
  const formatted = attempt(text, style);
  return formatted !== undefined && sameTokens(text, formatted) ? formatted : text;
}

function attempt(text: string, { keywordCase, indent }: SqlStyle): string | undefined {
  const options: FormatOptions = {
    ...DEFAULTS,
    keywordCase,
    functionCase: keywordCase,
    dataTypeCase: keywordCase,
    tabWidth: indent,
  };
  try {
    return formatDialect(text, { ...options, dialect: snowflake });
  } catch {
    // It says so by throwing when it cannot read a text; such a text stays as it is.
    return undefined;
  }
}

const DEFAULTS: FormatOptions = {
  tabWidth: 2,
  useTabs: false,
  keywordCase: 'preserve',
  identifierCase: 'preserve',
  dataTypeCase: 'preserve',
  functionCase: 'preserve',
  indentStyle: 'standard',
  logicalOperatorNewline: 'before',
  expressionWidth: 80,
  linesBetweenQueries: 1,
  denseOperators: false,
  newlineBeforeSemicolon: false,
  paramTypes: { positional: true, custom: OPAQUE.map((regex) => ({ regex })) },
};
