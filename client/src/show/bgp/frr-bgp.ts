import { asNumber, asObject, asText, type JsonObject, jsonValues } from '../json-values.ts';
import { knownFacts } from '../known-facts.ts';
import { type BgpSession, bgpState } from './bgp-session.ts';

/** `show bgp vrf all summary json` and `show bgp vrf all neighbors A json` of FRR, in any order. */
export function readFrrBgp(text: string): BgpSession[] {
  return jsonValues(text).flatMap((value) =>
    Object.entries(asObject(value) ?? {}).flatMap(([vrf, inside]) => {
      const process = asObject(inside);
      if (!process) return [];
      return [...summaries(vrf, process), ...neighbours(vrf, process)];
    }),
  );
}

/** `{"default":{"ipv4Unicast":{"peers":{"10.0.0.2":{"state":"Established","pfxRcd":1}}}}}` */
function summaries(vrf: string, process: JsonObject): BgpSession[] {
  return Object.entries(process).flatMap(([family, inside]) =>
    Object.entries(asObject(asObject(inside)?.peers) ?? {}).flatMap(([neighbour, told]) => {
      const peer = asObject(told);
      const { state, note } = stateOf(asText(peer?.state));
      if (!peer || !state) return [];
      const session: BgpSession = { neighbour, vrf, family, state };
      return [
        {
          ...session,
          ...(note && { note }),
          // "Policy": it stands, and a direction has no policy (RFC 8212).
          ...(asText(peer.peerState) === 'Policy' && { withoutPolicy: true as const }),
          ...knownFacts({ remoteAs: asText(peer.remoteAs), since: asText(peer.peerUptime) }),
          ...knownFacts({
            messagesReceived: asNumber(peer.msgRcvd),
            messagesSent: asNumber(peer.msgSent),
            ...(state === 'established' && { prefixesReceived: asNumber(peer.pfxRcd) }),
            drops: asNumber(peer.connectionsDropped),
          }),
        },
      ];
    }),
  );
}

/** `Idle (Admin)`, `Idle (PfxCt)` */
function stateOf(text = ''): { readonly state?: BgpSession['state']; readonly note?: string } {
  const state = bgpState(text);
  const note = /\(([\w -]{1,40})\)/.exec(text)?.[1];
  return { ...(state && { state }), ...(note && { note }) };
}

/** `{"default":{"vrfName":"default","10.0.0.2":{"bgpState":"Established",...}}}` */
function neighbours(vrf: string, process: JsonObject): BgpSession[] {
  return Object.entries(process).flatMap(([neighbour, told]) => {
    const peer = asObject(told);
    const state = bgpState(asText(peer?.bgpState) ?? '');
    if (!peer || !state) return [];
    const families = Object.entries(asObject(peer.addressFamilyInfo) ?? {});
    const whole: BgpSession = {
      neighbour,
      vrf,
      state,
      ...knownFacts({
        remoteAs: asText(peer.remoteAs),
        since: asText(peer.bgpTimerUpString),
        lastResetReason: asText(peer.lastResetDueTo),
        note: peer.adminShutDown === true ? 'Admin' : undefined,
      }),
      ...knownFacts({
        hold: seconds(peer.bgpTimerHoldTimeMsecs),
        keepalive: seconds(peer.bgpTimerKeepAliveIntervalMsecs),
        configuredHold: seconds(peer.bgpTimerConfiguredHoldTimeMsecs),
        drops: asNumber(peer.connectionsDropped),
      }),
    };
    const each = families.flatMap(([family, inside]) => {
      const info = asObject(inside);
      if (!info) return [];
      return [
        {
          ...whole,
          family,
          ...knownFacts({
            prefixesAccepted: asNumber(info.acceptedPrefixCounter),
            prefixLimit: asNumber(info.prefixAllowedMax),
          }),
          ...knownFacts({
            inboundPolicy: asText(info.routeMapForIncomingAdvertisements),
            outboundPolicy: asText(info.routeMapForOutgoingAdvertisements),
          }),
          ...((info.inboundEbgpRequiresPolicy !== undefined || info.outboundEbgpRequiresPolicy !== undefined) && {
            withoutPolicy: true as const,
          }),
        },
      ];
    });
    return each.length > 0 ? each : [whole];
  });
}

const seconds = (ms: unknown): number | undefined => {
  const value = asNumber(ms);
  return value === undefined ? undefined : value / 1000;
};
