import { type Facts, lower } from '../../../kit/cisco-like/facts.ts';
import { readRoute } from '../../../kit/cisco-like/routes.ts';
import type { Statement, Word } from '../../../outline.ts';

/** `router static`: `192.0.2.0/24 [vrf RED] [GigabitEthernet0/0/0/1] 198.51.100.1 [250]`, by family and VRF. */
export function readStatic(statement: Statement, facts: Facts, vrf?: string): void {
  for (const child of statement.children) {
    const { words } = child;
    const first = lower(words, 0);
    if (first === 'vrf' && words[1]) readStatic(child, facts, words[1].text);
    else if (first === 'address-family')
      for (const route of child.children) readOne(route, lower(words, 1), facts, vrf);
  }
}

function readOne(statement: Statement, family: string, facts: Facts, vrf: string | undefined): void {
  const { words, header } = statement;
  if (statement.coverage === 'unknown' || !words[0]!.text.includes('/')) return;
  const place = { start: header.start, end: header.start };
  const word = (text: string): Word => ({ text, span: place });
  // The next hop is looked up in another table.
  const elsewhere = lower(words, 1) === 'vrf' && words[2] !== undefined;
  const rest = elsewhere ? [words[0]!, ...words.slice(3), word('nexthop-vrf'), words[2]!] : words;
  const route: Statement = { ...statement, words: [word(family === 'ipv6' ? 'ipv6' : 'ip'), word('route'), ...rest] };
  readRoute(route, facts, vrf === undefined ? {} : { within: vrf });
  statement.coverage = route.coverage;
}
