import { isInside } from '../is-inside.ts';
import type { Verdict } from '../probe.ts';
import type { Endpoint } from '../stun-message.ts';
import { notAnswered } from '../stun-not-answered.ts';
import { targetText } from '../target.ts';
import { verdict } from '../verdict.ts';
import type { StunNatObservation } from './observe.ts';

export function judge(seen: StunNatObservation): Verdict {
  const server = targetText({ host: seen.address, port: seen.target.port! });
  if (seen.end !== 'done') return notDone(server, seen);
  const { local, mapped, mappedByOther, mappedByOtherPort } = seen;
  const rest = { en: restEn(seen), zh: restZh(seen) };
  if (text(local!) === text(mapped!)) {
    return verdict(
      'ok',
      'no-nat',
      `No address translation on the way to ${server} (${text(mapped!)}); ${rest.en}.`,
      `到 ${server} 的途中没有地址转换(${text(mapped!)});${rest.zh}。`,
    );
  }
  if (!mappedByOther || !mappedByOtherPort) {
    return verdict(
      'unknown',
      'mapping-unknown',
      `${server} sees ${text(mapped!)}, but its second address ${text(seen.other!)} gives no answer: how the translation maps cannot be told.`,
      `${server} 看到 ${text(mapped!)},但其第二地址 ${text(seen.other!)} 没有应答:无法判断地址转换的映射方式。`,
    );
  }
  if (text(mapped!) === text(mappedByOther) && text(mapped!) === text(mappedByOtherPort)) {
    return verdict(
      'ok',
      'endpoint-independent',
      `The translation keeps one outside port for every peer (${text(mapped!)}, endpoint-independent mapping): calls connect directly; ${rest.en}.`,
      `地址转换对所有对端使用同一外部端口(${text(mapped!)},端点无关映射):通话可直连;${rest.zh}。`,
    );
  }
  const seenAs = [mapped!, mappedByOther, mappedByOtherPort].map(text).join(', ');
  if (text(mappedByOther) === text(mappedByOtherPort)) {
    return verdict(
      'warning',
      'address-dependent',
      `The translation takes another outside port for each peer address (${seenAs}): many calls need a TURN relay; ${rest.en}.`,
      `地址转换对每个对端地址使用不同的外部端口(${seenAs}):许多通话需要 TURN 中继;${rest.zh}。`,
    );
  }
  return verdict(
    'warning',
    'symmetric',
    `The translation takes another outside port for each peer address and port (${seenAs}, symmetric): peers cannot find each other, calls need a TURN relay; ${rest.en}.`,
    `地址转换对每个对端地址和端口都使用不同的外部端口(${seenAs},对称型):对端互相找不到,通话需要 TURN 中继;${rest.zh}。`,
  );
}

const FILTERING = {
  'endpoint-independent': { en: 'anybody may answer', zh: '任何人都可应答' },
  'address-dependent': { en: 'only addresses that were sent to may answer', zh: '只有发送过的地址可以应答' },
  'address-and-port-dependent': {
    en: 'only the very address and port that was sent to may answer',
    zh: '只有发送过的地址和端口可以应答',
  },
} as const;
const HAIRPIN = {
  works: { en: 'own outside addresses can be reached from inside', zh: '可从内部到达自己的外部地址' },
  fails: { en: 'own outside addresses cannot be reached from inside', zh: '不能从内部到达自己的外部地址' },
  'not-tried': { en: 'hairpinning was not tried', zh: '未尝试回环(hairpin)' },
} as const;

/** A private server sees private addresses by nature, and one that sees this machine's own has a way to it. */
const isTwice = ({ address, local, mapped }: StunNatObservation): boolean =>
  isInside(mapped!.address) && !isInside(address) && text(local!) !== text(mapped!);

const restEn = (seen: StunNatObservation): string =>
  `${FILTERING[seen.filtering!].en}; ${HAIRPIN[seen.hairpin!].en}${isTwice(seen) ? '; what the server sees is a private address, so another translation follows' : ''}`;
const restZh = (seen: StunNatObservation): string =>
  `${FILTERING[seen.filtering!].zh};${HAIRPIN[seen.hairpin!].zh}${isTwice(seen) ? ';服务器所见为私有地址,其后还有一层地址转换' : ''}`;

function notDone(server: string, { other, ...seen }: StunNatObservation): Verdict {
  const second = other ? text(other) : '';
  const end = seen.end as Exclude<StunNatObservation['end'], 'done'>;
  switch (end) {
    case 'silent':
    case 'refused':
    case 'unreachable':
    case 'not-stun':
    case 'no-address':
      return notAnswered(server, end);
    case 'no-other':
      return verdict(
        'unknown',
        'one-address',
        `${server} has no second address, so how the translation maps cannot be told; ask a server that speaks RFC 5780.`,
        `${server} 没有第二地址,无法判断地址转换的映射方式;请询问支持 RFC 5780 的服务器。`,
      );
    case 'other-not-allowed':
      return verdict(
        'unknown',
        'other-not-allowed',
        `${server} names the second address ${second}, which is not among the allowed targets; nothing was sent there. Allow it to go on.`,
        `${server} 给出的第二地址 ${second} 不在允许的目标之内,未向其发送任何报文。如需继续请允许它。`,
      );
    case 'not-made':
      return verdict(
        'unknown',
        'not-made',
        'The tests were not made: this machine could not send.',
        '未能测试:本机无法发送。',
      );
    case 'cancelled':
      return verdict('unknown', 'cancelled', 'The tests were cancelled.', '测试已取消。');
  }
}

const text = ({ address, port }: Endpoint): string => targetText({ host: address, port });
