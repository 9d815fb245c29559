import { formatAddress } from '../../../../../grammars/model/address.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { Span } from '../../../../../grammars/text/span.ts';
import { type Peer, peerOf, type SessionEnd } from '../../../network/bgp-peers.ts';
import { type Member, nameOf } from '../../../network/network.ts';
import { sameBgpRouterIds } from '../../../network/same-router-id.ts';
import { type SessionFault, sessionFaults } from '../../../network/session-faults.ts';
import type { Related } from '../../../review/finding.ts';
import type { Report, Surroundings } from '../../../review/rule.ts';

/** What the configuration of the neighbour, in the same workspace, says against the session. */
export function* otherEnd({ network }: Surroundings, self: SessionEnd): Generator<Report> {
  const peer = peerOf(network, self);
  if (peer.kind === 'unknown') return;
  if (peer.kind !== 'match') {
    yield apart(self, peer);
    return;
  }
  // Seen from the other end, its review tells what this one lacks.
  const [fault] = sessionFaults(self, peer.end);
  if (fault && !(fault.kind === 'key' && fault.here)) yield reportOf(self, peer.end, fault);
  else if (!fault) yield* shorterThere(self, peer.end);
}

const place = ({ path, index }: Member, span: Span, text: Bilingual): Related => ({
  span,
  text,
  elsewhere: { path, range: index.rangeOf(span) },
});

/** RFC 4271 section 4.2: both use the smaller hold time. */
function* shorterThere({ neighbour, process }: SessionEnd, there: SessionEnd): Generator<Report> {
  const hold = (neighbour.timers ?? process.timers)?.hold;
  const theirs = (there.neighbour.timers ?? there.process.timers)?.hold;
  if (!hold || !theirs || theirs.value === 0 || hold.value <= theirs.value || neighbour.shutdown) return;
  const name = nameOf(there.member);
  yield {
    severity: 'info',
    span: hold.span,
    text: {
      en: `${name} has a hold time of ${theirs.value} s for this session, and the smaller of the two is used: ${hold.value} s here has no effect. Agree on one value.`,
      'zh-cn': `${name} 对该会话使用 ${theirs.value} 秒的保持时间,双方取较小值:本端的 ${hold.value} 秒不起作用。请统一取值。`,
    },
    related: [place(there.member, theirs.span, { en: 'Its hold time', 'zh-cn': '其保持时间' })],
  };
}

const THE_OTHER_END: Bilingual = { en: 'The other end', 'zh-cn': '对端' };

function apart({ neighbour }: SessionEnd, peer: Exclude<Peer, { readonly kind: 'unknown' | 'match' }>): Report {
  const who = neighbour.address.value;
  const { span } = neighbour.address;
  if (peer.kind === 'no-process') {
    const name = nameOf(peer.member);
    return {
      severity: 'warning',
      span,
      text: {
        en: `${who} is ${name}, whose configuration in this workspace has no BGP: the session stays down until it is set up there.`,
        'zh-cn': `${who} 是 ${name},而工作区中它的配置没有 BGP:在那里配置之前会话不会建立。`,
      },
      ...(peer.member.device.hostname
        ? { related: [place(peer.member, peer.member.device.hostname.span, { en: 'The device', 'zh-cn': '该设备' })] }
        : {}),
    };
  }
  if (peer.kind === 'no-neighbour') {
    const name = nameOf(peer.member);
    return {
      severity: 'warning',
      span,
      text: {
        en: `${who} is ${name}, which names no address of this device as a neighbour: the session is half open and stays down. Add this device there.`,
        'zh-cn': `${who} 是 ${name},而它没有把本机的任何地址配置为邻居:会话只有一端,无法建立。请在那里添加本机。`,
      },
      related: [
        place(peer.member, peer.process.asn?.span ?? peer.process.span, { en: 'Its BGP', 'zh-cn': '其 BGP 进程' }),
      ],
    };
  }
  const { end, from } = peer;
  const name = nameOf(end.member);
  const source = from.map(({ family, address }) => formatAddress(family, address)).join(', ');
  const wanted = end.neighbour.address.value;
  return {
    severity: 'warning',
    span: neighbour.updateSource?.span ?? span,
    text: {
      en: `The session with ${who} starts from ${source}, but ${name} expects this device at ${wanted}: it refuses what comes from another address. Use the same pair of addresses on both ends.`,
      'zh-cn': `与 ${who} 的会话以 ${source} 为源地址,而 ${name} 认为本机是 ${wanted}:它会拒绝来自其他地址的连接。请在两端使用同一对地址。`,
    },
    related: [place(end.member, end.neighbour.address.span, THE_OTHER_END)],
  };
}

function reportOf({ neighbour }: SessionEnd, there: SessionEnd, fault: SessionFault): Report {
  const name = nameOf(there.member);
  const who = neighbour.address.value;
  const related = [place(there.member, there.neighbour.address.span, THE_OTHER_END)];
  switch (fault.kind) {
    case 'as-number':
      return {
        span: neighbour.remoteAs!.span,
        text: {
          en: `${who} is ${name}, which is in AS ${fault.actual}, not ${fault.expected}: it is refused with "bad peer AS" and the session never comes up. Correct the number here or there.`,
          'zh-cn': `${who} 是 ${name},属于 AS ${fault.actual} 而不是 ${fault.expected}:会因“对端 AS 错误”被拒绝,会话永远无法建立。请更正本端或对端的编号。`,
        },
        related: [
          place(there.member, there.process.asn?.span ?? there.process.span, { en: 'Its AS', 'zh-cn': '其 AS' }),
        ],
        fixes: [
          {
            title: {
              en: `Expect AS ${fault.actual}, which ${name} has: the session comes up`,
              'zh-cn': `改为 ${name} 所属的 AS ${fault.actual}:会话将会建立`,
            },
            safety: 'unsafe',
            change: { kind: 'replace-text', span: neighbour.remoteAs!.span, newText: `${fault.actual}` },
          },
        ],
      };
    case 'router-id':
      return {
        span: neighbour.address.span,
        text: {
          en: `${name} has router ID ${fault.id} as well: an internal session between two routers of one ID is refused with "bad BGP identifier". Give each router an ID of its own.`,
          'zh-cn': `${name} 也使用 router ID ${fault.id}:同一 ID 的两台路由器之间的 IBGP 会话会因“BGP 标识符错误”被拒绝。请为每台路由器配置唯一的 ID。`,
        },
        related: [place(there.member, there.process.routerId!.span, { en: 'Its router ID', 'zh-cn': '其 router ID' })],
      };
    case 'shut-down':
      return {
        severity: 'info',
        span: neighbour.address.span,
        text: {
          en: `${name} has shut this session down: it stays down from here as well.`,
          'zh-cn': `${name} 已关闭此会话:本端也无法建立。`,
        },
        related,
      };
    case 'key':
      return {
        span: neighbour.address.span,
        text: {
          en: `${name} protects the session with a key, and this end has none: its packets are dropped without a word and the session never comes up. Set the same key here.`,
          'zh-cn': `${name} 用密钥保护该会话,而本端没有密钥:报文会被静默丢弃,会话永远无法建立。请在本端配置相同的密钥。`,
        },
        related,
      };
    case 'ttl':
      return {
        span: neighbour.ttlSecurity!.span,
        text: {
          en: `This end takes only packets with a high TTL, and ${name} sends a TTL of 1, as external sessions do by default: the session never comes up. Set TTL security there as well.`,
          'zh-cn': `本端只接受高 TTL 的报文,而 ${name} 按 EBGP 默认以 TTL 1 发送:会话永远无法建立。请在对端同样启用 TTL 安全。`,
        },
        related,
      };
    case 'families':
      return {
        severity: 'warning',
        span: neighbour.address.span,
        text: {
          en: `The session with ${name} carries nothing: here it is for ${fault.here.join(', ')}, there for ${fault.there.join(', ')}. Activate one family on both ends.`,
          'zh-cn': `与 ${name} 的会话不承载任何路由:本端为 ${fault.here.join('、')},对端为 ${fault.there.join('、')}。请在两端激活同一地址族。`,
        },
        related,
      };
    case 'roles':
      return {
        span: neighbour.address.span,
        text: {
          en: `This end is ${fault.here} and ${name} is ${fault.there}: these roles (RFC 9234) do not go together, and the session is refused. Agree on who is what.`,
          'zh-cn': `本端角色为 ${fault.here},${name} 为 ${fault.there}:这两个角色(RFC 9234)不匹配,会话会被拒绝。请商定各自的角色。`,
        },
        related,
      };
  }
}

/** Two clients of one route reflector that have one ID, and no session with each other. */
export function* sameIds({ network, self }: Surroundings): Generator<Report> {
  for (const { here, there, member } of sameBgpRouterIds(network, self)) {
    const name = nameOf(member);
    yield {
      span: here.routerId!.span,
      text: {
        en: `${name} in this AS has router ID ${here.routerId!.value} as well: what a route reflector passes on from the one, the other takes for its own routes and drops. Give each router an ID of its own.`,
        'zh-cn': `本 AS 中的 ${name} 也使用 router ID ${here.routerId!.value}:路由反射器转发的一方路由会被另一方当作自己的而丢弃。请为每台路由器配置唯一的 ID。`,
      },
      related: [place(member, there.routerId!.span, { en: 'Its router ID', 'zh-cn': '其 router ID' })],
    };
  }
}
