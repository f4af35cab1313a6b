import { AccountError } from '../account.js';
import { positionAt } from '../../sql/read/lexer.js';
import { tokenize } from '../query/reading.js';
import type { SessionState, SessionVariable } from './session.js';

/** The statement with `$name` replaced by the session variables' values. Positional `$1` stays. */
export function withVariables(sql: string, session: SessionState): string {
  if (!sql.includes('$')) return sql;
  let text = '';
  let from = 0;
  for (const token of tokenize(sql)) {
    if (token.kind !== 'variable' || /^\d/.test(token.value)) continue;
    const variable = session.variables.get(token.value);
    if (variable === undefined) {
      const { line, column } = positionAt(sql, token.start);
      throw new AccountError(
        `SQL compilation error: error line ${line} at position ${column}\nSession variable '$${token.value}' does not exist`,
        '002211',
        '02000',
        { line, column },
      );
    }
    text += sql.slice(from, token.start) + literalOf(variable);
    from = token.end;
  }
  return text + sql.slice(from);
}

function literalOf({ value, type }: SessionVariable): string {
  if (value === null) return 'NULL';
  return type === 'text' ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'` : value;
}
