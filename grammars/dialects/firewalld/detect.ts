import type { Detection } from '../../dialect.ts';

const NOTHING: Detection = { score: 0, reasons: [] };

/** The root, and what only firewalld has in it. */
const ROOTS: Readonly<Record<string, RegExp>> = {
  zone: /<(?:service\s+name|port\s+(?:port|protocol)|interface\s+name|source\s+(?:address|mac|ipset)|rule(?:\s+(?:family|priority)|\s*>)|protocol\s+value|icmp-block\s+name|forward-port\s|source-port\s+(?:port|protocol)|masquerade\s*\/|forward\s*\/|short\s*>)/,
  policy: /<(?:ingress|egress)-zone\s+name/,
  service: /<(?:(?:source-)?port\s+(?:port|protocol)\s*=|include\s+service\s*=|protocol\s+value\s*=)/,
  ipset: /<(?:entry|short|option\s+name)\b/,
  direct: /<(?:chain|rule|passthrough)\s+(?:ipv|table|priority|chain)\s*=/,
  icmptype: /<(?:short|destination\s+ipv[46])\b/,
  helper: /<port\s+(?:port|protocol)\s*=/,
};

/** A remark ends at its first end: one that could go on to a later one would be tried in every way there is. */
const START = /^\uFEFF?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--(?:(?!-->)[\s\S])*-->\s*)*<([a-z]+)((?:\s[^<>]*)?)>/;

/** XML whose root is a kind of file that firewalld has, with elements of it. */
export function detect(text: string, path?: string): Detection {
  const found = START.exec(text.slice(0, 20_000));
  const tell = found ? ROOTS[found[1]!] : undefined;
  if (!found || !tell) return NOTHING;
  const [, root, attributes = ''] = found;
  const inside = tell.exec(text.slice(found.index + found[0].length, 100_000))?.[0].replace(/\s+/g, ' ');
  const targeted = (root === 'zone' || root === 'policy') && /\starget\s*=/.test(attributes);
  if (inside === undefined && !targeted) return NOTHING;
  const named = path !== undefined && /firewalld/.test(path) ? 5 : 0;
  const reasons = [`<${root}>`, ...(inside ? [`${inside}>`.replace(/[/>]*>$/, '>')] : ['a target'])];
  return { score: (root === 'service' || root === 'helper' ? 75 : 90) + named, reasons };
}
