import type { Interface } from '../../../grammars/model/interface.ts';
import type { Member, Network, Owner } from './network.ts';
import { sameInterface } from './same-interface.ts';

/** Two ports that are wired to each other. */
export interface DescribedLink {
  readonly here: Interface;
  readonly there: Interface;
  readonly member: Member;
}

/**
 * Links between ports whose descriptions name the other's device and port, each way: `to sw2 Gi0/24` and `to sw1 Gi0/1`. LLDP gives names with
 * their domain, people leave it out: one of the two may be without.
 */
export function* describedLinks(network: Network, self: Member): Generator<DescribedLink> {
  const own = self.device.hostname?.value.toLowerCase();
  if (own === undefined || !self.device.interfaces.some(({ description }) => description)) return;
  const byName = new Map<string, Member[]>();
  /** Those whose names have a domain, by what is before it. */
  const byLabel = new Map<string, Member[]>();
  const put = (map: Map<string, Member[]>, key: string, member: Member): void => {
    const list = map.get(key);
    if (list) list.push(member);
    else map.set(key, [member]);
  };
  for (const member of network.members) {
    const name = member.device.hostname?.value.toLowerCase();
    if (name === undefined || name === own || member.device.fragment) continue;
    put(byName, name, member);
    const label = labelOf(name);
    if (label !== undefined) put(byLabel, label, member);
  }
  const called = (word: string): readonly Member[] => {
    const label = labelOf(word);
    return byName.get(word) ?? (label === undefined ? byLabel.get(word) : byName.get(label)) ?? [];
  };
  // A short name is this device's where no other one has it too.
  const label = labelOf(own) ?? own;
  const alone = !byLabel.has(label) && !byName.has(label);
  const isOwn = (word: string): boolean => word === own || (alone && (labelOf(word) === own || labelOf(own) === word));
  for (const here of self.device.interfaces) {
    if (!here.description || here.shutdown) continue;
    const said = wordsOf(here.description.value);
    const named = [...new Set(said.words.flatMap(called))];
    const [member, ...others] = network.near(
      self.path,
      named.map((one) => ({ member: one })),
    );
    if (!member || others.length > 0) continue;
    const there = onlyPort(said, member.member);
    if (!there?.description || there.shutdown) continue;
    const back = wordsOf(there.description.value);
    if (back.words.some(isOwn) && onlyPort(back, self) === here) yield { here, there, member: member.member };
  }
}

/** Of several who have one address: those that the port's description names, or whose own names this device; else all of them. */
export function namedBeside(self: Member, port: Interface | undefined, owners: readonly Owner[]): readonly Owner[] {
  if (owners.length < 2) return owners;
  const named = owners.filter((owner) => (port && names(port, owner.member)) || names(owner.interface, self));
  return named.length > 0 ? named : owners;
}

const names = ({ description }: Interface, { device }: Member): boolean => {
  const name = device.hostname?.value.toLowerCase();
  if (name === undefined || !description) return false;
  const { words } = wordsOf(description.value);
  return words.includes(name) || words.includes(labelOf(name) ?? name);
};

/** `sw2` of `sw2.example.net`; undefined: there is no domain. */
const labelOf = (name: string): string | undefined => /^([a-z][a-z\d-]*)\.[a-z][a-z\d.-]*$/.exec(name)?.[1];

/** The one port of this device that a description names. */
function onlyPort({ words, pairs }: Said, { device }: Member): Interface | undefined {
  const portsOf = (names: readonly string[]): Set<Interface> => {
    const found = new Set<Interface>();
    // `10GE1/0/1` is a port of VRP.
    for (const word of names)
      if (/^(?:\d{1,3}ge|[a-z-]+)\d[\d/.:]*$/.test(word))
        // People name the port, and Junos its unit 0.
        for (const one of device.interfaces)
          if (sameInterface(one.name.value, word) || sameInterface(one.name.value, `${word}.0`)) found.add(one);
    return found;
  };
  const written = portsOf(words);
  const found = written.size > 0 ? written : portsOf(pairs);
  return found.size === 1 ? [...found][0] : undefined;
}

interface Said {
  readonly words: readonly string[];
  /** What is written apart: `Ethernet 1/2`. */
  readonly pairs: readonly string[];
}

/** Words as people part them, and the parts of what they join: `P2P_spine1_Ethernet1`, `sw2:Gi0/24`. */
function wordsOf(description: string): Said {
  const whole = description.toLowerCase().split(/[\s,;()[\]{}<>|"'=]+/);
  const words = [...new Set(whole.flatMap((word) => [word, ...word.split(/[_:#@]+/)]))].filter((word) => word !== '');
  const pairs = whole.flatMap((word, at) => (/^[a-z]+$/.test(word) ? `${word}${whole[at + 1] ?? ''}` : []));
  return { words, pairs };
}
