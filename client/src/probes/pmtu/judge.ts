import type { Verdict } from '../probe.ts';
import { verdict, worst } from '../verdict.ts';
import { type PmtuObservation, type PmtuSearch, SMALLEST, USUAL } from './observe.ts';
import type { Tracepath } from './tracepath.ts';

/** IP and TCP headers without options, in bytes: what is left of a packet is the largest segment (RFC 9293 3.7.1). */
const TCP_HEADERS = { ipv4: 40, ipv6: 60 } as const;

export const judge = ({ addresses }: PmtuObservation): Verdict => worst(addresses.map(judgeSearch));

function judgeSearch({ address, family, pings, tracepath, stopped }: PmtuSearch): Verdict {
  const answered = pings.filter(({ end }) => end === 'answered').map(({ size }) => size);
  const told = pings.flatMap(({ mtu }) => mtu ?? []);
  if (stopped !== undefined) return notMade(address, stopped);
  if (answered.length === 0) {
    const least = SMALLEST[family];
    const small = tracepath !== undefined && tracepath.pmtu < least;
    if (family === 'ipv6' && (small || pings.some(({ end }) => end === 'too-big'))) {
      return verdict(
        'error',
        'under-1280',
        `Packets of ${least} bytes do not fit on the way to ${address}: IPv6 demands that they do (RFC 8200).`,
        `到 ${address} 的路径容不下 ${least} 字节的报文:IPv6 要求必须容得下(RFC 8200)。`,
      );
    }
    if (tracepath?.reached) return byDatagrams(address, family, tracepath);
    return verdict(
      'unknown',
      'no-reply',
      `${address} answers no ping, not even a small one, so the size of the way there cannot be told.`,
      `${address} 不应答任何 ping,小报文也不例外,无法判断路径的 MTU。`,
    );
  }
  const largest = Math.max(...answered);
  if (largest >= USUAL || pings.every(({ end }) => end === 'answered')) {
    return verdict(
      'ok',
      'ok',
      `Packets of ${largest} bytes reach ${address} whole.`,
      `${largest} 字节的报文可完整到达 ${address}。`,
    );
  }
  const mss = largest - TCP_HEADERS[family];
  if (told.length === 0 && !pings.some(({ end }) => end === 'too-big')) {
    const lost = Math.min(
      ...pings.filter(({ size, end }) => end === 'silent' && size > largest).map(({ size }) => size),
    );
    return verdict(
      'error',
      'black-hole',
      `Packets of ${largest} bytes reach ${address}, those of ${lost} vanish and nobody says so: connections stand and then hang. Let ICMP "too big" pass, or clamp the MSS to ${mss}.`,
      `${largest} 字节的报文可到达 ${address},${lost} 字节的则消失且无任何提示:连接能建立,随后卡住。请放行 ICMP“需要分片/报文过大”,或将 MSS 限制为 ${mss}。`,
    );
  }
  return reduced(address, family, largest, pings.find(({ by }) => by !== undefined)?.by);
}

/** Said by routers, or by this machine of its own link. */
function reduced(address: string, family: PmtuSearch['family'], largest: number, by: string | undefined): Verdict {
  const mss = largest - TCP_HEADERS[family];
  const said = by === undefined ? { en: '', zh: '' } : { en: ` by ${by}`, zh: `由 ${by} 发出的` };
  return verdict(
    'info',
    'reduced',
    `The way to ${address} takes packets of ${largest} bytes, and larger ones are reported as too big${said.en}: path MTU discovery works (MSS ${mss}).`,
    `到 ${address} 的路径可通过 ${largest} 字节的报文,更大的会得到${said.zh}“过大”的回报:路径 MTU 发现工作正常(MSS ${mss})。`,
  );
}

/** Pings are filtered there; datagrams to a port that nobody has are answered all the same. */
function byDatagrams(address: string, family: PmtuSearch['family'], { pmtu, by }: Tracepath): Verdict {
  if (pmtu < USUAL) return reduced(address, family, pmtu, by);
  return verdict(
    'ok',
    'ok',
    `Packets of ${USUAL} bytes reach ${address} whole, by UDP (tracepath); it answers no ping.`,
    `${USUAL} 字节的 UDP 报文可完整到达 ${address}(tracepath);它不应答 ping。`,
  );
}

function notMade(address: string, stopped: NonNullable<PmtuSearch['stopped']>): Verdict {
  if (stopped === 'cancelled') return verdict('unknown', 'cancelled', 'The search was cancelled.', '搜索已取消。');
  if (stopped === 'missing')
    return verdict('unknown', 'no-program', 'There is no ping program on this machine.', '本机没有 ping 程序。');
  return verdict(
    'unknown',
    'not-made',
    `The way to ${address} was not measured: the ping program could not be run or read.`,
    `未能测量到 ${address} 的路径:无法运行或读懂 ping 程序。`,
  );
}
