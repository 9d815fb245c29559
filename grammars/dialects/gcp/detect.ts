import type { Detection } from '../../dialect.ts';
import { hasBlocks, isJson } from '../../kit/cloud/notation.ts';

const NOTHING: Detection = { score: 0, reasons: [] };

/** By what only the Compute Engine API, generators of its firewall rules or Terraform's Google provider write. */
export const detect = (text: string): Detection =>
  (isJson(text) ? answer(text) : (module(text) ?? described(text))) ?? NOTHING;

const CONSIDERED = 400_000;

/** Kinds that are the network; others of Compute Engine come with their addresses. */
const KIND =
  /"kind"\s{0,20}:\s{0,20}"(compute#(?:firewall|route|router|network|subnetwork|address|forwardingRule|instance|vpn|target|interconnect|externalVpn|securityPolicy)[A-Za-z]{0,40})"/;

/** A resource by its kind; a firewall rule or a policy by properties that nobody else names so. */
function answer(text: string): Detection | undefined {
  const start = text.slice(0, CONSIDERED);
  const kind = KIND.exec(start)?.[1];
  if (kind !== undefined) return { score: 95, reasons: [`"kind": "${kind}"`] };
  const list = /"(allowed|denied)"\s{0,20}:\s{0,20}\[/.exec(start)?.[1];
  const protocol = /"IPProtocol"\s{0,20}:/.test(start);
  if (list !== undefined && protocol) return { score: 88, reasons: [`"${list}" with "IPProtocol"`] };
  if (/"layer4Configs"\s{0,20}:/.test(start) && /"(?:src|dest)IpRanges"\s{0,20}:|"goto_next"/.test(start))
    return { score: 88, reasons: ['"layer4Configs" of a firewall policy'] };
  if (/"sourceSubnetworkIpRangesToNat"\s{0,20}:/.test(start))
    return { score: 85, reasons: ['"sourceSubnetworkIpRangesToNat" of Cloud NAT'] };
  const empty = /"rules"\s{0,20}:\s{0,20}\[\s*\]/.test(start) && /"(?:short|display)Name"\s{0,20}:/.test(start);
  return empty && /"type"\s{0,20}:\s{0,20}"FIREWALL"/.test(start)
    ? { score: 70, reasons: ['"type": "FIREWALL" without rules'] }
    : undefined;
}

/** The same as `gcloud` prints it when it is not told otherwise: YAML, with the kind at the margin. */
function described(text: string): Detection | undefined {
  const kind = /^kind: (compute#(?:firewall|firewallPolicy|route|router|network|subnetwork))[ \t]*\r?$/m.exec(
    text.slice(0, CONSIDERED),
  )?.[1];
  return kind === undefined ? undefined : { score: 92, reasons: [`kind: ${kind}`] };
}

const RESOURCE = /^[ \t]*resource[ \t]+"?(google_[a-z0-9_]+)"?[ \t]+"?[\w-]+"?[ \t]*\{/gm;
/** Resources that are the network, and those that stand in one. */
const NETWORK =
  /^google_(?:compute_(?:firewall|network|subnetwork|router|route|shared_vpc|address|global_address|forwarding_rule|global_forwarding_rule|vpn_|ha_vpn_|external_vpn_|interconnect|instance|region_network_firewall|security_policy|health_check|http_health_check|https_health_check|region_health_check)|dns_|container_cluster|vpc_access_|service_networking_|network_)/;
/** Of the clouds that have a dialect. */
const OTHERS = /^[ \t]*resource[ \t]+"?(?:aws|azurerm)_/gm;

/** Terraform with resources of Google Cloud that have to do with a network. */
function module(text: string): Detection | undefined {
  if (!hasBlocks(text)) return undefined;
  const start = text.slice(0, CONSIDERED);
  const own = [...start.matchAll(RESOURCE)].map((found) => found[1]!);
  const [first, second] = new Set(own.filter((type) => NETWORK.test(type)));
  if (first === undefined) return undefined;
  const others = start.match(OTHERS)?.length ?? 0;
  if (others >= own.length) return { score: 50, reasons: [`resource "${first}" among ${others} of others`] };
  return { score: 90, reasons: [`resource "${first}"`, ...(second ? [`resource "${second}"`] : [])] };
}
