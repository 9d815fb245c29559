import { type Diagnostic, DiagnosticSeverity, DiagnosticTag, type TextEdit } from 'vscode-languageserver/node';
import type { LineIndex } from '../../../grammars/text/line-index.ts';
import type { Finding, Safety, Severity } from '../review/finding.ts';
import { rulePage } from '../review/rule-page.ts';
import { rules } from '../rules/index.ts';
import type { Display } from './display.ts';
import type { Locale } from './locale.ts';

export const SOURCE = 'netreview';

export interface WireFix {
  readonly title: string;
  readonly safety: Safety;
  readonly edits: TextEdit[];
}

/** Travels with the diagnostic, so that its quick fixes need nothing from the server. */
export interface DiagnosticData {
  /** Of the document the fixes were written for. */
  readonly version: number;
  readonly fixes: readonly WireFix[];
  /** The intent that it breaks, where its packet can be shown on its way. */
  readonly intent?: string;
}

/** @param version of the document; the fixes hold for no other. */
export function diagnosticOf(
  finding: Finding,
  uri: string,
  version: number,
  index: LineIndex,
  locale: Locale,
  { fadeDeadRules }: Pick<Display, 'fadeDeadRules'>,
): Diagnostic {
  const page = isRule(finding.rule) ? { codeDescription: { href: rulePage(finding.rule) } } : {};
  const related = finding.related.map(({ span, text, elsewhere }) => ({
    location: elsewhere ? { uri: elsewhere.path, range: elsewhere.range } : { uri, range: index.rangeOf(span) },
    message: text[locale],
  }));
  return {
    range: index.rangeOf(finding.span),
    severity: SEVERITY[finding.severity],
    code: finding.rule,
    ...page,
    source: SOURCE,
    message: messageOf(finding, locale),
    ...(finding.unnecessary && fadeDeadRules ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(related.length > 0 ? { relatedInformation: related } : {}),
    data: {
      version,
      fixes: finding.fixes.map((fix) => wireFix(fix, index, locale)),
      ...(finding.intent === undefined ? {} : { intent: finding.intent }),
    } satisfies DiagnosticData,
  };
}

/** The finding's sentence, and the packet that proves it where the sentence does not show it. */
export function messageOf({ text, witness }: Finding, locale: Locale): string {
  if (witness === undefined || text[locale].includes(witness)) return text[locale];
  return `${text[locale]}\n${locale === 'zh-cn' ? '数据包' : 'Packet'}: ${witness}`;
}

export const isRule = (id: string): boolean => rules.some((rule) => rule.meta.id === id);

/** The diagnostic's data when this server wrote it. */
export function dataOf(diagnostic: Diagnostic): DiagnosticData | undefined {
  const data = diagnostic.data as Partial<DiagnosticData> | undefined;
  return diagnostic.source === SOURCE && typeof data?.version === 'number' && Array.isArray(data.fixes)
    ? (data as DiagnosticData)
    : undefined;
}

const wireFix = ({ title, safety, edits }: Finding['fixes'][number], index: LineIndex, locale: Locale): WireFix => ({
  title: title[locale],
  safety,
  edits: edits.map(({ span, newText }) => ({ range: index.rangeOf(span), newText })),
});

const SEVERITY: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};
