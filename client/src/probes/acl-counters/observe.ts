import type { Commands } from '../../device/ask-device.ts';
import type { CountedRule } from '../../show/counted-rule.ts';
import { readListCounters } from '../../show/list-counters.ts';
import type { Target } from '../target.ts';

/** All lists, or the one that is the subject. */
export const commands: Commands = (platform, { subject }) => {
  const named = subject === undefined ? [] : [subject];
  switch (platform) {
    case 'ios':
      return subject === undefined
        ? [['show', 'access-lists']]
        : // A name may be of either family; the other command shows nothing.
          [
            ['show', 'access-lists', subject],
            ['show', 'ipv6', 'access-list', subject],
          ];
    case 'nxos':
      return [['show', 'access-lists', ...named]];
    case 'eos':
      return [
        ['show', 'ip', 'access-lists', ...named],
        ['show', 'ipv6', 'access-lists', ...named],
      ];
    case 'iosxr':
      return [
        ['show', 'access-lists', 'ipv4', ...named],
        ['show', 'access-lists', 'ipv6', ...named],
      ];
    case 'junos':
      return [['show', 'firewall', ...named.flatMap((name) => ['filter', name])]];
    case 'linux':
      return [
        ['nft', '-j', 'list', 'ruleset'],
        ['iptables-save', '-c'],
      ];
    default:
      return undefined;
  }
};

/** Empty: there are lists, and the one that is asked for is not among them. */
export function read(text: string, { subject }: Target): readonly CountedRule[] | undefined {
  const rules = readListCounters(text);
  return subject === undefined ? rules : rules?.filter(({ list }) => list === subject);
}
