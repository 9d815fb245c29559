import type { Member } from '../network/network.ts';
import { prepare } from '../review/prepare.ts';
import type { CloudMember } from './cloud-member.ts';

/**
 * Lists of rules that user-data and playbooks write on their host, as files beside them: `/etc/iptables/rules.v4`. Those in a cloud's own text are
 * left out, as it has several hosts.
 */
export function writtenFilters(members: readonly Member[]): readonly Member[] {
  return members.flatMap((member) =>
    member.device.cloud || member.device.embedded.length === 0 ? [] : (known.get(member) ?? remember(member)),
  );
}

const known = new WeakMap<Member, readonly Member[]>();

function remember(member: Member): readonly Member[] {
  const found = member.device.embedded.flatMap((embedded, at): CloudMember[] => {
    const prepared = prepare({
      text: embedded.text,
      ...(embedded.path === undefined ? {} : { path: embedded.path }),
      ...(embedded.dialect === undefined ? {} : { dialect: embedded.dialect }),
    });
    if (!prepared?.device.filters.some(({ hook }) => hook !== undefined) || embedded.part) return [];
    return [
      {
        path: `${member.path}#${at}`,
        device: prepared.device,
        index: prepared.index,
        part: {
          kind: 'file',
          aliases: [],
          wires: new Map(),
          subnets: new Map(),
          guards: new Map(),
          complete: false,
          pieces: embedded.segments.flatMap(({ start, end, host, linear }) =>
            linear ? [{ start, end: end + 1, member, from: host.start }] : [],
          ),
        },
      },
    ];
  });
  known.set(member, found);
  return found;
}
