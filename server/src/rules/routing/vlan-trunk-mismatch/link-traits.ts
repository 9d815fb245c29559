import type { Interface } from '../../../../../grammars/model/interface.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { Located } from '../../../../../grammars/text/span.ts';
import { describedLinks } from '../../../network/described-links.ts';
import { ospfLinks } from '../../../network/igp-links.ts';
import { isBetweenTwo, neighboursOn } from '../../../network/links.ts';
import { type Member, nameOf } from '../../../network/network.ts';
import type { Report, Surroundings } from '../../../review/rule.ts';

/** What both ends of a link say in so many words, and differently: speed and duplex of a wire, the MTU of a link. */
export function* linkTraits({ network, self }: Surroundings): Generator<Report> {
  const compared = new Set<Interface>();
  // Of routers that speak OSPF on the link, routing/igp-mismatch compares the MTU.
  for (const { here } of ospfLinks(network, self)) compared.add(here.interface);
  for (const { here, there, member } of describedLinks(network, self)) {
    if (!here.closed || !there.closed) continue;
    yield* differing(here.speed, there.speed, speedsApart, here, there, member);
    yield* duplexApart(here, there, member);
    if (compared.has(here) || limitsOnlyItself(here) || limitsOnlyItself(there)) continue;
    compared.add(here);
    yield* differing(here.linkMtu, there.linkMtu, mtusApart, here, there, member);
  }
  for (const here of self.device.interfaces) {
    if (!here.linkMtu || !here.closed || !isBetweenTwo(here) || compared.has(here) || limitsOnlyItself(here)) continue;
    for (const { interface: there, member } of neighboursOn(network, self, here))
      if (there.closed && !limitsOnlyItself(there))
        yield* differing(here.linkMtu, there.linkMtu, mtusApart, here, there, member);
  }
}

/** A tunnel takes whatever its packets carry: its MTU is about what it sends. */
const limitsOnlyItself = ({ pointToPoint, encapsulation }: Interface): boolean =>
  pointToPoint === true || encapsulation !== undefined;

/** What is wrong with two values, if anything is; `own` and `far` name the ends. */
type Compare<T> = (here: T, there: T) => ((own: string, far: string) => Bilingual) | undefined;

function* differing<T>(
  here: Located<T> | undefined,
  there: Located<T> | undefined,
  compare: Compare<T>,
  { name }: Interface,
  { name: other }: Interface,
  member: Member,
): Generator<Report> {
  const words = here && there && compare(here.value, there.value);
  if (!words) return;
  yield {
    span: here.span,
    text: words(name.value, `${nameOf(member)} ${other.value}`),
    related: [
      {
        span: there.span,
        text: { en: 'The other end', 'zh-cn': '对端' },
        elsewhere: { path: member.path, range: member.index.rangeOf(there.span) },
      },
    ],
  };
}

const speedsApart: Compare<string> = (here, there) => {
  const [own, far] = [megabits(here), megabits(there)];
  if (own === undefined || far === undefined || own === far) return undefined;
  return (name, other) => ({
    en: `${name} is fixed at ${here}, and ${other} at the other end at ${there}: the link does not come up. Use one speed, or let both ends negotiate.`,
    'zh-cn': `${name} 的速率固定为 ${here},而对端 ${other} 为 ${there}:链路无法 up。请使用相同速率,或在两端启用自协商。`,
  });
};

/** `1000`, `100g`, `10gfull`, `100g-2`; undefined: it is negotiated, or not a number. */
function megabits(written: string): number | undefined {
  const [, number, unit] = /^(\d{1,6})(g?)(?:full|half)?(?:-\d)?$/i.exec(written) ?? [];
  return number === undefined ? undefined : Number(number) * (unit ? 1000 : 1);
}

function* duplexApart(here: Interface, there: Interface, member: Member): Generator<Report> {
  const compare: Compare<string> = (own, far) => {
    const half = own === 'half' || far === 'half';
    if (half && (own === 'full' || far === 'full'))
      return (name, other) => ({
        en: `${name} is fixed at ${own} duplex, and ${other} at the other end at ${far}: one sends while the other does, and takes it for a collision; under load, frames are lost. Use full duplex at both ends.`,
        'zh-cn': `${name} 固定为 ${own} 双工,而对端 ${other} 为 ${far}:一端在对方发送时也会发送,对方则视为冲突,负载升高时丢帧。请在两端使用全双工。`,
      });
    if (!(isForced(here) && far === 'auto') && !(isForced(there) && own === 'auto')) return undefined;
    return (name, other) => ({
      en: `${name} has duplex ${own}, and ${other} at the other end ${far}: the end that is fixed does not negotiate, so the other falls back to half duplex, and under load frames are lost. Fix both ends, or neither.`,
      'zh-cn': `${name} 的双工为 ${own},而对端 ${other} 为 ${far}:固定的一端不参与协商,另一端会退回半双工,负载升高时丢帧。请两端都固定,或都自协商。`,
    });
  };
  yield* differing(here.duplex, there.duplex, compare, here, there, member);
}

/** Full duplex at 10 or 100 Mbit/s without negotiation: who listens hears the speed alone (IEEE 802.3 section 28.2.3.1, parallel detection). */
const isForced = ({ speed, duplex }: Interface): boolean =>
  duplex?.value === 'full' && (speed?.value === '10' || speed?.value === '100');

const mtusApart: Compare<number> = (here, there) =>
  here === there
    ? undefined
    : (name, other) => ({
        en: `${name} sends IP packets of up to ${here} octets, and ${other} on the same link of up to ${there}: what is longer than the other end takes is lost there without a word. Use one MTU on the link.`,
        'zh-cn': `${name} 最大可发送 ${here} 字节的 IP 包,而同一链路上的 ${other} 为 ${there} 字节:超过对端所能接收的报文会被静默丢弃。请在该链路上使用相同的 MTU。`,
      });
