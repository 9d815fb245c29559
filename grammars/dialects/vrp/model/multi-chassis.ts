import { isWholeNumber, lower, startsWith } from '../../../kit/cisco-like/facts.ts';
import { parseAddress } from '../../../model/address.ts';
import type { MultiChassis } from '../../../model/multi-chassis.ts';
import type { Statement } from '../../../outline.ts';
import { interfaceName } from './interfaces.ts';

/**
 * `dfs-group 1`, with `peer-link 1` and `dfs-group 1 m-lag 10` at Eth-Trunks (CloudEngine 6800 Series Configuration Guide, "M-LAG
 * Configuration"). The number of the group is 1 on all switches and tells no pair from another.
 */
export function multiChassisOf(statements: readonly Statement[]): MultiChassis | undefined {
  const block = statements.findLast(({ words }) => startsWith(words, 'dfs-group *'));
  if (!block) return undefined;
  const peer = peerOf(block.children);
  const groups: MultiChassis['groups'][number][] = [];
  let peerLink: MultiChassis['peerLink'];
  let linked = false;
  for (const { words, children } of statements) {
    linked ||= lower(words, 0) === 'peer-link';
    const port = lower(words, 0) === 'interface' ? interfaceName(words, 1)?.name : undefined;
    if (!port) continue;
    for (const child of children) {
      const id = child.words[3];
      if (lower(child.words, 0) === 'peer-link') {
        peerLink = port;
        child.coverage = 'modelled';
      } else if (startsWith(child.words, 'dfs-group * m-lag *') && isWholeNumber(id!.text)) {
        groups.push({ id: { value: Number(id!.text), span: id!.span }, interface: port.value });
        child.coverage = 'modelled';
      }
    }
  }
  return {
    kind: 'M-LAG',
    span: block.header,
    // A text whose indentation is lost has what stands in it beside it.
    missing: block.children.length === 0 || linked || peerLink ? [] : ['peer-link'],
    ...(peer ? { peer } : {}),
    ...(peerLink ? { peerLink } : {}),
    groups,
  };
}

/** `source ip 10.1.1.1 vpn-instance mgmt peer 10.1.1.2`, `dual-active detection source ip 10.1.1.1 peer 10.1.1.2`; without: it is found out. */
function peerOf(lines: readonly Statement[]): MultiChassis['peer'] {
  for (const { words } of lines) {
    if (lower(words, 0) !== 'source' && !startsWith(words, 'dual-active detection source')) continue;
    const [, word] = words.slice(words.findIndex(({ text }) => text.toLowerCase() === 'peer'));
    const value = word && parseAddress(word.text);
    if (value) return { value, span: word.span };
  }
  return undefined;
}
