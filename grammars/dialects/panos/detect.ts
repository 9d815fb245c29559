import type { Detection } from '../../dialect.ts';
import { coverageOf } from './commands.ts';
import { formOf, parse, SET_LINE } from './parse.ts';
import { type Node, treeOf } from './tree.ts';

const NOTHING: Detection = { score: 0, reasons: [] };

/** How much of a text is looked at. */
const ENOUGH = 60_000;

export function detect(text: string, path?: string): Detection {
  const start = text.slice(0, ENOUGH);
  const header = /^[!#\s]*RANCID-CONTENT-TYPE:\s*paloalto\b/i.test(start.slice(0, 200));
  const form = formOf(start);
  const found = form === 'xml' ? xmlForm(start) : form === 'set' ? setForm(start) : bracesForm(start);
  if (!header && found.score === 0) return NOTHING;
  const named = path !== undefined && /palo|pan-?os|panorama/i.test(path);
  const score = header ? Math.max(90, found.score) : found.score;
  return {
    score: Math.min(99, score + (named ? 2 : 0)),
    reasons: header ? ['RANCID-CONTENT-TYPE: paloalto', ...found.reasons] : found.reasons,
  };
}

/** Paths that no other system has: what they begin with says little, `system` and `address` are everybody's. */
const OWN =
  /^(?:config (?:devices \S+|shared|mgt-config) |deviceconfig |mgt-config |rulebase |pre-rulebase |post-rulebase |device-group |template(?:-stack)? \S+ (?:config|devices|templates|settings|description) ?|network (?:interface|virtual-router|profiles|ike|qos|shared-gateway|tunnel|dhcp|virtual-wire|vlan) |vsys \S+ (?:zone|rulebase|import|address|service|display-name)|zone \S+ network |address \S+ (?:ip-netmask|ip-range|fqdn|ip-wildcard) |address-group \S+ (?:static|dynamic) |service \S+ protocol (?:tcp|udp) |service-group \S+ members |shared (?:address|service|address-group|service-group|application|application-group|botnet|log-settings|admin-role|certificate|profiles|tag|pre-rulebase|post-rulebase)(?: |$)|application-group \S+ members |import network interface |setting ssl-decrypt |tag \S+ color )/;

function setForm(text: string): Detection {
  let own = 0;
  let others = 0;
  let sample = '';
  for (const [line] of text.matchAll(/[^\r\n]+/g)) {
    SET_LINE.lastIndex = 0;
    if (!SET_LINE.test(line)) continue;
    const [, path] = /(?:^|[>#] ?|^\s+)(?:set|delete|move)\s+(.*)$/.exec(line.trimEnd()) ?? [];
    if (path === undefined) continue;
    const named = path.replaceAll(/"[^"]*"/g, 'x');
    if (
      OWN.test(`${named} `) ||
      (named.split(/\s+/).length > 1 && own > 0 && coverageOf(named.split(/\s+/)) !== 'unknown')
    ) {
      own += 1;
      sample ||= path.split(/\s+/).slice(0, 3).join(' ');
    } else others += 1;
    if (own + others >= 500) break;
  }
  if (own === 0 || others > own) return NOTHING;
  return {
    score: Math.round((own >= 3 ? 93 : own === 2 ? 84 : 72) * (own / (own + others))),
    reasons: [`${own} of ${own + others} commands are in the PAN-OS hierarchy, such as \`set ${sample}\``],
  };
}

function bracesForm(text: string): Detection {
  if (
    !text.includes('{') ||
    !/(?:deviceconfig|mgt-config|vsys|localhost\.localdomain|rulebase|virtual-router|panorama|ip-netmask|device-group|pre-rulebase)[^;{}\n]*\{/.test(
      text,
    )
  )
    return NOTHING;
  const { root } = treeOf(parse(text));
  const paths = [...some(root, 0, '')].slice(0, 400);
  const own = paths.filter(
    (path) =>
      OWN.test(`${stripped(path)} `) ||
      /^config devices \S+ |^config (?:shared|mgt-config|panorama|readonly) /.test(`${path} `),
  );
  if (own.length === 0 || own.length * 2 < paths.length) return NOTHING;
  return {
    score: own.length >= 3 ? 94 : 80,
    reasons: [`blocks of the PAN-OS hierarchy, such as \`${own[0]!.split(' ').slice(0, 4).join(' ')}\``],
  };
}

const stripped = (path: string): string =>
  path.replace(/^(?:policy panorama )?(?:config )?(?:devices \S+ )?(?:vsys \S+ (?=\S+ ))?/, '');

/** Paths to leaves, as far as six words. */
function* some(node: Node, depth: number, path: string): Generator<string> {
  if (depth === 8 || (node.children.size === 0 && depth > 0)) {
    yield path;
    return;
  }
  for (const child of node.children.values())
    yield* some(child, depth + 1, path === '' ? child.name : `${path} ${child.name}`);
}

/** The roots of an export, or of a part of one. */
function xmlForm(text: string): Detection {
  const config = /<config(?:\s+[a-z-]+="[^"]*")*\s*>/.exec(text.slice(0, 4000));
  const tells = [
    '<entry name="localhost.localdomain">',
    '<vsys>',
    '<rulebase>',
    '<deviceconfig>',
    '<mgt-config>',
    '<device-group>',
    '<virtual-router>',
    '<ip-netmask>',
    '<address-group',
    '<member>',
  ].filter((tell) => text.includes(tell));
  const entries = /<entry name="/.test(text);
  if (!entries || tells.length < 2) return NOTHING;
  const sure = config !== null && tells.length >= 3;
  return {
    score: sure ? 95 : 75,
    reasons: [`${config ? '`<config>` with ' : ''}elements of a PAN-OS export: ${tells.slice(0, 3).join(', ')}`],
  };
}
