import { duplexOf, type InterfaceState, speedOf } from './interface-state.ts';
import { knownFacts, wholeNumber } from './known-facts.ts';

/** `show interfaces all` of Gaia: a block of settings for each interface, and what it counted. */
export function readGaiaInterfaces(text: string): InterfaceState[] {
  return text.split(/^(?=Interface [\w.:-]{1,32}\s*$)/m).flatMap((block) => interfaceOf(block) ?? []);
}

// Interface eth1-01
//     state on
//     link-state link up
// Statistics:
//     TX bytes:1426617302 packets:2324728082 errors:0 dropped:0 overruns:0 carrier:0
function interfaceOf(block: string): InterfaceState | undefined {
  const name = /^Interface (\S+)/.exec(block)?.[1];
  const setting = (key: string): string | undefined =>
    new RegExp(`^ +${key} (\\S.{0,199}?) *\\r?$`, 'm').exec(block)?.[1];
  const state = setting('state');
  if (!name || (state !== 'on' && state !== 'off')) return undefined;
  // "not available": of VLANs, which have no cable of their own.
  const link = { 'link up': 'up', 'link down': 'down', 'no link': 'down' }[setting('link-state') ?? ''] as
    | 'up'
    | 'down'
    | undefined;
  const count = (way: 'RX' | 'TX', what: string): number | undefined =>
    wholeNumber(new RegExp(`^ +${way} bytes:[^\\n]*? ${what}:(\\d+)`, 'm').exec(block)?.[1]);
  return {
    name,
    admin: state === 'on' ? 'up' : 'down',
    ...knownFacts({
      link,
      description: setting('comments'),
      duplex: duplexOf(setting('duplex')),
      // speed 1000M (eth1-01)
      speed: speedOf(setting('speed')?.split(' ', 1)[0]),
      mtu: wholeNumber(setting('mtu')),
    }),
    counters: knownFacts({
      inputPackets: count('RX', 'packets'),
      outputPackets: count('TX', 'packets'),
      inputErrors: count('RX', 'errors'),
      outputErrors: count('TX', 'errors'),
      frame: count('RX', 'frame'),
      inputDrops: count('RX', 'dropped'),
      outputDrops: count('TX', 'dropped'),
    }),
  };
}
