import { numberOf, portNumber, protocolNumber } from '../../kit/protocol-names.ts';

export const port = (text: string): number | undefined => portNumber(text);

export function protocol(text: string): number | undefined {
  if (text === 'icmp6') return 58;
  const number = numberOf(text, 255) ?? protocolNumber(text);
  return number === 'all' ? undefined : number;
}

/** pf.conf(5), icmp(4), icmp6(4): names of message types. */
const ICMP = names(
  `echorep 0, unreach 3, squench 4, redir 5, althost 6, echoreq 8, routeradv 9, routersol 10, timex 11, paramprob 12, timereq 13, timerep 14,
  inforeq 15, inforep 16, maskreq 17, maskrep 18, trace 30, dataconv 31, mobredir 32, ipv6-where 33, ipv6-here 34, mobregreq 35, mobregrep 36,
  skip 39, photuris 40`,
);
const ICMP6 = names(
  `unreach 1, toobig 2, timex 3, paramprob 4, echoreq 128, echorep 129, groupqry 130, listqry 130, grouprep 131, listenrep 131, groupterm 132,
  listendone 132, routersol 133, routeradv 134, neighbrsol 135, neighbradv 136, redir 137, routrrenum 138, fqdnreq 139, niqry 139, wrureq 139,
  fqdnrep 140, nirep 140, wrurep 140, mtraceresp 200, mtrace 201, listenrepv2 143`,
);
const CODES = names(
  'net-unr 0, host-unr 1, proto-unr 2, port-unr 3, needfrag 4, srcfail 5, net-unk 6, host-unk 7, isolate 8, net-prohib 9, host-prohib 10, net-tos 11, host-tos 12, filter-prohib 13, host-preced 14, cutoff-preced 15, transit 0, reassemb 1',
);

export const icmpType = (text: string, version: 4 | 6): number | undefined =>
  numberOf(text, 255) ?? (version === 4 ? ICMP : ICMP6).get(text);

export const icmpCode = (text: string, version: 4 | 6): number | undefined =>
  numberOf(text, 255) ?? (version === 4 ? CODES.get(text) : undefined);

const FLAGS: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, A: 16, U: 32, E: 64, W: 128 };

/** `SAFR`: bits as in the TCP header. */
export function tcpFlags(text: string): number | undefined {
  let bits = 0;
  for (const letter of text) {
    const bit = FLAGS[letter];
    if (bit === undefined) return undefined;
    bits |= bit;
  }
  return bits;
}

function names(text: string): ReadonlyMap<string, number> {
  return new Map(
    text.split(',').map((entry) => {
      const [name, number] = entry.trim().split(' ');
      return [name!, Number(number)] as const;
    }),
  );
}
