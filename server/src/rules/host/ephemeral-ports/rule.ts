import type { Sysctl } from '../../../../../grammars/model/device.ts';
import type { Interval } from '../../../../../grammars/model/filter.ts';
import { filesOfHost } from '../../../network/files-of-host.ts';
import { defineRule, type Report, type RuleContext } from '../../../review/rule.ts';
import { isOwn, settingsInForce } from '../settings-in-force.ts';

export const rule = defineRule({
  meta: {
    id: 'host/ephemeral-ports',
    severity: 'info',
    needs: ['sysctls'],
    title: {
      en: 'Ports for outgoing connections that are few, or somebody else’s',
      'zh-cn': '外出连接可用端口过少,或与他人冲突',
    },
    sources: ['RFC 6056', 'Linux kernel: ip-sysctl, ip_local_port_range, ip_local_reserved_ports'],
    options: {
      minPorts: {
        default: 20_000,
        unit: 'ports',
        description: {
          en: 'How many ports a proxy or a busy client should have for connections to one address and port.',
          'zh-cn': '代理或繁忙客户端连接同一地址和端口时应有的端口数。',
        },
      },
    },
  },
  *check(context) {
    const settings = settingsInForce(context);
    const setting = settings.get(RANGE);
    const range = setting && rangeOf(setting);
    if (!range || !isOwn(context.device, setting)) return;
    const width = range.last - range.first + 1;
    if (range.first < 1024) yield belowUsers(setting, range);
    else if (width < context.option<number>('minPorts'))
      yield tooFew(setting, width, context.option<number>('minPorts'));
    const reserved = reservedBy(settings.get(RESERVED));
    const taken = portsOfHost(context).filter(
      ({ first, last }) =>
        first <= range.last && range.first <= last && !reserved.some((one) => one.first <= first && last <= one.last),
    );
    if (taken.length > 0) yield shared(setting, range, taken, context, settings.get(RESERVED));
  },
});

const RANGE = 'net.ipv4.ip_local_port_range';
const RESERVED = 'net.ipv4.ip_local_reserved_ports';

/** `10240 65535`; the kernel refuses others. */
function rangeOf({ value }: Sysctl): Interval | undefined {
  const found = /^(\d{1,5})[ \t]+(\d{1,5})$/.exec(value.value);
  const [first, last] = [Number(found?.[1]), Number(found?.[2])];
  return found && first >= 1 && first <= last && last <= 65_535 ? { first, last } : undefined;
}

const reservedBy = (setting: Sysctl | undefined): Interval[] =>
  (setting?.value.value ?? '').split(',').flatMap((one) => {
    const [first, last = first] = one.trim().split('-').map(Number);
    return first !== undefined && last !== undefined && first <= last ? [{ first, last }] : [];
  });

interface Taken extends Interval {
  readonly by: string;
}

/** What programs of the same host listen on, and the ports that a TURN server gives out where its file says which. */
function portsOfHost({ device, network }: RuleContext): Taken[] {
  const devices = network ? filesOfHost(network).map((member) => member.device) : [device];
  const found = devices.flatMap(({ listeners = [], turn }): Taken[] => [
    ...listeners.map(({ port, by }) => ({ first: port, last: port, by })),
    ...(turn?.minPort && turn.maxPort && turn.minPort.value <= turn.maxPort.value
      ? [{ first: turn.minPort.value, last: turn.maxPort.value, by: 'coturn' }]
      : []),
  ]);
  return [...new Map(found.map((one) => [`${one.first} ${one.last}`, one])).values()].sort((a, b) => a.first - b.first);
}

const belowUsers = ({ value }: Sysctl, { first }: Interval): Report => ({
  severity: 'warning',
  span: value.span,
  text: {
    en: `The range begins at ${first}: below 1024 are the ports of services, which an outgoing connection may hold when one of them starts. Begin at 10240.`,
    'zh-cn': `范围从 ${first} 开始:1024 以下是服务端口,服务启动时可能已被外出连接占用。请从 10240 开始。`,
  },
  fixes: wider(value),
});

const tooFew = ({ value }: Sysctl, width: number, least: number): Report => ({
  span: value.span,
  text: {
    en: `${width} ports, ${least} or more are usual: so many connections at once can be open to one address and port, those in TIME_WAIT among them, and a proxy with few servers behind it runs out ("Cannot assign requested address"). Use 10240 to 65535.`,
    'zh-cn': `仅 ${width} 个端口(通常应有 ${least} 个以上):这是到同一地址和端口可同时打开的连接数,包括 TIME_WAIT 状态;后端较少的代理会耗尽端口(“Cannot assign requested address”)。请使用 10240 到 65535。`,
  },
  fixes: wider(value),
});

const wider = ({ span }: Sysctl['value']): NonNullable<Report['fixes']> => [
  {
    title: {
      en: 'Use ports 10240 to 65535 for outgoing connections',
      'zh-cn': '外出连接使用端口 10240 到 65535',
    },
    safety: 'unsafe',
    change: { kind: 'replace-text', span, newText: '10240 65535' },
  },
];

/** A program that starts anew finds its port taken. */
function shared(
  setting: Sysctl,
  range: Interval,
  taken: readonly Taken[],
  { dialect, device }: RuleContext,
  reserved: Sysctl | undefined,
): Report {
  const written = ({ first, last }: Interval): string => (first === last ? `${first}` : `${first}-${last}`);
  const names = taken.slice(0, MOST_NAMES).map((one) => `${written(one)} (${one.by})`);
  const more = taken.length > MOST_NAMES ? ` + ${taken.length - MOST_NAMES}` : '';
  const own = taken.map(written).join(',');
  const value = reserved ? [reserved.value.value, own].filter((one) => one !== '').join(',') : own;
  const change = !reserved
    ? // Other formats have no line to put behind it.
      dialect.id === 'sysctl'
      ? { span: { start: setting.span.end, end: setting.span.end }, newText: `\n${RESERVED} = ${value}` }
      : undefined
    : device.sysctls.includes(reserved)
      ? { span: reserved.value.span, newText: value }
      : undefined;
  return {
    span: setting.value.span,
    text: {
      en: `Outgoing connections may take ${names.join(', ')}${more}, which programs of this host use: one that is started while such a connection is open cannot have its port ("Address already in use"). Reserve them with ${RESERVED}.`,
      'zh-cn': `外出连接可能占用本机程序使用的端口 ${names.join('、')}${more}(范围 ${range.first}-${range.last}):若程序启动时该端口正被外出连接占用,将无法监听(“Address already in use”)。请用 ${RESERVED} 保留这些端口。`,
    },
    fixes: change
      ? [
          {
            title: {
              en: `Take ${own} for no outgoing connection unless a program asks for it`,
              'zh-cn': `除非程序指定,否则外出连接不使用 ${own}`,
            },
            safety: 'unsafe',
            change: { kind: 'replace-text', ...change },
          },
        ]
      : [],
  };
}

const MOST_NAMES = 4;
