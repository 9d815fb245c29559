import type { Bilingual } from '../../../../grammars/outline.ts';
import { isInside } from '../is-inside.ts';
import type { Verdict } from '../probe.ts';
import type { Endpoint } from '../stun-message.ts';
import { targetText } from '../target.ts';
import type { StunAnswer, StunObservation } from './observe.ts';

export function judge({ target, addresses }: StunObservation): Verdict {
  const name = targetText(target);
  const answer = addresses.find(({ end }) => end === 'response');
  if (!answer) return silent(name, addresses);
  const quiet = addresses.find(({ end }) => end === 'silent' || end === 'refused');
  if (quiet) {
    const [yes, no] = answer.family === 'ipv4' ? ['IPv4', 'IPv6'] : ['IPv6', 'IPv4'];
    return verdict(
      'warning',
      answer.family === 'ipv4' ? 'v4-only' : 'v6-only',
      `${name} answers STUN over ${yes}, but not over ${no} at ${quiet.address}.`,
      `${name} 通过 ${yes} 应答 STUN,但在 ${quiet.address} 处不通过 ${no} 应答。`,
    );
  }
  return answered(name, answer);
}

function answered(name: string, { address: answeredBy, response, local, ms }: StunAnswer): Verdict {
  const { error, mapped, plainMapped, fingerprintRight } = response!;
  if (error) {
    return verdict(
      'error',
      'error-response',
      `${name} answers with STUN error ${error.code} ${error.reason}`.trimEnd().concat('.'),
      `${name} 返回 STUN 错误 ${error.code} ${error.reason}`.trimEnd().concat('。'),
    );
  }
  const seen = mapped ?? plainMapped;
  if (!seen) {
    return verdict(
      'error',
      'no-address',
      `${name} answers, but without the address it saw: clients learn nothing from it.`,
      `${name} 有应答,但没有给出所见的地址:客户端无从得知自己的地址。`,
    );
  }
  if (mapped && plainMapped && text(mapped) !== text(plainMapped)) {
    return verdict(
      'warning',
      'rewritten',
      `MAPPED-ADDRESS ${text(plainMapped)} differs from XOR-MAPPED-ADDRESS ${text(mapped)}: an application gateway on the way rewrites addresses inside packets. Switch it off for STUN.`,
      `MAPPED-ADDRESS ${text(plainMapped)} 与 XOR-MAPPED-ADDRESS ${text(mapped)} 不同:途中的应用层网关改写了报文内的地址,请对 STUN 关闭该功能。`,
    );
  }
  if (fingerprintRight === false) {
    return verdict(
      'warning',
      'altered',
      `The answer of ${name} has a wrong fingerprint: something on the way changed it.`,
      `${name} 的应答指纹不符:途中有设备改动了它。`,
    );
  }
  const took = `${(ms ?? 0).toFixed(1)} ms`;
  if (local && text(local) === text(seen)) {
    return verdict(
      'ok',
      'no-nat',
      `${name} answers in ${took}; no address translation on the way (${text(seen)}).`,
      `${name} 在 ${took} 内应答;途中没有地址转换(${text(seen)})。`,
    );
  }
  // A private server sees private addresses by nature.
  if (isInside(seen.address) && !isInside(answeredBy)) {
    return verdict(
      'info',
      'private-mapping',
      `${name} answers in ${took} and sees the private address ${text(seen)}: beyond it, another translation follows.`,
      `${name} 在 ${took} 内应答,所见为私有地址 ${text(seen)}:其后还有一层地址转换。`,
    );
  }
  return verdict(
    'ok',
    'nat',
    `${name} answers in ${took}; ${local ? text(local) : 'this machine'} appears there as ${text(seen)}.`,
    `${name} 在 ${took} 内应答;${local ? text(local) : '本机'} 在对端显示为 ${text(seen)}。`,
  );
}

const REASONS: Readonly<Record<Exclude<StunAnswer['end'], 'response'>, Bilingual & { readonly code: string }>> = {
  silent: {
    code: 'udp-blocked',
    en: 'no answer came back: UDP to this port is filtered on the way, or nothing listens',
    'zh-cn': '没有应答:途中过滤了到该端口的 UDP,或没有服务监听',
  },
  refused: {
    code: 'refused',
    en: 'the host says that nothing listens on this UDP port',
    'zh-cn': '主机声明该 UDP 端口没有服务监听',
  },
  unreachable: { code: 'unreachable', en: 'there is no way to the host', 'zh-cn': '没有到达该主机的路径' },
  malformed: {
    code: 'not-stun',
    en: 'what answers does not speak STUN (RFC 8489)',
    'zh-cn': '应答方使用的不是 STUN(RFC 8489)',
  },
  flood: {
    code: 'not-stun',
    en: 'what answers sends a stream of something that is not STUN',
    'zh-cn': '应答方持续发送并非 STUN 的数据',
  },
  'not-made': { code: 'not-made', en: 'this machine could not send', 'zh-cn': '本机无法发送' },
  cancelled: { code: 'cancelled', en: 'the probe was cancelled', 'zh-cn': '探测已取消' },
};

function silent(name: string, addresses: readonly StunAnswer[]): Verdict {
  const ends = addresses.map(({ end }) => end as keyof typeof REASONS);
  const end = ends.find((each) => each !== 'not-made' && each !== 'cancelled') ?? ends[0] ?? 'not-made';
  const reason = REASONS[end];
  const level = end === 'not-made' || end === 'cancelled' ? 'unknown' : 'error';
  return verdict(
    level,
    reason.code,
    `${name} gives no STUN answer: ${reason.en}.`,
    `${name} 没有 STUN 应答:${reason['zh-cn']}。`,
  );
}

const text = ({ address, port }: Endpoint): string => targetText({ host: address, port });

const verdict = (level: Verdict['level'], code: string, en: string, zh: string): Verdict => ({
  level,
  code,
  text: { en, 'zh-cn': zh },
});
