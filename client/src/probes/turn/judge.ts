import { isInside } from '../is-inside.ts';
import type { Verdict } from '../probe.ts';
import { targetText } from '../target.ts';
import { verdict, worst } from '../verdict.ts';
import { judgeLoop, loopNote } from './judge-loop.ts';
import type { Allocation, TurnObservation } from './observe.ts';

export function judge({ target, servers, sharedSecret }: TurnObservation): Verdict {
  return worst(
    servers.map(({ address, allocations }) =>
      judgeServer(targetText({ host: address, port: target.port! }), address, allocations, sharedSecret === true),
    ),
  );
}

const QUOTA = 486;
const TRY_ALTERNATE = 300;
const SERVED: readonly Allocation['end'][] = ['granted', 'granted-to-nobody', 'wants-user', 'error'];

function judgeServer(
  server: string,
  address: string,
  allocations: readonly Allocation[],
  sharedSecret: boolean,
): Verdict {
  const served = allocations.filter(({ end }) => SERVED.includes(end));
  // Whatever else stands at the port of the web says nothing of TURN.
  if (served.length === 0)
    return notServed(
      server,
      allocations.filter(({ extra }) => !extra),
    );
  const open = served.find(({ end }) => end === 'granted-to-nobody');
  if (open) {
    return verdict(
      'error',
      'open-relay',
      `${server} gave a relay${at(open)} to nobody in particular: anybody on the Internet can send through it. Demand users (lt-cred-mech or use-auth-secret).`,
      `${server} 未经认证就分配了中继${at(open)}:互联网上任何人都能借它转发。请要求用户认证(lt-cred-mech 或 use-auth-secret)。`,
    );
  }
  const granted = served.some(({ end }) => end === 'granted');
  // Servers remember a relay for a while after it was given back: after a grant, the quota is full of our own.
  const failed = served.find(({ end, error }) => end === 'error' && !(granted && error?.code === QUOTA));
  if (failed?.error?.code === TRY_ALTERNATE) return elsewhere(server, failed);
  if (failed) return refused(server, failed.error!, sharedSecret);
  const behind = served.find(({ relayed }) => relayed && isInside(relayed.address) && !isInside(address));
  if (behind) {
    return verdict(
      'error',
      'relay-private',
      `${server} relays from the private address ${targetText({ host: behind.relayed!.address, port: behind.relayed!.port })}, which no peer outside can reach. Set external-ip.`,
      `${server} 从私有地址 ${targetText({ host: behind.relayed!.address, port: behind.relayed!.port })} 中继,外部对端无法到达。请设置 external-ip。`,
    );
  }
  const looped = served.find(({ loop }) => loop);
  return (looped && judgeLoop(server, address, looped)) ?? byTransport(server, served, allocations);
}

function byTransport(server: string, served: readonly Allocation[], all: readonly Allocation[]): Verdict {
  const list = (some: readonly Allocation[]): string =>
    some.map(({ transport, port }) => `${transport.toUpperCase()} ${port}`).join(', ');
  const also = served.find(({ extra }) => extra);
  // TLS at the port of the web is as good as at its own.
  const missing = all.filter(
    (one) => !served.includes(one) && !one.extra && !(also && one.transport === also.transport),
  );
  if (missing.some(({ transport }) => transport === 'udp')) {
    return verdict(
      'warning',
      'udp-blocked',
      `${server} serves TURN over ${list(served)}, but UDP does not get through: calls work and stutter.`,
      `${server} 通过 ${list(served)} 提供 TURN,但 UDP 不通:通话可用但会卡顿。`,
    );
  }
  const user = served.find(({ end }) => end === 'granted');
  const note = loopNote(served.find(({ loop }) => loop)?.loop);
  const how = user
    ? { en: `gave a relay${at(user)} and took it back${note.en}`, zh: `已分配中继${at(user)}并收回${note['zh-cn']}` }
    : { en: 'asks for a user; nothing was allocated', zh: '要求用户认证;未分配任何中继' };
  if (missing.length > 0) {
    return verdict(
      'info',
      missing.length === 2 ? 'udp-only' : 'transport-missing',
      `${server} ${how.en}; there is no TURN over ${list(missing)}, so clients whose network drops UDP ${missing.length === 2 ? 'have no way' : 'have one way less'}.`,
      `${server} ${how.zh};${list(missing)} 上没有 TURN,所在网络丢弃 UDP 的客户端${missing.length === 2 ? '将无法连接' : '少了一条出路'}。`,
    );
  }
  const web =
    also || !all.some(({ extra }) => extra)
      ? { en: '', zh: '' }
      : {
          en: ', and not TLS 443, the way out of networks that let nothing but the web pass',
          zh: ',但未在 TLS 443 提供,而只放行网页流量的网络仅有此出路',
        };
  return verdict(
    'ok',
    user ? 'allocated' : 'wants-user',
    `${server} ${how.en}; it serves ${list(served)}${web.en}.`,
    `${server} ${how.zh};可通过 ${list(served)} 使用${web.zh}。`,
  );
}

const at = ({ relayed }: Allocation): string =>
  relayed ? ` ${targetText({ host: relayed.address, port: relayed.port })}` : '';

/** RFC 8656 18.6, RFC 8489 14.8 */
const MEANINGS: Readonly<Record<number, { readonly code: string; readonly en: string; readonly zh: string }>> = {
  401: {
    code: 'wrong-user',
    en: 'it does not take this user: the name or password is wrong, or a time-limited name has run out (compare clocks)',
    zh: '它不接受该用户:名称或密码错误,或限时用户名已过期(请核对时钟)',
  },
  403: { code: 'forbidden', en: 'it forbids the allocation', zh: '它禁止该分配' },
  437: { code: 'mismatch', en: 'it already knows an allocation of this connection', zh: '它已有该连接的分配' },
  441: { code: 'mismatch', en: 'the allocation of this connection is another user’s', zh: '该连接的分配属于另一用户' },
  442: { code: 'no-udp-relay', en: 'it does not relay over UDP', zh: '它不支持 UDP 中继' },
  486: { code: 'quota', en: 'the user has reached its quota of allocations', zh: '该用户已达到分配配额' },
  508: { code: 'capacity', en: 'it has no more ports or capacity', zh: '它已没有可用端口或容量' },
};

const WRONG_USER = 401;
const WRONG_SECRET = {
  code: 'wrong-user',
  en: 'it does not take names made with this secret: the secret is another (static-auth-secret), it knows users otherwise (no use-auth-secret), or its clock is over an hour ahead of this machine’s',
  zh: '它不接受用该密钥生成的用户名:密钥不符(static-auth-secret),它以其他方式认证用户(未设 use-auth-secret),或其时钟比本机快一小时以上',
};

/** How several servers share their load (RFC 8489 10): no fault, and nothing is known of the other one. */
function elsewhere(server: string, { alternate }: Allocation): Verdict {
  const other = alternate ? targetText({ host: alternate.address, port: alternate.port }) : undefined;
  return verdict(
    'info',
    'elsewhere',
    `${server} sends its clients to ${other ?? 'another server, which it does not name'}: ask that one.`,
    `${server} 将客户端转到${other ? ` ${other}` : '另一台未指明的服务器'}:请对其探测。`,
  );
}

function refused(server: string, { code, reason }: NonNullable<Allocation['error']>, sharedSecret: boolean): Verdict {
  const known = code === WRONG_USER && sharedSecret ? WRONG_SECRET : MEANINGS[code];
  const said = `${code} ${reason}`.trim();
  return verdict(
    'error',
    known?.code ?? 'error-response',
    `${server} refuses a relay with ${said}${known ? `: ${known.en}` : ''}.`,
    `${server} 以 ${said} 拒绝中继${known ? `:${known.zh}` : ''}。`,
  );
}

function notServed(server: string, allocations: readonly Allocation[]): Verdict {
  const has = (end: Allocation['end']): boolean => allocations.some((one) => one.end === end);
  if (has('cancelled')) return verdict('unknown', 'cancelled', 'The probe was cancelled.', '探测已取消。');
  if (allocations.every(({ end }) => end === 'not-made'))
    return verdict(
      'unknown',
      'not-made',
      `${server} was not asked: this machine could not send.`,
      `未能询问 ${server}:本机无法发送。`,
    );
  const reason = has('not-turn')
    ? { code: 'not-turn', en: 'what answers does not speak TURN (RFC 8656)', zh: '应答方使用的不是 TURN(RFC 8656)' }
    : has('silent')
      ? {
          code: 'blocked',
          en: 'UDP, TCP and TLS get no answer: a filter drops them, or the host is down',
          zh: 'UDP、TCP 与 TLS 均无应答:报文被过滤,或主机不在线',
        }
      : has('refused')
        ? { code: 'refused', en: 'nothing listens there', zh: '该处没有服务监听' }
        : { code: 'unreachable', en: 'there is no way to the host', zh: '没有到达该主机的路径' };
  return verdict(
    'error',
    reason.code,
    `${server} gives no relay: ${reason.en}.`,
    `${server} 不提供中继:${reason.zh}。`,
  );
}
