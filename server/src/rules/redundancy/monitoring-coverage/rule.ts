import { formatAddress, parseAddress } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Monitoring } from '../../../../../grammars/model/monitoring.ts';
import { nameOf } from '../../../network/network.ts';
import { defineRule, type Report, type Surroundings } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'redundancy/monitoring-coverage',
    severity: 'hint',
    needs: ['monitoring'],
    title: {
      en: 'Devices that monitoring does not ask, or asks so seldom that values go missing',
      'zh-cn': '未被监控的设备,或抓取间隔过长导致数据中断',
    },
    sources: ['Prometheus: Configuration, scrape_config', 'Prometheus: Querying basics, staleness'],
    options: {
      interval: {
        default: 120,
        unit: 's',
        description: { en: 'A longer scrape interval is a hint.', 'zh-cn': '抓取间隔更长则给出提示。' },
      },
    },
  },
  *check({ device, network, option }) {
    const { monitoring } = device;
    if (!monitoring) return;
    const longest = option<number>('interval');
    for (const { value, span } of monitoring.intervals)
      if (value > longest)
        yield {
          span,
          text: {
            en: `Targets are asked every ${value} s: a value counts for five minutes only, so one scrape that fails leaves a gap, and alerts on it fall silent. Ask every ${longest} s or more often.`,
            'zh-cn': `每 ${value} 秒抓取一次:样本仅在五分钟内有效,一次抓取失败即出现断点,相关告警也会失效。请至少每 ${longest} 秒抓取一次。`,
          },
        };
    if (network) yield* unasked(monitoring, network);
  },
});

/** Only where it asks some of the devices here: else others are its business. */
function* unasked(monitoring: Monitoring, { network, self }: Surroundings): Generator<Report> {
  const around = [...network.members].filter(({ path }) => !network.apart(self.path, path));
  const servers = around.flatMap((one) => one.device.monitoring ?? []);
  if (monitoring.open || servers.some(({ open }) => open)) return;
  const asked = new Set(
    [monitoring, ...servers].flatMap(({ targets }) => targets.flatMap(({ value }) => spellings(value))),
  );
  const devices = new Map<string, boolean>();
  for (const one of around) {
    if (!isDevice(one.device)) continue;
    const name = nameOf(one);
    devices.set(name, devices.get(name) === true || isAsked(one.device, asked));
  }
  const missing = [...devices].filter(([, known]) => !known).map(([name]) => name);
  if (missing.length === 0 || missing.length === devices.size) return;
  const names = missing.length > MOST ? `${missing.slice(0, MOST).join(', ')}, ...` : missing.join(', ');
  yield {
    span: monitoring.list,
    text: {
      en: `${missing.length} of the ${devices.size} devices here ${missing.length === 1 ? 'is' : 'are'} asked by no job (${names}): no target is the name or an address of it. When one fails, nobody is told. Add a target for each.`,
      'zh-cn': `此处 ${devices.size} 台设备中有 ${missing.length} 台没有任何任务抓取(${names}):没有目标是其名称或地址。其故障时无人获知。请为每台设备添加目标。`,
    },
  };
}

const MOST = 8;

/** With a name and addresses of its own: routers, switches, firewalls, hosts. */
const isDevice = ({ hostname, interfaces, fragment }: Device): boolean =>
  hostname !== undefined && !fragment && interfaces.some(({ addresses }) => addresses.length > 0);

const isAsked = ({ hostname, interfaces }: Device, asked: ReadonlySet<string>): boolean =>
  spellings(hostname!.value.toLowerCase()).some((name) => asked.has(name)) ||
  interfaces.some(({ addresses }) =>
    addresses.some(({ family, address }) => asked.has(formatAddress(family, address))),
  );

/** An address in one spelling; a name, and its first label. */
function spellings(host: string): string[] {
  const address = parseAddress(host);
  if (address) return [formatAddress(address.family, address.address)];
  const [label] = host.split('.');
  return label === undefined || label === host ? [host] : [host, label];
}
