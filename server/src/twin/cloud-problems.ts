import type { Span } from '../../../grammars/text/span.ts';
import type { Member } from '../network/network.ts';
import { lineIn, type PlacedLine } from './ask-trace.ts';
import { partOf } from './cloud-member.ts';

/**
 * What of a cloud's text is about one of its devices: its name, its interfaces, and filters that stand before it with their rules, which
 * other devices may have as well. Empty: it has a file of its own.
 */
export function aboutInCloud(member: Member): readonly Pick<PlacedLine, 'path' | 'range'>[] {
  const part = partOf(member);
  if (!part || part.kind === 'file') return [];
  const { hostname, interfaces, filters } = member.device;
  const spans = [
    ...(hostname ? [hostname.span] : []),
    ...interfaces.map(({ name }) => name.span),
    // A gateway's rules stand where its machines do.
    ...(part.kind === 'gateway' ? [] : filters).flatMap(({ span, rules }) => [span, ...rules.map((rule) => rule.span)]),
  ].filter(({ start, end }) => end > start);
  return outermost(spans).map((span) => {
    const { path, range } = lineIn(member, span);
    return { path, range };
  });
}

/** Without those within others. */
function outermost(spans: readonly Span[]): readonly Span[] {
  const found: Span[] = [];
  let end = -1;
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (span.end <= end) continue;
    found.push(span);
    end = span.end;
  }
  return found;
}
