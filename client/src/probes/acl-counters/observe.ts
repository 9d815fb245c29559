import type { Commands } from '../../device/ask-device.ts';
import type { ShowCommand } from '../../device/platform.ts';
import type { DevicePlatform } from '../../protocol.ts';
import type { CountedRule } from '../../show/counters/counted-rule.ts';
import { readListCounters } from '../../show/counters/list-counters.ts';
import type { Target } from '../target.ts';

/** All lists, or the one that is the subject, and how old counts can be: counters that are not kept begin anew with the device. */
export const commands: Commands = (platform, target) => {
  const lists = listCommands(platform, target);
  return lists && [...lists, ...AGES[platform]];
};

const VERSION: ShowCommand = ['show', 'version', '|', 'include', 'uptime'];

const AGES: Readonly<Record<DevicePlatform, readonly ShowCommand[]>> = {
  ios: [VERSION],
  iosxr: [VERSION],
  nxos: [['show', 'system', 'uptime']],
  eos: [['show', 'uptime']],
  junos: [['show', 'system', 'uptime']],
  asa: [
    ['show', 'version', '|', 'include', 'up'],
    ['show', 'clock'],
  ],
  vrp: [['display', 'version', '|', 'include', 'uptime']],
  comware: [['display', 'version', '|', 'include', 'uptime']],
  routeros: [['/system', 'resource', 'print']],
  linux: [['cat', '/proc/uptime']],
  // These keep their counters over a restart; what they tell are times, so they are asked for theirs.
  panos: [['show', 'clock']],
  fortios: [['get', 'system', 'status', '|', 'grep', 'time']],
  frr: [],
  bird: [],
};

function listCommands(platform: DevicePlatform, { subject }: Target): readonly ShowCommand[] | undefined {
  const named = subject === undefined ? [] : [subject];
  const [before, after] = subject?.split('/') ?? [];
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
    case 'junos': {
      const policies: ShowCommand = ['show', 'security', 'policies', 'hit-count'];
      // Policies of no zones are listed with all others.
      if (before && after)
        return [before === 'junos-global' ? policies : [...policies, 'from-zone', before, 'to-zone', after]];
      return subject === undefined ? [['show', 'firewall'], policies] : [['show', 'firewall', 'filter', subject]];
    }
    case 'asa':
      return [['show', 'access-list', ...named], ...named.map((name) => ['show', 'access-list', name, 'brief'])];
    case 'fortios':
      return ['iprope', 'iprope6'].map((table) => ['diagnose', 'firewall', table, 'show', '100004']);
    case 'panos':
      return [['show', 'rule-hit-count', 'vsys', 'vsys-name', 'vsys1', 'rule-base', 'security', 'rules', 'all']];
    case 'vrp':
    case 'comware': {
      const [family, name] = before === 'ipv6' && after ? [['ipv6'], after] : [[], subject];
      if (name === undefined)
        return [
          ['display', 'acl', 'all'],
          ['display', 'acl', 'ipv6', 'all'],
        ];
      return [['display', 'acl', ...family, ...(/^\d+$/.test(name) ? [] : ['name']), name]];
    }
    case 'routeros':
      return [[before === 'ipv6' && after ? '/ipv6' : '/ip', 'firewall', 'filter', 'print', 'stats']];
    case 'linux':
      return [
        ['nft', '-j', 'list', 'ruleset'],
        ['iptables-save', '-c'],
      ];
    default:
      return undefined;
  }
}

/** Empty: there are lists, and the one that is asked for is not among them. */
export function read(text: string, { subject, platform }: Target): readonly CountedRule[] | undefined {
  const rules = readListCounters(text);
  if (subject === undefined) return rules;
  // RouterOS does not tell of which family a chain is: it was asked for it.
  const name = platform === 'routeros' ? subject.replace('ipv6/', '') : subject;
  return rules?.filter(({ list, alias }) => list === name || alias === name);
}
