import type { Interface } from '../../../grammars/model/interface.ts';
import type { Member, Network } from './network.ts';
import { sameInterface } from './same-interface.ts';

/** Two ports that are wired to each other. */
export interface DescribedLink {
  readonly here: Interface;
  readonly there: Interface;
  readonly member: Member;
}

/** Links between ports whose descriptions name the other's device and port, each way: `to sw2 Gi0/24` and `to sw1 Gi0/1`. */
export function* describedLinks(network: Network, self: Member): Generator<DescribedLink> {
  const own = self.device.hostname?.value.toLowerCase();
  if (own === undefined || !self.device.interfaces.some(({ description }) => description)) return;
  const byName = new Map<string, Member[]>();
  for (const member of network.members) {
    const name = member.device.hostname?.value.toLowerCase();
    if (name === undefined || name === own || member.device.fragment) continue;
    const list = byName.get(name);
    if (list) list.push(member);
    else byName.set(name, [member]);
  }
  for (const here of self.device.interfaces) {
    if (!here.description || here.shutdown) continue;
    const words = wordsOf(here.description.value);
    const named = [...new Set(words.flatMap((word) => byName.get(word) ?? []))];
    const [member, ...others] = network.near(
      self.path,
      named.map((one) => ({ member: one })),
    );
    if (!member || others.length > 0) continue;
    const there = onlyPort(words, member.member);
    if (!there?.description || there.shutdown) continue;
    const back = wordsOf(there.description.value);
    if (back.includes(own) && onlyPort(back, self) === here) yield { here, there, member: member.member };
  }
}

/** The one port of this device that a description names. */
function onlyPort(words: readonly string[], { device }: Member): Interface | undefined {
  const found = new Set<Interface>();
  for (const word of words)
    if (/^[a-z-]+\d[\d/.:]*$/.test(word))
      // People name the port, and Junos its unit 0.
      for (const one of device.interfaces)
        if (sameInterface(one.name.value, word) || sameInterface(one.name.value, `${word}.0`)) found.add(one);
  return found.size === 1 ? [...found][0] : undefined;
}

/** Words as people part them, and the parts of what they join: `P2P_spine1_Ethernet1`, `sw2:Gi0/24`. */
function wordsOf(description: string): string[] {
  const whole = description.toLowerCase().split(/[\s,;()[\]{}<>|"'=]+/);
  return [...new Set(whole.flatMap((word) => [word, ...word.split(/[_:]+/)]))].filter((word) => word !== '');
}
