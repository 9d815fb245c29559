import { counted } from '../counted.ts';
import type { Verdict } from '../probe.ts';
import { targetText } from '../target.ts';
import { verdict, worst } from '../verdict.ts';
import { type CaptureObservation, captureText } from './observe.ts';
import type { Summary } from './summary.ts';

/** Share of segments sent again from which it shows; of a number that says something. */
export const REPEATED = 0.02;
export const ENOUGH = 10;
/** Datagrams without any answer that are no accident. */
export const ONE_WAY = 3;

export function judge(observation: CaptureObservation): Verdict {
  const { end, target, summary } = observation;
  const host = targetText(target);
  if (end !== 'done' && end !== 'file') return notMade(observation);
  if (!summary || summary.packets === 0) {
    return verdict(
      'info',
      'nothing-seen',
      `No packet to or from ${host} passed here while it was watched. Have somebody use it meanwhile, or watch where it passes.`,
      `观察期间没有往来 ${host} 的报文经过此处。请在观察时产生流量,或在其经过的位置观察。`,
    );
  }
  const { opened, answered, unanswered, refused } = summary.tcp;
  if (opened > 0 && answered + unanswered + refused === 0) {
    return verdict(
      'info',
      'too-short',
      `TCP connects to ${host} began just before the end; watch longer to see whether they are answered.`,
      `到 ${host} 的 TCP 连接在观察结束前才开始;请延长观察以确认是否有应答。`,
    );
  }
  return worst([
    ...judgeErrors(host, summary.errors),
    ...judgeTcp(host, summary.tcp),
    ...judgeUdp(host, target.port!, summary.udp),
    seen(host, summary),
  ]);
}

function seen(host: string, { packets, seconds, tcp, udp, vlans }: Summary): Verdict {
  const tags =
    vlans.length > 0
      ? { en: `, in VLAN ${vlans.join(', ')}`, zh: `,位于 VLAN ${vlans.join('、')}` }
      : { en: '', zh: '' };
  return verdict(
    'ok',
    'ok',
    `${counted(packets, 'packet')} to and from ${host} within ${seconds} s${tags.en}: ${tcp.opened} TCP connects, ${tcp.answered} of them answered; ${udp.sent} datagrams there, ${udp.received} back.`,
    `${seconds} 秒内有 ${packets} 个往来 ${host} 的报文${tags.zh}:${tcp.opened} 次 TCP 连接,其中 ${tcp.answered} 次有应答;去往 ${udp.sent} 个数据报,返回 ${udp.received} 个。`,
  );
}

function judgeTcp(host: string, tcp: Summary['tcp']): readonly Verdict[] {
  const { opened, answered, unanswered, refused, reset, resetFromElsewhere, elsewhere, segments, repeated } = tcp;
  const said: Verdict[] = [];
  if (unanswered > 0) {
    said.push(
      verdict(
        answered === 0 ? 'error' : 'warning',
        answered === 0 ? 'unanswered' : 'some-unanswered',
        `${unanswered} of ${opened} TCP connects to ${host} got no answer that passed here: a filter drops them or the answers, or the answers take another way.`,
        `到 ${host} 的 ${opened} 次 TCP 连接中有 ${unanswered} 次没有经过此处的应答:连接或应答被过滤丢弃,或应答走了别的路径。`,
      ),
    );
  }
  if (refused > 0) {
    said.push(
      verdict(
        answered === 0 ? 'error' : 'warning',
        'refused',
        `${refused} of ${opened} TCP connects to ${host} were answered with a reset: nothing listens there, or a filter rejects them.`,
        `到 ${host} 的 ${opened} 次 TCP 连接中有 ${refused} 次以重置应答:没有服务监听,或被过滤器拒绝。`,
      ),
    );
  }
  if (resetFromElsewhere > 0) {
    said.push(
      verdict(
        'warning',
        'reset-by-other',
        `${resetFromElsewhere} of ${reset} resets in the name of ${host} came from elsewhere: TTL ${elsewhere!.reset}, where its other packets have ${elsewhere!.others}. A device on the way cuts connections.`,
        `以 ${host} 名义发出的 ${reset} 次重置中有 ${resetFromElsewhere} 次来自别处:TTL 为 ${elsewhere!.reset},而其他报文为 ${elsewhere!.others}。途中的设备切断了连接。`,
      ),
    );
  }
  if (repeated >= ENOUGH && repeated / segments > REPEATED) {
    said.push(
      verdict(
        'warning',
        'repeated',
        `${repeated} of ${segments} segments with data to and from ${host} were sent again: packets are lost on the way.`,
        `往来 ${host} 的 ${segments} 个数据段中有 ${repeated} 个被重传:途中有丢包。`,
      ),
    );
  }
  return said;
}

/** DNS, NTP, SNMP, IKE, RADIUS, STUN, HTTP/3: who asks there waits for an answer; logs and flow records are never answered. */
const ANSWERING = [53, 123, 161, 443, 500, 1812, 3478, 4500];

function judgeUdp(host: string, port: number, { sent, received }: Summary['udp']): readonly Verdict[] {
  if (sent < ONE_WAY || received > 0) return [];
  return [
    verdict(
      ANSWERING.includes(port) ? 'warning' : 'info',
      'one-way',
      `${sent} datagrams went to ${host} and none came back: a filter drops one direction, or it does not answer.`,
      `有 ${sent} 个数据报发往 ${host} 而没有返回:某一方向被过滤丢弃,或对方不应答。`,
    ),
  ];
}

/** ICMP (RFC 792, RFC 1812 5.2.7.1) and ICMPv6 (RFC 4443 3) errors about the packets. */
function judgeErrors(host: string, errors: Summary['errors']): readonly Verdict[] {
  return errors.flatMap(({ family, type, code, from, count }) => {
    const tooBig = family === 'ipv4' ? type === 3 && code === 4 : type === 2;
    if (tooBig) {
      return [
        verdict(
          'warning',
          'too-big',
          `${from} says ${count} times that packets to or from ${host} are too big for the way: lower the MTU or clamp the MSS.`,
          `${from} 报告 ${count} 次往来 ${host} 的报文超过路径大小:请降低 MTU 或限制 MSS。`,
        ),
      ];
    }
    const expired = family === 'ipv4' ? type === 11 : type === 3;
    if (expired) {
      return [
        verdict(
          'error',
          'expired',
          `${from} says ${count} times that packets to or from ${host} ran out of hops: there is a loop.`,
          `${from} 报告 ${count} 次往来 ${host} 的报文跳数耗尽:存在环路。`,
        ),
      ];
    }
    if (family === 'ipv4' ? type !== 3 : type !== 1) return [];
    const prohibited = family === 'ipv4' ? [9, 10, 13].includes(code) : [1, 5, 6].includes(code);
    return [
      prohibited
        ? verdict(
            'error',
            'prohibited',
            `${from} says ${count} times that a filter rejects packets to or from ${host}.`,
            `${from} 报告 ${count} 次往来 ${host} 的报文被过滤器拒绝。`,
          )
        : verdict(
            'error',
            'unreachable',
            `${from} says ${count} times that packets to or from ${host} do not reach their end (ICMP type ${type}, code ${code}).`,
            `${from} 报告 ${count} 次往来 ${host} 的报文无法到达(ICMP 类型 ${type},代码 ${code})。`,
          ),
    ];
  });
}

function notMade({ end, target, said }: CaptureObservation): Verdict {
  const elsewhere = captureText(target.port!, [target.host], 'packets.pcap');
  switch (end) {
    case 'cancelled':
      return verdict('unknown', 'cancelled', 'The capture was cancelled.', '抓包已取消。');
    case 'missing':
      return verdict(
        'unknown',
        'no-tcpdump',
        `There is no tcpdump here. Where there is one, run this and judge the file: ${elsewhere}.`,
        `此处没有 tcpdump。请在有它的机器上运行以下命令并判断其文件:${elsewhere}。`,
      );
    case 'failed':
      return verdict('unknown', 'failed', `tcpdump does not capture: ${said}.`, `tcpdump 无法抓包:${said}。`);
    default:
      return verdict(
        'unknown',
        'no-privilege',
        `Only root may capture; run this and judge the file: ${elsewhere}.`,
        `只有 root 可以抓包;请运行以下命令并判断其文件:${elsewhere}。`,
      );
  }
}
