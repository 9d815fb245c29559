import type { Detection } from '../../dialect.ts';
import { hasBlocks, isJson } from '../../kit/cloud/notation.ts';

const NOTHING: Detection = { score: 0, reasons: [] };

/** By what only ARM templates, answers of Azure or Terraform's Azure provider write. */
export const detect = (text: string): Detection =>
  (isJson(text) ? (template(text) ?? answer(text)) : module(text)) ?? NOTHING;

const CONSIDERED = 400_000;

const SCHEMA =
  /"\$schema"\s{0,20}:\s{0,20}"(https?:\/\/schema\.management\.azure\.com\/[^"\s]{0,60}\/(?:deployment|subscriptionDeployment|managementGroupDeployment|tenantDeployment)Template\.json)#?"/;

/** The schema of a template, or resources with types of Azure and versions of their API. */
function template(text: string): Detection | undefined {
  const start = text.slice(0, CONSIDERED);
  const schema = SCHEMA.exec(start)?.[1];
  const type = /"type"\s{0,20}:\s{0,20}"(Microsoft\.[A-Za-z]{1,60}\/[^"\s]{1,120})"/i.exec(start)?.[1];
  if (schema !== undefined)
    return { score: 97, reasons: [`"$schema" ${schema}`, ...(type === undefined ? [] : [`"type": "${type}"`])] };
  const versioned = /"apiVersion"\s{0,20}:\s{0,20}"\d{4}-\d{2}-\d{2}/.test(start);
  return type !== undefined && versioned && /"resources"\s{0,20}:\s{0,20}[[{]/.test(start)
    ? { score: 85, reasons: [`"resources" with "type": "${type}"`] }
    : undefined;
}

/** What Azure prints of a resource: its id by subscription and provider, and its type. */
function answer(text: string): Detection | undefined {
  const start = text.slice(0, CONSIDERED);
  const provider =
    /"id"\s{0,20}:\s{0,20}"\/subscriptions\/[^"]{1,300}?\/providers\/(Microsoft\.[A-Za-z]{1,60}\/[A-Za-z]{1,80})\//i.exec(
      start,
    )?.[1];
  if (provider === undefined) return undefined;
  const type = /"type"\s{0,20}:\s{0,20}"(Microsoft\.[A-Za-z]{1,60}\/[A-Za-z/]{1,120})"/i.exec(start)?.[1];
  return type === undefined ? undefined : { score: 88, reasons: [`"id" of ${provider}`, `"type": "${type}"`] };
}

const RESOURCE = /^[ \t]*resource[ \t]+"?(azurerm_[a-z0-9_]+)"?[ \t]+"?[\w-]+"?[ \t]*\{/gm;
/** Resources that are the network, and settings that put others into it. */
const NETWORK =
  /^azurerm_(?:network_|subnet|virtual_network|route|nat_gateway|lb|lb_|public_ip|application_security_group|application_gateway|firewall|local_network_gateway|express_route|virtual_hub|virtual_wan|vpn_|private_endpoint|private_link|bastion|linux_virtual_machine|windows_virtual_machine|virtual_machine|dns_|private_dns_|traffic_manager_)/;
/** Of the clouds that have a dialect, or will have. */
const OTHERS = /^[ \t]*resource[ \t]+"?(?:aws|google)_/gm;

/** Terraform with resources of Azure that have to do with a network. */
function module(text: string): Detection | undefined {
  if (!hasBlocks(text)) return undefined;
  const start = text.slice(0, CONSIDERED);
  const own = [...start.matchAll(RESOURCE)].map((found) => found[1]!);
  const network = [...new Set(own.filter((type) => NETWORK.test(type)))];
  const [first, second] = network;
  if (first === undefined) return undefined;
  const others = start.match(OTHERS)?.length ?? 0;
  if (others >= own.length) return { score: 50, reasons: [`resource "${first}" among ${others} of others`] };
  return { score: 90, reasons: [`resource "${first}"`, ...(second ? [`resource "${second}"`] : [])] };
}
