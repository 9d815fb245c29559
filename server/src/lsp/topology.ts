import type { CancellationToken } from 'vscode-languageserver/node';
import type { TopologyParams, TopologyResult } from '../../../client/src/protocol.ts';
import { nameOf } from '../network/network.ts';
import { topologyOf } from '../network/topology.ts';
import { STATES } from '../network/topology-text.ts';
import { NO_NETWORK } from './no-configuration.ts';
import type { Workspace } from './workspace.ts';

/** `netreview/topology`: the devices of the document's folder and what joins them. */
export async function topology(
  workspace: Workspace,
  { uri }: TopologyParams,
  token: CancellationToken,
): Promise<TopologyResult> {
  await workspace.read(uri, token);
  const network = workspace.networks.networkOf(uri);
  const { locale } = workspace;
  if (!network) return { ok: false, problem: NO_NETWORK[locale] };
  const { devices, links, sessions } = topologyOf(network);
  return {
    ok: true,
    devices: devices.map(({ member, name, span }) => ({
      name,
      uri: member.path,
      range: member.index.rangeOf(span),
    })),
    links: links.map(({ subnets, ends }) => ({
      subnets,
      ends: ends.map(({ member, interface: { name } }) => ({
        uri: member.path,
        device: nameOf(member),
        interface: name.value,
        range: member.index.rangeOf(name.span),
      })),
    })),
    sessions: sessions.map(({ from: { member, neighbour }, to, state }) => ({
      uri: member.path,
      device: nameOf(member),
      neighbour: neighbour.address.value,
      ...(to ? { peer: nameOf(to), peerUri: to.path } : {}),
      state,
      text: STATES[state][locale],
      range: member.index.rangeOf(neighbour.address.span),
    })),
  };
}
