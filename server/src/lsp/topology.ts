import type { CancellationToken } from 'vscode-languageserver/node';
import type { TopologyParams, TopologyResult } from '../../../client/src/protocol.ts';
import { nameOf } from '../network/network.ts';
import { lineIn } from '../twin/ask-trace.ts';
import { aboutInCloud } from '../twin/cloud-problems.ts';
import { topologyOf } from '../twin/topology.ts';
import { STATES } from '../twin/topology-text.ts';
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
  const { devices, links, sessions, pairs } = topologyOf(network);
  return {
    ok: true,
    devices: devices.map(({ member, name, place: { path, range } }) => ({
      name,
      id: member.path,
      uri: path,
      range,
      about: aboutInCloud(member).map((line) => ({ uri: line.path, range: line.range })),
    })),
    links: links.map(({ subnets, told, bundle, ends }) => ({
      subnets,
      told,
      ...(bundle === undefined ? {} : { bundle }),
      ends: ends.map(({ member, interface: { name } }) => {
        const { path, range } = lineIn(member, name.span);
        return { id: member.path, uri: path, device: nameOf(member), interface: name.value, range };
      }),
    })),
    sessions: sessions.map(({ from: { member, neighbour }, to, state }) => ({
      id: member.path,
      uri: lineIn(member, neighbour.address.span).path,
      device: nameOf(member),
      neighbour: neighbour.address.value,
      ...(to ? { peer: nameOf(to), peerId: to.path } : {}),
      state,
      text: STATES[state][locale],
      range: lineIn(member, neighbour.address.span).range,
    })),
    pairs: pairs.map(({ kind, members }) => ({
      kind,
      ends: members.map((member) => {
        const { path, range } = lineIn(member, member.device.multiChassis!.span);
        return { id: member.path, uri: path, device: nameOf(member), range };
      }),
    })),
  };
}
