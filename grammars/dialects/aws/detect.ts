import type { Detection } from '../../dialect.ts';
import { isJson } from '../../kit/cloud/notation.ts';
import { type LineStart, lineStart } from '../../kit/line-starts.ts';
import { EXPORTS } from './exports.ts';
import { isModule } from './parse.ts';

const NOTHING: Detection = { score: 0, reasons: [] };

/** By what only CloudFormation, an export of the AWS API or Terraform's AWS provider writes. */
export function detect(text: string): Detection {
  return template(text) ?? (isJson(text) ? answer(text) : yamlAnswer(text)) ?? module(text) ?? NOTHING;
}

const CONSIDERED = 400_000;

const keysAt = (margin: string): { readonly version: LineStart; readonly resources: LineStart } => ({
  version: lineStart(new RegExp(`^${margin}["']?AWSTemplateFormatVersion["']?[ \\t]*:`, 'm')),
  resources: lineStart(new RegExp(`^${margin}["']?Resources["']?[ \\t]*:`, 'm')),
});
const IN_JSON = keysAt('[ \\t\\uFEFF]{0,20}(?:\\{[ \\t{\\uFEFF]{0,20})?');
const IN_YAML = keysAt('\\uFEFF?');
/** The first key of all, wherever the margin of the document is. */
const INDENTED = /^\uFEFF?(?:[ \t\r]*(?:#[^\n]*|---[ \t\r]*)?\n)*[ \t]+AWSTemplateFormatVersion[ \t]*:/;
/** Types of AWS, of somebody else in the registry, of custom resources. */
const KIND = '(?:(?:[A-Z][A-Za-z0-9]+::){2}[A-Za-z0-9:]+|Custom::[\\w@-]+)';
const TYPE = new RegExp(`^[ \\t{]*["']?Type["']?[ \\t]*:[ \\t]*["']?(${KIND})`, 'm');

/** `AWSTemplateFormatVersion`, or resources with types of AWS. */
function template(text: string): Detection | undefined {
  const start = text.slice(0, CONSIDERED);
  // In YAML at the margin: deeper down it is somebody else's file with a template in it.
  const { version, resources: list } = isJson(text) ? IN_JSON : IN_YAML;
  const versioned = version.isIn(start) || (!isJson(text) && INDENTED.test(start));
  const resources = list.isIn(start);
  // Written without line ends, nothing stands at one's start.
  const flat = isJson(text) && !start.slice(0, 2000).includes('\n');
  const only =
    flat && start.includes('"Resources":') ? /"Type":\s?"(AWS::[A-Za-z0-9]+::[A-Za-z0-9:]+)/.exec(start) : null;
  if (only) return { score: 90, reasons: [`"Resources" with "Type": "${only[1]}"`] };
  if (!versioned && !resources) return undefined;
  const type = TYPE.exec(start)?.[1];
  if (versioned && type !== undefined) return { score: 97, reasons: ['AWSTemplateFormatVersion', `Type: ${type}`] };
  if (versioned) return { score: 90, reasons: ['AWSTemplateFormatVersion'] };
  if (resources && type !== undefined) return { score: 90, reasons: [`Resources: with Type: ${type}`] };
  return undefined;
}

const RESOURCE = /^[ \t]*resource[ \t]+"?(aws_[a-z0-9_]+)"?[ \t]+"?[\w-]+"?[ \t]*\{/gm;
/** Resources that are the network, and settings that put others into it. */
const NETWORK =
  /^aws_(?:vpc|subnet|security_group|default_|network_|route|internet_gateway|egress_only|nat_gateway|eip|lb|alb|elb|ec2_|instance|launch_|vpn_|customer_gateway|dx_|flow_log|globalaccelerator|networkfirewall|networkmanager|route53_|db_instance|s3_bucket_versioning|autoscaling_group)/;
/** Of the clouds that have a dialect, or will have. */
const OTHERS = /^[ \t]*resource[ \t]+"?(?:azurerm|google)_/gm;
const SETTING = /^[ \t]*"?(?:vpc_\w+|subnets?\w*|security_groups?\w*|cidr_\w+|user_data)"?[ \t]*[={]/m;

/** Terraform with resources of AWS that have to do with a network. */
function module(text: string): Detection | undefined {
  if (!isModule(text)) return undefined;
  const types = [...new Set([...text.slice(0, CONSIDERED).matchAll(RESOURCE)].map((found) => found[1]!))];
  const network = types.filter((type) => NETWORK.test(type));
  const own = text.match(RESOURCE)?.length ?? 0;
  const others = text.match(OTHERS)?.length ?? 0;
  if (types.length > 0 && others > own)
    return { score: 50, reasons: [`resource "${types[0]}" among ${others} of others`] };
  if (network.length > 0)
    return { score: 90, reasons: [`resource "${network[0]}"`, ...(network[1] ? [`resource "${network[1]}"`] : [])] };
  return types.length > 0 && SETTING.test(text)
    ? { score: 70, reasons: [`resource "${types[0]}" in a VPC`] }
    : undefined;
}

/** The list that `aws ec2 describe-*` answers with, and keys that its entries have. */
function answer(text: string): Detection | undefined {
  const start = text.slice(0, CONSIDERED);
  for (const [list, { tells }] of Object.entries(EXPORTS)) {
    if (!start.includes(`"${tells[0]}"`) && !start.includes(`"${list}"`)) continue;
    const named = new RegExp(`^[\\s\\uFEFF]*\\{[\\s\\S]{0,400}?"${list}"\\s*:\\s*\\[`).test(start);
    const told = tells.every((key) => start.includes(`"${key}"`));
    if (named && told) return { score: 90, reasons: [`"${list}" with ${tells.join(', ')}`] };
    if (named && new RegExp(`"${list}"\\s*:\\s*\\[\\s*\\]`).test(start) && !GENERIC.has(list))
      return { score: 60, reasons: [`"${list}", empty`] };
    if (told && tells.length > 1 && /^[\s\uFEFF]*\[\s*\{/.test(start))
      return { score: 80, reasons: [`a list with ${tells.join(', ')}`] };
  }
  return undefined;
}

/** The same with `--output yaml`. */
function yamlAnswer(text: string): Detection | undefined {
  const start = text.slice(0, CONSIDERED);
  const list = /^\uFEFF?(?:---[^\n]*\n)?([A-Z][A-Za-z]{2,40}):[ \t]*\r?\n/.exec(start)?.[1];
  const known = list === undefined ? undefined : EXPORTS[list];
  if (!known?.tells.every((key) => new RegExp(`^(?:- |[ \\t]+(?:- )?)${key}:`, 'm').test(start))) return undefined;
  return { score: 85, reasons: [`${list}: with ${known.tells.join(', ')}`] };
}

/** Names that others give their lists too. */
const GENERIC: ReadonlySet<string> = new Set([
  'Addresses',
  'LoadBalancers',
  'Listeners',
  'Rules',
  'Subnets',
  'RouteTables',
]);
