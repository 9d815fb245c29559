import { lower, startsWith } from '../../../kit/cisco-like/facts.ts';
import { type FloodGuards, type FloodLimit, floodGuards, type SynDefence } from '../../../model/flood.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at, type Located } from '../../../text/span.ts';

interface Bounds {
  label: string;
  high?: Located<number>;
  low?: Located<number>;
  statement: Statement;
}

/**
 * `ip tcp intercept max-incomplete high 1100`, `ip inspect max-incomplete low 900`, and `max-incomplete` of a parameter map of the zone-based
 * firewall: from the high number on the oldest half-open connection is closed for each new one, until the low one is reached (IOS Security
 * Configuration Guide, "TCP Intercept", "Context-Based Access Control").
 */
export function floodGuardsOf(statements: readonly Statement[]): { floodGuards?: FloodGuards } {
  const all = new Map<string, Bounds>();
  const synDefences: SynDefence[] = [];
  for (const statement of statements) {
    const { words, children, header } = statement;
    if (startsWith(words, 'ip tcp intercept list')) {
      statement.coverage = 'modelled';
      synDefences.push({ on: true, label: 'ip tcp intercept', span: header });
    }
    const platform = startsWith(words, 'ip tcp intercept') ? 3 : startsWith(words, 'ip inspect') ? 2 : undefined;
    if (platform !== undefined)
      read(all, statement, words.slice(platform), `${lower(words, 1)} ${platform === 3 ? 'intercept ' : ''}`);
    if (!startsWith(words, 'parameter-map type inspect')) continue;
    for (const child of children) read(all, child, child.words, `${lower(words, 3)} `);
  }
  const limits = [...all.values()].flatMap(({ high, low, label, statement }): FloodLimit[] => {
    const limit = high ?? low;
    if (!limit) return [];
    return [
      {
        counts: 'half-open',
        unit: 'at-once',
        per: high ? 'all' : 'other',
        limit,
        ...(high && low ? { until: low } : {}),
        beyond: 'close-oldest',
        label,
        span: statement.header,
      },
    ];
  });
  for (const { label, span } of limits)
    if (!label.startsWith('tcp intercept')) synDefences.push({ on: true, label, span });
  return floodGuards(limits, synDefences);
}

/** `max-incomplete high 1100 low 900`, or one of the two in a line of its own. */
function read(all: Map<string, Bounds>, statement: Statement, words: readonly Word[], owner: string): void {
  if (lower(words, 0) !== 'max-incomplete') return;
  const label = `${owner}max-incomplete`;
  const bounds = all.get(label) ?? { label, statement };
  all.set(label, bounds);
  for (const [index, { text }] of words.entries()) {
    const number = words[index + 1];
    if (!number || !/^\d{1,10}$/.test(number.text)) continue;
    if (text.toLowerCase() === 'high') bounds.high = at(Number(number.text), number.span);
    if (text.toLowerCase() === 'low') bounds.low = at(Number(number.text), number.span);
  }
  statement.coverage = 'modelled';
}
