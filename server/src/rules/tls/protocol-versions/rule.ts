import type { Bilingual } from '../../../../../grammars/outline.ts';
import { cover, type Located } from '../../../../../grammars/text/span.ts';
import { defineRule } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'tls/protocol-versions',
    severity: 'error',
    needs: ['tls'],
    title: {
      en: 'TLS version that is broken, or that there is not',
      'zh-cn': '已被攻破或不存在的 TLS 版本',
    },
    sources: ['RFC 8996', 'RFC 9325 section 3.1', 'GB/T 22239-2019 8.1.2.2'],
    options: {
      minimum: {
        default: '1.2',
        unit: '-',
        description: {
          en: 'The oldest version of TLS that is fine: 1.2 or 1.3.',
          'zh-cn': '可接受的最低 TLS 版本:1.2 或 1.3。',
        },
      },
    },
  },
  *check({ device, option }) {
    const minimum = option<string>('minimum') === '1.3' ? 1.3 : 1.2;
    const seen = new Set<number>();
    for (const { name, versions, without, lowest, highest } of device.tls ?? []) {
      const bound = lowest && !seen.has(lowest.span.start) ? lowest : undefined;
      const fault = bound && faultOf(bound, minimum);
      if (bound) seen.add(bound.span.start);
      if (bound && fault)
        yield {
          span: bound.span,
          text: fault,
          fixes: [
            {
              title: {
                en: `Speak TLS ${minimum} and newer only: older clients of ${name} are refused`,
                'zh-cn': `只使用 TLS ${minimum} 及更新版本:${name} 的旧客户端会被拒绝`,
              },
              safety: 'unsafe',
              change: {
                kind: 'replace-text',
                span: bound.span,
                newText: bound.written12.replace('1.2', `${minimum}`),
              },
            },
          ],
        };
      if (highest && !seen.has(highest.span.start)) {
        seen.add(highest.span.start);
        const text = faultOf(highest, 1.2);
        if (text) yield { span: highest.span, text };
      }
      const off = without?.find(({ value }) => VERSIONS.get(value) === 1.2);
      if (off && minimum <= 1.2 && !seen.has(off.span.start)) {
        seen.add(off.span.start);
        yield {
          severity: 'info',
          span: off.span,
          text: {
            en: `TLS 1.2 is switched off: clients without TLS 1.3 (many phones, games and older systems) cannot connect. Leave it on.`,
            'zh-cn': 'TLS 1.2 已被关闭:不支持 TLS 1.3 的客户端(许多手机、游戏和旧系统)无法连接。请保持开启。',
          },
        };
      }
      // Servers that inherit one line share it.
      if (!versions || seen.has(versions.span.start)) continue;
      seen.add(versions.span.start);
      const [first] = versions.listed;
      if (!first) continue;
      const whole = versions.listed.map(({ span }) => span).reduce(cover);
      const fix = {
        title: {
          en: `Speak ${wanted(minimum)} only: older clients of ${name} are refused`,
          'zh-cn': `只使用 ${wanted(minimum)}:${name} 的旧客户端会被拒绝`,
        },
        safety: 'unsafe',
        change: { kind: 'replace-text', span: whole, newText: listOf(wanted(minimum), versions.quote) },
      } as const;
      for (const version of versions.listed) {
        const text = faultOf(version, minimum);
        if (text) yield { span: version.span, text, fixes: [fix] };
      }
    }
  },
});

const VERSIONS: ReadonlyMap<string, number> = new Map([
  ['SSLv2', 0.2],
  ['SSLv3', 0.3],
  ['TLSv1', 1],
  ['TLSv1.0', 1],
  ['TLSv1.1', 1.1],
  ['TLSv1.2', 1.2],
  ['TLSv1.3', 1.3],
]);

const wanted = (minimum: number): string => (minimum === 1.3 ? 'TLSv1.3' : 'TLSv1.2 TLSv1.3');

/** A list of several in quotes, where it must have them. */
const listOf = (text: string, quote = ''): string => (text.includes(' ') ? `${quote}${text}${quote}` : text);

function faultOf({ value }: Located<string>, minimum: number): Bilingual | undefined {
  // What a variable or a template puts here, nobody knows.
  if (!/^[A-Za-z]+v?[\d.]*$/.test(value)) return undefined;
  const version = VERSIONS.get(value);
  if (version === undefined)
    return {
      en: `There is no ${value}: the newest version is TLS 1.3, and the server does not start with a word it does not know.`,
      'zh-cn': `不存在 ${value}:最新版本是 TLS 1.3,服务器遇到不认识的写法不会启动。`,
    };
  if (version >= minimum) return undefined;
  return {
    en: `${value} is broken and has been withdrawn (RFC 8996): a connection can be talked down to it and read. Speak TLS 1.2 and 1.3 only.`,
    'zh-cn': `${value} 已被攻破并废止(RFC 8996):连接可能被降级到它而遭窃听。请只使用 TLS 1.2 和 1.3。`,
  };
}
