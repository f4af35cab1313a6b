import { formatDialect, snowflake } from 'sql-formatter';
import type { FormatOptions } from 'sql-formatter';
import { firstChange, sameTokens } from './tokens.js';

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

export interface FormattedSql {
  readonly text: string;
  /** Why the text is as it was; null when it is in the user's style. */
  readonly leftAlone: string | null;
}

/**
 * The text in the user's style. It means the same as before: where the formatter cannot read the text, or gives other
 * tokens, the text comes back unchanged, with the reason.
 */
export function formatSql(text: string, style: SqlStyle): FormattedSql {
  const formatted = attempt(text, style);
  if (typeof formatted !== 'string') return { text, leftAlone: formatted.reason };
  if (sameTokens(text, formatted)) return { text: formatted, leftAlone: null };
  return { text, leftAlone: `formatting would change ${firstChange(text, formatted)}` };
}

function attempt(text: string, { keywordCase, indent }: SqlStyle): string | { readonly reason: string } {
  const options: FormatOptions = {
    ...DEFAULTS,
    keywordCase,
    functionCase: keywordCase,
    dataTypeCase: keywordCase,
    tabWidth: indent,
  };
  try {
    return formatDialect(text, { ...options, dialect: snowflake });
  } catch (error) {
    // It says so by throwing when it cannot read a text; such a text stays as it is.
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return { reason: `the formatter cannot read it: ${reason}` };
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
