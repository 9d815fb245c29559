import { lower, startsWith } from '../../../kit/cisco-like/facts.ts';
import { type FloodGuards, type FloodLimit, floodGuards } from '../../../model/flood.ts';
import { type Statement, walk } from '../../../outline.ts';
import { at, cover } from '../../../text/span.ts';

/**
 * `set connection embryonic-conn-max 1000 per-client-embryonic-max 50` of a class: beyond it the firewall answers with a cookie in the server's place (ASA
 * Firewall CLI Configuration Guide, "TCP Intercept"). 0 is no limit.
 */
export function floodGuardsOf(statements: readonly Statement[]): { floodGuards?: FloodGuards } {
  const limits: FloodLimit[] = [];
  for (const { words, header } of walk(statements)) {
    if (!startsWith(words, 'set connection')) continue;
    const client = words.some(({ text }) => text.toLowerCase() === 'per-client-embryonic-max');
    for (const [index, word] of words.entries()) {
      const name = lower(words, index);
      const number = words[index + 1];
      if (!/^(?:per-client-)?embryonic(?:-conn)?-max$/.test(name) || !number || !/^\d{1,7}$/.test(number.text))
        continue;
      const per = name.startsWith('per-client') ? 'source' : 'all';
      limits.push({
        counts: 'half-open',
        unit: 'at-once',
        per,
        limit: at(Number(number.text), number.span),
        beyond: 'proxy',
        label: name,
        span: header,
        ...(per === 'all' && !client
          ? {
              perSource: [
                {
                  span: cover(word.span, number.span),
                  newText: `${word.text} 10000 per-client-embryonic-max ${Math.min(Number(number.text) || 50, 50)}`,
                },
              ],
            }
          : {}),
      });
    }
  }
  return floodGuards(
    limits,
    limits.filter(({ limit }) => limit.value > 0).map(({ label, span }) => ({ on: true, label, span })),
  );
}
