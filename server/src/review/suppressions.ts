import type { Span } from '../../../grammars/text/span.ts';
import type { Finding } from './finding.ts';
import type { Prepared } from './prepare.ts';

/** A comment that silences findings: `netreview-disable-next-line acl/permit-any-any until=2027-01-31 -- reason`. */
export interface Suppression {
  readonly scope: 'file' | 'line' | 'next-line';
  /** Empty: all rules. */
  readonly rules: readonly string[];
  readonly reason: string | undefined;
  /** Last day it holds, ISO date. */
  readonly until: string | undefined;
  /** 0-based line whose findings it silences; undefined for a whole file. */
  readonly line: number | undefined;
  readonly span: Span;
}

const MARK = /netreview-disable(-next-line|-line)?(?=\s|$)([^\n]*)/;

/** Reads suppressions from the document's comments. */
export function suppressionsOf(prepared: Prepared): Suppression[] {
  const found: Suppression[] = [];
  for (const trivia of prepared.outline.trivia) {
    if (trivia.kind !== 'comment') continue;
    const text = prepared.text.slice(trivia.span.start, trivia.span.end);
    const mark = MARK.exec(text);
    if (!mark) continue;
    const scope = mark[1] === '-next-line' ? 'next-line' : mark[1] === '-line' ? 'line' : 'file';
    const [terms = '', ...reason] = (mark[2] ?? '').replace(/\*\/\s*$/, '').split(/\s--\s/);
    const words = terms
      .trim()
      .split(/[\s,]+/)
      .filter(Boolean);
    const line = prepared.index.positionAt(trivia.span.start).line;
    found.push({
      scope,
      rules: words.filter((word) => word.includes('/')),
      reason: reason.join(' -- ').trim() || undefined,
      until: words.find((word) => word.startsWith('until='))?.slice('until='.length),
      line: scope === 'file' ? undefined : scope === 'line' ? line : nextStatementLine(prepared, line),
      span: trivia.span,
    });
  }
  return found;
}

/**
 * Drops what is suppressed and adds a finding for each suppression that silenced nothing or has run out.
 * @param today ISO date; absent: nothing expires.
 */
export function suppress(prepared: Prepared, findings: readonly Finding[], today: string | undefined): Finding[] {
  const suppressions = suppressionsOf(prepared);
  if (suppressions.length === 0) return [...findings];
  const expired = (suppression: Suppression): boolean =>
    today !== undefined && suppression.until !== undefined && suppression.until < today;
  const used = new Set<Suppression>();
  const kept = findings.filter((finding) => {
    const line = prepared.index.positionAt(finding.span.start).line;
    const by = suppressions.filter(
      (suppression) =>
        !expired(suppression) &&
        (suppression.rules.length === 0 || suppression.rules.includes(finding.rule)) &&
        (suppression.line === undefined || suppression.line === line),
    );
    for (const suppression of by) used.add(suppression);
    return by.length === 0;
  });
  for (const suppression of suppressions) {
    if (used.has(suppression)) continue;
    kept.push(expired(suppression) ? expiredFinding(suppression) : unusedFinding(prepared, suppression));
  }
  return kept;
}

function unusedFinding(prepared: Prepared, suppression: Suppression): Finding {
  const line = prepared.index.positionAt(suppression.span.start).line;
  const own = prepared.text.slice(prepared.index.lineSpan(line).start, suppression.span.start).trim() === '';
  return {
    rule: 'netreview/unused-suppression',
    severity: 'info',
    span: suppression.span,
    text: {
      en: 'This suppression silences nothing; remove it.',
      'zh-cn': '此抑制注释没有屏蔽任何问题,请删除。',
    },
    related: [],
    fixes: [
      {
        title: { en: 'Remove the unused suppression', 'zh-cn': '删除无用的抑制注释' },
        safety: 'safe',
        edits: [{ span: own ? prepared.index.fullLineSpan(line) : suppression.span, newText: '' }],
      },
    ],
    unnecessary: true,
  };
}

function expiredFinding(suppression: Suppression): Finding {
  return {
    rule: 'netreview/expired-suppression',
    severity: 'warning',
    span: suppression.span,
    text: {
      en: `This suppression ran out on ${suppression.until}; fix the finding or renew the date.`,
      'zh-cn': `此抑制注释已于 ${suppression.until} 到期;请修复问题或更新日期。`,
    },
    related: [],
    fixes: [],
  };
}

function nextStatementLine(prepared: Prepared, line: number): number {
  for (let next = line + 1; next < prepared.index.lineCount; next += 1) {
    const { start, end } = prepared.index.lineSpan(next);
    const text = prepared.text.slice(start, end).trim();
    if (text !== '' && !text.startsWith(prepared.dialect.lineComment)) return next;
  }
  return line + 1;
}
