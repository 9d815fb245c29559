import type { Sysctl } from '../../../../../grammars/model/device.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { Member } from '../../../network/network.ts';
import { readTogether } from '../../../network/read-together.ts';
import type { Severity } from '../../../review/finding.ts';
import { defineRule, type Report, type Surroundings } from '../../../review/rule.ts';
import { nearestName } from '../../wording/nearest-name.ts';
import { KNOWN_KEYS } from './known-keys.ts';

export const rule = defineRule({
  meta: {
    id: 'host/sysctl-hygiene',
    severity: 'warning',
    needs: ['sysctls'],
    title: {
      en: 'Kernel setting that does not exist, or opens the host',
      'zh-cn': '不存在的内核参数,或使主机暴露的取值',
    },
    sources: [
      'Linux kernel: ip-sysctl',
      'sysctl.d(5)',
      'CIS Debian Linux Benchmark 3.3',
      'RFC 5095',
      'RFC 1812 section 5.2.7.2',
    ],
    options: {},
  },
  *check({ device, network }) {
    const later = network ? setLater(network) : new Map<string, SetLater>();
    for (const setting of device.sysctls) {
      const report =
        removed(setting) ?? misspelt(setting) ?? undone(setting, later.get(setting.key.value)) ?? unsafe(setting);
      if (report) yield report;
    }
  },
});

/** `net.ipv4.conf.eth0.accept_redirects` is `net.ipv4.conf.*.accept_redirects`; names of interfaces may have dots. */
const general = (key: string): string => key.replace(/^(net\.ipv[46]\.(?:conf|neigh))\.(.+)\.([^.]+)$/, '$1.*.$3');

interface SetLater {
  readonly member: Member;
  readonly setting: Sysctl;
}

/** The last setting of each key in the files of the folder that are read after this one. */
function setLater(network: Surroundings): ReadonlyMap<string, SetLater> {
  const members = readTogether(network);
  const after = members.slice(members.findIndex(({ path }) => path === network.self.path) + 1);
  return new Map(
    after.flatMap((member) =>
      member.device.sysctls.map((setting) => [setting.key.value, { member, setting }] as const),
    ),
  );
}

/** `10-base.conf` sets it, and `99-tuning.conf` beside it sets it otherwise (sysctl.d(5): by name, the last one holds). */
function undone({ key, value }: Sysctl, later: SetLater | undefined): Report | undefined {
  if (!later || later.setting.value.value === value.value) return undefined;
  const { member, setting } = later;
  const file = member.path.split(/[/\\]/).at(-1)!;
  return {
    severity: 'info',
    span: value.span,
    text: {
      en: `${key.value} does not stay ${value.value}: ${file}, which is read later, sets ${setting.value.value}. Keep one of the two.`,
      'zh-cn': `${key.value} 不会保持为 ${value.value}:之后读取的 ${file} 将其设为 ${setting.value.value}。请只保留其一。`,
    },
    related: [
      {
        span: setting.span,
        text: { en: 'Set again here', 'zh-cn': '在此再次设置' },
        elsewhere: { path: member.path, range: member.index.rangeOf(setting.span) },
      },
    ],
  };
}

function removed({ key, span }: Sysctl): Report | undefined {
  if (key.value !== 'net.ipv4.tcp_tw_recycle') return undefined;
  return {
    severity: 'error',
    span: key.span,
    text: {
      en: 'net.ipv4.tcp_tw_recycle was removed in Linux 4.12: setting it fails, and where it still exists it drops connections of clients behind one NAT. Delete it.',
      'zh-cn':
        'net.ipv4.tcp_tw_recycle 已在 Linux 4.12 中删除:设置会失败;在仍有它的内核上,同一 NAT 之后的客户端连接会被丢弃。请删除。',
    },
    fixes: [
      {
        title: { en: 'Delete the setting', 'zh-cn': '删除此设置' },
        safety: 'unsafe',
        change: { kind: 'delete-statements', spans: [span] },
      },
    ],
  };
}

/** Only what is nearly a key, and is none: kernels have keys that no list knows. */
function misspelt({ key }: Sysctl): Report | undefined {
  const written = general(key.value);
  if (!/^net\.(?:ipv4|ipv6|core|netfilter|bridge)\./.test(written) || KNOWN_KEYS.has(written)) return undefined;
  const meant = nearestName(written, KNOWN_KEYS);
  const [own, other] = [lastOf(written), meant && lastOf(meant)];
  // Short names are near each other by chance.
  if (!meant || other === undefined || own[0] !== other[0] || own.length < 8) return undefined;
  const name = key.value.slice(0, key.value.length - own.length) + other;
  return {
    span: key.span,
    text: {
      en: `The kernel has no ${key.value}: the setting fails, and the default stays. Did you mean ${name}?`,
      'zh-cn': `内核没有 ${key.value}:设置会失败,默认值不变。是否想用 ${name}?`,
    },
    fixes: [
      {
        title: { en: `Write ${name}: it takes effect then`, 'zh-cn': `改为 ${name}:此后将生效` },
        safety: 'unsafe',
        change: { kind: 'replace-text', span: key.span, newText: name },
      },
    ],
  };
}

const lastOf = (key: string): string => key.slice(key.lastIndexOf('.') + 1);

interface Unsafe {
  readonly key: RegExp;
  readonly value: RegExp;
  readonly better: string;
  readonly severity: Severity;
  readonly why: Bilingual;
}

const REDIRECTS: Bilingual = {
  en: 'anybody on the link can take over its traffic by a redirect',
  'zh-cn': '链路上的任何人都能用重定向劫持其流量',
};

const UNSAFE: readonly Unsafe[] = [
  {
    key: /^net\.ipv[46]\.conf\.\*\.accept_redirects$/,
    value: /^1$/,
    better: '0',
    severity: 'warning',
    why: REDIRECTS,
  },
  {
    key: /^net\.ipv[46]\.conf\.\*\.accept_source_route$/,
    value: /^[1-9]\d*$/,
    better: '0',
    severity: 'warning',
    why: {
      en: 'senders choose the way of their packets, around filters and to addresses that are not theirs to reach (RFC 5095)',
      'zh-cn': '发送者可自行指定路径,绕过过滤并到达本不可达的地址(RFC 5095)',
    },
  },
  {
    key: /^net\.ipv4\.icmp_echo_ignore_broadcasts$/,
    value: /^0$/,
    better: '1',
    severity: 'warning',
    why: {
      en: 'it answers pings to broadcast addresses, and helps to flood whoever is named as their sender',
      'zh-cn': '会应答发往广播地址的 ping,可被利用来攻击伪造的来源',
    },
  },
  {
    key: /^net\.ipv4\.ip_no_pmtu_disc$/,
    value: /^[12]$/,
    better: '0',
    severity: 'warning',
    why: {
      en: 'the size of packets is not fitted to the path: they are cut in pieces on the way, or small for all',
      'zh-cn': '不再按路径调整报文大小:报文会在途中被分片,或一律很小',
    },
  },
  {
    key: /^net\.ipv4\.conf\.\*\.send_redirects$/,
    value: /^1$/,
    better: '0',
    severity: 'info',
    why: {
      en: 'it tells hosts to go another way, which only a router with several routers on one link has reason to',
      'zh-cn': '会让主机改走其他路径,仅当同一链路上有多台路由器时才有理由这样做',
    },
  },
];

function unsafe({ key, value }: Sysctl): Report | undefined {
  const name = general(key.value);
  const found = UNSAFE.find((one) => one.key.test(name) && one.value.test(value.value));
  if (!found) return undefined;
  const { severity, why, better } = found;
  return {
    severity,
    span: value.span,
    text: {
      en: `With ${key.value} = ${value.value}, ${why.en}. Set it to ${better}.`,
      'zh-cn': `${key.value} = ${value.value} 时,${why['zh-cn']}。请设为 ${better}。`,
    },
    fixes: [
      {
        title: { en: `Set ${key.value} to ${better}`, 'zh-cn': `将 ${key.value} 设为 ${better}` },
        safety: 'unsafe',
        change: { kind: 'replace-text', span: value.span, newText: better },
      },
    ],
  };
}
