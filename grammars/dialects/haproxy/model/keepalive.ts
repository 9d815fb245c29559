import type { Keepalive } from '../../../model/keepalive.ts';
import type { Statement } from '../../../outline.ts';

/** `clitcpka-idle 10m` where `option clitcpka` or `option tcpka` has probes sent, in the section or in defaults (HAProxy Configuration Manual). */
export function keepalivesOf(sections: readonly Statement[]): Keepalive[] {
  const shared = sections.filter(({ words }) => words[0]!.text === 'defaults').flatMap(optionsOf);
  return sections.flatMap((section) => {
    const options = new Set([...optionsOf(section), ...shared]);
    return section.children.flatMap(({ words, header }): Keepalive[] => {
      const [name, value] = words;
      const side = SIDES[name!.text];
      const seconds = secondsOf(value?.text ?? '');
      if (!side || !value || seconds === undefined) return [];
      if (!options.has('tcpka') && !options.has(side.option)) return [];
      const written = { value: seconds, span: value.span };
      return [{ seconds: written, unit: 's', label: name!.text, of: side.of, span: header }];
    });
  });
}

const optionsOf = ({ children }: Statement): string[] =>
  children.flatMap(({ words: [first, option] }) => (first!.text === 'option' && option ? [option.text] : []));

const SIDES: Readonly<Record<string, { readonly option: string; readonly of: Keepalive['of'] }>> = {
  'clitcpka-idle': { option: 'clitcpka', of: 'clients' },
  'srvtcpka-idle': { option: 'srvtcpka', of: 'servers' },
};

/** `10m`; a number alone is seconds here. */
function secondsOf(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,9})(s|m|h|d)?$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * UNITS[unit]!;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };
