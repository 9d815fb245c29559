import type { TranslatedFlow } from './routeros-connections.ts';

/** `display nat session all` and `display firewall session table` of VRP: the flows that leave with another source than they came with. */
export function readVrpSessions(text: string): TranslatedFlow[] {
  const flows: TranslatedFlow[] = [];
  let open: { protocol: string; host?: string; peer?: string } | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (line.length > 300) continue;
    const row = ROW.exec(line);
    if (row) {
      const [, protocol, host, translated, peer] = row;
      if (host !== translated)
        flows.push({ protocol: protocol!.toLowerCase(), host: host!, translated: translated!, peer: peer! });
      continue;
    }
    const [, label, value] = /^ *([A-Z]\w{1,12}(?: {1,4}[A-Z]\w{1,12}){0,3}) *: +(\S+)/.exec(line) ?? [];
    if (!label) continue;
    if (label === 'Protocol') open = { protocol: value!.toLowerCase().replace(/\(.*$/, '') };
    else if (open && label.startsWith('SrcAddr')) open.host = value!;
    else if (open && label.startsWith('DestAddr')) open.peer = value!;
    else if (label === 'New SrcAddr' && open) {
      const { protocol, host, peer } = open;
      if (host && peer && /^[\da-f.:]+$/i.test(value!) && value !== host)
        flows.push({ protocol, host, translated: value!, peer });
      open = undefined;
    }
  }
  return flows;
}

//  udp  VPN: public --> public  10.1.0.2:1500[203.0.113.1:2048] --> 192.0.2.53:53
const ROW =
  /^ *([a-z][\w-]{1,20}) +VPN: ?\S{1,64} --> \S{1,64} +([\da-f.:]{2,45}):\d{1,5}\[([\da-f.:]{2,45}):\d{1,5}\] --> ([\da-f.:]{2,45}):\d{1,5}/i;
