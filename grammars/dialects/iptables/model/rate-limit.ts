import type { CountedBy, RateLimit } from '../../../model/flood.ts';
import { at, type Span } from '../../../text/span.ts';
import { argumentOf, type RulePart } from '../grammar/rule-line.ts';

/**
 * What `-m limit` and `-m hashlimit` ask (iptables-extensions(8)); undefined: another module, bytes, or words that are not understood.
 * `span`: of the module with all its options, where nothing else is between them.
 */
export function rateLimitOf(module: string, parts: readonly RulePart[], span: Span | undefined): RateLimit | undefined {
  if (module !== 'limit' && module !== 'hashlimit') return undefined;
  const part = (name: string): RulePart | undefined => parts.find((one) => one.name === name);
  const above = part('hashlimit-above');
  const rate = module === 'limit' ? part('limit') : (above ?? part('hashlimit-upto') ?? part('hashlimit'));
  const written = rate?.values[0];
  const perSecond = written && rateOf(argumentOf(rate));
  if (!rate || !written || perSecond === undefined || parts.some(({ negated }) => negated)) return undefined;
  const burst = part(module === 'limit' ? 'limit-burst' : 'hashlimit-burst');
  const packets = burst ? Number(argumentOf(burst)) : DEFAULT_BURST;
  if (!Number.isSafeInteger(packets)) return undefined;
  const per = module === 'limit' ? 'all' : countedBy(parts);
  return {
    perSecond,
    written: at(argumentOf(rate), written.span),
    most: module === 'limit' ? 10_000 : 1_000_000,
    burst: packets,
    holds: above ? 'beyond' : 'within',
    per,
    ...(module === 'limit' && span
      ? { perSource: [{ span, newText: eachAlone(argumentOf(rate), packets, span) }] }
      : {}),
  };
}

/** Of both modules. */
const DEFAULT_BURST = 5;

/** `--hashlimit-mode srcip,dstport`; without the option all are counted together. Masked sources are many in one. */
function countedBy(parts: readonly RulePart[]): CountedBy {
  const mode = parts.find(({ name }) => name === 'hashlimit-mode');
  if (!mode) return 'all';
  const keys = argumentOf(mode).split(',');
  if (parts.some(({ name }) => name === 'hashlimit-srcmask')) return 'other';
  return keys.includes('srcip') ? 'source' : keys.includes('dstip') ? 'destination' : 'other';
}

/** The table of a hashlimit has a name of its own. */
const eachAlone = (rate: string, burst: number, { start }: Span): string =>
  `-m hashlimit --hashlimit-upto ${rate} --hashlimit-burst ${burst} --hashlimit-mode srcip --hashlimit-name each-${start}`;

/** `25/minute`, `1/s`; a number alone is per second. */
function rateOf(text: string): number | undefined {
  const found = /^(\d{1,9})(?:\/(s|sec|second|m|min|minute|h|hour|d|day))?$/.exec(text);
  return found ? Number(found[1]) / SECONDS[(found[2] ?? 's')[0]!]! : undefined;
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };
