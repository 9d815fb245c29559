import type { Bilingual } from '../../../../grammars/outline.ts';
import { isInside } from '../is-inside.ts';
import type { Verdict } from '../probe.ts';
import { targetText } from '../target.ts';
import { verdict } from '../verdict.ts';
import type { Allocation } from './observe.ts';
import type { RelayLoop } from './relay-loop.ts';

/**
 * @param server with its port, as people read it. @param address of the server
 * @returns what is wrong with what the relay passes; undefined: nothing, or nothing was tried
 */
export function judgeLoop(server: string, address: string, { relayed, loop }: Allocation): Verdict | undefined {
  if (!loop || !relayed) return undefined;
  const relay = targetText({ host: relayed.address, port: relayed.port });
  const peer = loop.peer?.address ?? '';
  switch (loop.end) {
    case 'only-answers':
      return verdict(
        'error',
        'relay-blocked',
        `${server} gave the relay ${relay}, and what peers send there does not arrive unless the relay has sent to them first: a firewall in front of the server keeps the relay's ports closed. Open min-port to max-port for UDP.`,
        `${server} 已分配中继 ${relay},但除非中继先向对端发送,对端发往该处的报文无法到达:服务器前的防火墙关闭了中继端口。请为 UDP 开放 min-port 至 max-port。`,
      );
    case 'nothing-in':
      return verdict(
        'warning',
        'relay-blocked',
        `${server} gave the relay ${relay}, and nothing that is sent there from this machine comes out of it: a firewall in front of the server keeps the relay's ports (min-port to max-port, UDP) closed, or this network lets no UDP out to them. Open them at the server; if they are, try from another network.`,
        `${server} 已分配中继 ${relay},但本机发往该处的报文没有一个从中继出来:服务器前的防火墙关闭了中继端口(min-port 至 max-port,UDP),或本网络不放行到这些端口的 UDP。请在服务器侧放行;若已放行,请换一个网络再试。`,
      );
    case 'nothing-out':
      return verdict(
        'error',
        'relay-one-way',
        `${server} gave the relay ${relay}: what peers send there arrives, and what it should send to them (${peer}) does not leave. Let the server send UDP from min-port to max-port.`,
        `${server} 已分配中继 ${relay}:对端发往该处的报文可到达,但它应发往对端(${peer})的报文没有发出。请允许服务器从 min-port 至 max-port 发送 UDP。`,
      );
    case 'denied':
      return isRightlyDenied(address, peer)
        ? undefined
        : verdict(
            'warning',
            'peer-denied',
            `${server} gave a relay and forbids it to send to ${peer}, as it sees this machine${said(loop)}: nobody there can be reached through it. If they should be, take the address out of denied-peer-ip.`,
            `${server} 已分配中继,但禁止其向 ${peer}(它所见的本机地址)发送${said(loop)}:无法经它到达该处的任何人。若应当可达,请将该地址移出 denied-peer-ip。`,
          );
    case 'no-channel':
      return verdict(
        'warning',
        'no-channel',
        `${server} passes packets in indications, but not in a channel${said(loop)}: clients that bind one (browsers do) lose what they send.`,
        `${server} 可用 indication 转发报文,但无法使用 channel${said(loop)}:绑定 channel 的客户端(浏览器即如此)会丢失所发内容。`,
      );
    case 'error':
      return verdict(
        'warning',
        'no-permission',
        `${server} gave a relay and lets nobody send to it${said(loop)}.`,
        `${server} 已分配中继,但不允许任何人向其发送${said(loop)}。`,
      );
    default:
      return undefined;
  }
}

/** Loopback never is a peer's, and private space not where the server is outside: what it keeps closed there is its own network. */
const isRightlyDenied = (server: string, peer: string): boolean =>
  /^(?:127\.|::1$)/.test(peer) || (isInside(peer) && !isInside(server));

const said = ({ error }: RelayLoop): string => (error ? ` (${`${error.code} ${error.reason}`.trim()})` : '');

/** What is added to a relay that was granted; empty where nothing was tried. */
export function loopNote(loop: RelayLoop | undefined): Bilingual {
  switch (loop?.end) {
    case undefined:
      return { en: '', 'zh-cn': '' };
    case 'passed':
      return {
        en: `; a packet went out through it and came back in ${loop.ms} ms, where a request to the server alone takes ${loop.serverMs} ms`,
        'zh-cn': `;报文经它发出并返回用时 ${loop.ms} 毫秒,仅向服务器请求则用时 ${loop.serverMs} 毫秒`,
      };
    case 'denied':
      return {
        en: `; it passes nothing to ${loop.peer?.address}, as it should, so nothing was sent through it`,
        'zh-cn': `;它不向 ${loop.peer?.address} 转发(理应如此),因此未经其发送任何报文`,
      };
    case 'not-allowed':
      return {
        en: '; nothing was sent through it, for netreview.probe.allowedTargets does not allow its address',
        'zh-cn': ';未经其发送任何报文,因为 netreview.probe.allowedTargets 不允许其地址',
      };
    case 'other-family':
      return {
        en: '; nothing was sent through it, for it is of the other IP version than this connection',
        'zh-cn': ';未经其发送任何报文,因为它与此连接的 IP 版本不同',
      };
    default:
      return {
        en: '; whether anything passes through it could not be told',
        'zh-cn': ';无法判断报文能否经其通过',
      };
  }
}
