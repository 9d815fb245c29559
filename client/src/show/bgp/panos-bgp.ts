import { type BgpSession, bgpState } from './bgp-session.ts';

/** `show routing protocol bgp summary` of PAN-OS: below each virtual router its peers, below each of these its address families. */
export function readPanosBgp(text: string): BgpSession[] {
  const sessions: BgpSession[] = [];
  let vrf: string | undefined;
  let peer: BgpSession | undefined;
  const close = (): void => {
    if (peer) sessions.push(peer);
    peer = undefined;
  };
  for (const line of text.split(/\r?\n/)) {
    if (line.length > 400) continue;
    //   virtual router:                BLUE
    const router = /^ *virtual router: +(\S.{0,63}?)\s*$/.exec(line);
    if (router) {
      close();
      vrf = router[1]!;
      continue;
    }
    //     peer Border 1 - blue: AS 65001, Established, IP 192.0.2.1
    const head = /^ *peer \S.{0,200}?: AS ([\d.]{1,20}), ([A-Za-z]{3,12}), IP ([\da-fA-F.:]{3,45})\s*$/.exec(line);
    if (head) {
      close();
      const state = bgpState(head[2]!);
      if (state) peer = { neighbour: head[3]!, remoteAs: head[1]!, state, ...(vrf !== undefined && { vrf }) };
      continue;
    }
    //       bgpAfiIpv4/unicast pfx:    Accepted pfx: 4, Advertised pfx: 4
    const family = /^ *(bgpAfi\w{1,20}\/\w{1,20}) pfx: +Accepted pfx: (\d{1,9}), Advertised pfx: \d{1,9}\s*$/.exec(
      line,
    );
    if (!family || !peer) continue;
    // Its second family is another entry of the same peer.
    if (peer.family !== undefined) sessions.push(peer);
    peer = { ...peer, family: family[1]!, prefixesAccepted: Number(family[2]) };
  }
  close();
  return sessions;
}
