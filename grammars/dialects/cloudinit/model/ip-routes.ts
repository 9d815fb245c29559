import { routeTarget } from '../../../kit/netplan-like/route-target.ts';
import { parseAddress } from '../../../model/address.ts';
import type { StaticRoute } from '../../../model/routing.ts';
import { type HostCommand, type HostWord, programOf } from './commands.ts';

/**
 * `ip route add 10.9.0.0/16 via 10.0.0.1 dev eth0`: a route that the host gets besides its network-config. What addresses the
 * device has by then is not in this text, so the model names no interface for it.
 */
export function ipRouteOf(command: HostCommand): StaticRoute | undefined {
  const { name, words } = programOf(command);
  if (name !== 'ip' || words.some((word) => !word.sure)) return undefined;
  const rest = words.slice(1).filter((word) => !/^-(?:4|6|f|family|inet6?)$/.test(word.text));
  const [object, verb, ...terms] = rest;
  if (!/^r(?:o(?:u(?:t(?:e)?)?)?)?$/.test(object?.text ?? '')) return undefined;
  if (!/^(?:add|a|replace|append|change)$/.test(verb?.text ?? '')) return undefined;
  const discard = /^(?:blackhole|unreachable|prohibit|throw)$/.test(terms[0]?.text ?? '');
  const typed = discard || /^(?:unicast|to)$/.test(terms[0]?.text ?? '');
  const target = terms[typed ? 1 : 0];
  const parsed = target && routeTarget(target.text);
  if (!target || !parsed || parsed.kind === 'malformed') return undefined;
  const options = optionsOf(terms.slice(typed ? 2 : 1));
  const via = options.get('via');
  const hop = via && parseAddress(via.text);
  // `via inet6 fe80::1`, several next hops: more than one route says.
  if ((via && !hop) || options.has('nexthop')) return undefined;
  const family = parsed.kind === 'prefix' ? parsed.prefix.family : (parsed.family ?? hop?.family ?? 'ipv4');
  const device = options.get('dev')?.text;
  const table = options.get('table')?.text;
  const metric = options.get('metric')?.text;
  const named = device === undefined ? {} : { interface: device };
  return {
    destination: parsed.kind === 'prefix' ? parsed.prefix : { family, address: 0n, length: 0 },
    destinationSpan: target.span,
    nextHops: discard
      ? []
      : hop && via
        ? [{ address: hop, ...named, span: via.span }]
        : [{ ...named, span: options.get('dev')?.span ?? target.span }],
    ...(discard ? { discard: true } : {}),
    ...(table === undefined ? {} : { table }),
    ...(device === undefined ? {} : { under: device }),
    ...(options.has('onlink') ? { onLink: true } : {}),
    ...(metric !== undefined && /^\d{1,10}$/.test(metric) ? { distance: Number(metric) } : {}),
    recursive: false,
    span: command.span,
  };
}

const FLAGS = new Set(['onlink', 'pervasive']);

/** `via X dev Y onlink`; a flag stands for itself. */
function optionsOf(words: readonly HostWord[]): ReadonlyMap<string, HostWord> {
  const options = new Map<string, HostWord>();
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i]!;
    const value = FLAGS.has(word.text) ? word : words[(i += 1)];
    if (value) options.set(word.text, value);
  }
  return options;
}
