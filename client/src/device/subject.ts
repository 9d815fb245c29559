import { formatAddress, parsePrefix } from '../../../grammars/model/address.ts';
import { asAddress, type Parsed } from '../probes/target.ts';

/** What of a device a probe may be about. */
export type SubjectKind = 'address' | 'prefix' | 'interface' | 'filter';

/** `GigabitEthernet0/0/1.100`, `ge-0/0/0:1.0`, `Port-channel 1` without its blank. */
const INTERFACE = /^[A-Za-z][A-Za-z0-9_.:/-]{0,63}$/;
/** What the platforms take for names of lists; names with other signs are asked about without one: the whole list of lists. */
const FILTER = /^[A-Za-z0-9_][A-Za-z0-9_.:/-]{0,63}$/;

/**
 * An argument of a command that a device is given: no blank, no quote, no sign that a shell or a pager reads, never an option.
 * @returns addresses and prefixes written anew.
 */
export function parseSubject(text: string, kinds: readonly SubjectKind[]): Parsed<string> {
  const address = asAddress(text);
  if (address && kinds.includes('address')) return { ok: true, value: address.text };
  const prefix = parsePrefix(text);
  if (prefix && kinds.includes('prefix'))
    return { ok: true, value: `${formatAddress(prefix.family, prefix.address)}/${prefix.length}` };
  const climbs = text.includes('..') || text.includes('//');
  if (!climbs && kinds.includes('interface') && INTERFACE.test(text)) return { ok: true, value: text };
  if (!climbs && kinds.includes('filter') && FILTER.test(text)) return { ok: true, value: text };
  const wanted = kinds.map((kind) => WORDS[kind]);
  return {
    ok: false,
    problem: {
      en: `Before the @ stands ${wanted.map(({ en }) => en).join(' or ')}.`,
      'zh-cn': `@ 之前应为${wanted.map(({ zh }) => zh).join('或')}。`,
    },
  };
}

const WORDS: Readonly<Record<SubjectKind, { readonly en: string; readonly zh: string }>> = {
  address: { en: 'an address', zh: '地址' },
  prefix: { en: 'a prefix', zh: '前缀' },
  interface: { en: "an interface's name", zh: '接口名' },
  filter: { en: "a filter's name", zh: '过滤器名' },
};
