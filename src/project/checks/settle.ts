import { closest } from '../../dataframe/suggestion.js';
import type { ModuleGraph } from '../evaluation/graph.js';
import { lineForComment } from '../evaluation/silences.js';
import type { Silence } from '../evaluation/silences.js';
import type { Diagnostic, Fix, Severity, SilencedDiagnostic } from '../model.js';
import type { Range, SourceText } from '../text.js';
import { diagnostic, replacement } from './rule.js';
import { RULE_IDS, isAdvice, isRule } from './rules.js';
import type { RuleId } from './rules.js';

/** What `firn.json` says about a rule. */
export type RuleSetting = Severity | 'off';
export type RuleSettings = ReadonlyMap<RuleId, RuleSetting>;

interface Settled {
  readonly diagnostics: readonly Diagnostic[];
  readonly silenced: readonly SilencedDiagnostic[];
}

/** What is left to say of what was found: comments silence it, `firn.json` says how much it matters. */
export function settle(found: readonly Diagnostic[], graph: ModuleGraph, settings: RuleSettings): Settled {
  const silences = [...graph.values()].flatMap(({ transformed }) =>
    transformed.silences.map((silence) => ({ silence, source: transformed.source })),
  );
  const used = new Set<Range>();
  const silenced: SilencedDiagnostic[] = [];
  const heard = found.filter((item) => {
    const by = isAdvice(item.code) ? silencesOf(item, silences) : [];
    for (const { rule } of by) used.add(rule);
    const [first] = by;
    if (first) silenced.push({ diagnostic: item, reason: first.silence.reason });
    return !first;
  });
  const hasErrors = found.some(({ severity }) => severity === 'error');
  const about = silences.flatMap(({ silence, source }) => [
    ...silenceProblems(silence, source),
    // What an error hides cannot be told from what is not there.
    ...(hasErrors ? [] : unusedProblems(silence, source, used)),
  ]);
  const diagnostics = [...heard, ...about].flatMap((item) => {
    const setting = settings.get(item.code) ?? item.severity;
    return setting === 'off' ? [] : [withSilencing({ ...item, severity: setting }, graph)];
  });
  return { diagnostics, silenced };
}

interface PlacedSilence {
  readonly silence: Silence;
  readonly source: SourceText;
}

function silencesOf({ code, span }: Diagnostic, silences: readonly PlacedSilence[]) {
  return silences.flatMap(({ silence, source }) => {
    if (source.file !== span.file || silence.reason === '') return [];
    const rule = silence.rules.find(({ id }) => id === code);
    const at = source.offset(span.line, span.column);
    const covered = silence.covers.some(({ start, end }) => start <= at && at <= end);
    return rule && covered ? [{ silence, rule: rule.range }] : [];
  });
}

function* silenceProblems(silence: Silence, source: SourceText): Iterable<Diagnostic> {
  const { rules, reason, range } = silence;
  if (rules.length === 0)
    yield diagnostic(
      'silence-unknown-rule',
      'warning',
      'This comment names no rule. Write `firn-ignore <rule>: <reason>`.',
      source.span(range),
    );
  for (const { id, range: place } of rules) {
    const span = source.span(place);
    if (!isRule(id)) {
      const suggestion = closest(id, RULE_IDS.filter(isAdvice));
      const help = suggestion ? ` Did you mean \`${suggestion}\`?` : '';
      const fix = suggestion ? replacement(span, suggestion) : undefined;
      yield diagnostic('silence-unknown-rule', 'warning', `There is no rule \`${id}\`.${help}`, span, fix);
    } else if (!isAdvice(id))
      yield diagnostic(
        'silence-refused',
        'warning',
        `\`${id}\` is an error, which no comment can silence: there is no SQL with it, or no store takes it.`,
        span,
        removal(silence, source),
      );
  }
  if (rules.some(({ id }) => isRule(id) && isAdvice(id)) && reason === '')
    yield diagnostic(
      'silence-without-reason',
      'warning',
      'This comment silences nothing as long as it does not say why. Write the reason after a colon: `firn-ignore <rule>: <reason>`.',
      source.span(range),
    );
}

function* unusedProblems(
  silence: Silence,
  source: SourceText,
  used: ReadonlySet<Range>,
): Iterable<Diagnostic> {
  if (silence.reason === '') return;
  for (const { id, range } of silence.rules)
    if (isRule(id) && isAdvice(id) && !used.has(range))
      yield diagnostic(
        'unused-silence',
        'hint',
        `There is nothing here for \`${id}\` to find. Take the comment away.`,
        source.span(range),
        removal(silence, source),
      );
}

/** Takes the comment away, with its line when there is nothing else in it; none when it names other rules, too. */
function removal({ range, rules, ownLine }: Silence, source: SourceText): Fix | undefined {
  if (rules.length > 1) return undefined;
  const { text } = source;
  const start = ownLine
    ? text.lastIndexOf('\n', range.start - 1) + 1
    : text.slice(0, range.start).trimEnd().length;
  const newLine = text.indexOf('\n', range.end);
  const end = ownLine && newLine !== -1 ? newLine + 1 : range.end;
  return { title: 'Remove the comment', edits: [{ span: source.span({ start, end }), newText: '' }] };
}

function withSilencing(item: Diagnostic, graph: ModuleGraph): Diagnostic {
  const source = graph.get(item.span.file)?.transformed.source;
  if (!source || !isAdvice(item.code) || NOT_SILENCED.has(item.code)) return item;
  return { ...item, silencing: silencing(item, source) };
}

/** About the comments themselves: they are mended, not commented on. */
const NOT_SILENCED: ReadonlySet<RuleId> = new Set([
  'silence-unknown-rule',
  'silence-refused',
  'silence-without-reason',
  'unused-silence',
]);

function silencing({ code, span }: Diagnostic, source: SourceText): Fix {
  const line = lineForComment(source, span.line);
  const start = source.offset(line, 1);
  const [indent = ''] = /^[\t ]*/.exec(source.text.slice(start)) ?? [];
  const newLine = source.text.includes('\r\n') ? '\r\n' : '\n';
  return {
    title: `Silence \`${code}\` here, with a reason`,
    edits: [
      { span: source.span({ start, end: start }), newText: `${indent}// firn-ignore ${code}: ${newLine}` },
    ],
  };
}
