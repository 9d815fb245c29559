import type { Change } from '../../../../../grammars/change.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Interval, Match } from '../../../../../grammars/model/filter.ts';
import type { Proposal } from '../../../review/rule.ts';
import { familiesServed } from '../../exposure/families-served.ts';
import type { Ingress } from '../../exposure/ingress.ts';
import type { Service } from './services.ts';

const HIGH: Interval = { first: 1024, last: 65535 };

/** By state where the filter can ask for it, else by what answers look like. */
export function permitAnswers(
  device: Device,
  { filter, binding }: Ingress,
  before: number,
  services: readonly Service[],
  gap: Interval | undefined,
): Proposal[] {
  const { family } = device.filters[filter]!;
  if (!binding)
    return [
      proposal(
        'Permit packets of established connections first, until now denied',
        '先放行已建立连接的数据包(established、related),此前被拒绝',
        {
          kind: 'insert-rule',
          filter,
          before: 0,
          action: 'permit',
          match: { family, state: { anyOf: ['related', 'established'] } },
        },
      ),
    ];
  const tcp = services.some(({ protocol }) => protocol === 6);
  if (binding.outside === 'precedes') return [permitHighPorts(device, filter, before, services)];
  const udp = services.filter(({ protocol }) => protocol === 17).map(({ port }) => port);
  const matches: Match[] = [
    ...(tcp ? [{ family, protocol: { anyOf: [{ first: 6, last: 6 }] }, tcpFlags: ESTABLISHED }] : []),
    ...(udp.length > 0
      ? [
          {
            family,
            protocol: { anyOf: [{ first: 17, last: 17 }] },
            sourcePort: { anyOf: udp.map((port) => ({ first: port, last: port })) },
            destinationPort: { anyOf: [HIGH] },
          },
        ]
      : []),
  ];
  const whole = gap ? ', to every port' : '';
  const en = [
    ...(tcp ? [`tcp with ACK or RST set from any address${whole}`] : []),
    ...(udp.length > 0 ? [`udp from any address, port ${udp.join(', ')}, to ports 1024-65535`] : []),
  ].join(', and ');
  const zh = [
    ...(tcp ? [`来自任意地址、带 ACK 或 RST 标志的 tcp${gap ? '(所有端口)' : ''}`] : []),
    ...(udp.length > 0 ? [`来自任意地址 ${udp.join('、')} 端口、发往 1024-65535 端口的 udp`] : []),
  ].join(',以及');
  return [
    proposal(
      `Permit ${en}, before the denial (a sender can make its packets look so)`,
      `在拒绝之前放行${zh}(发送方可以伪造)`,
      { kind: 'insert-rules', filter, before, action: 'permit', matches },
    ),
  ];
}

/** A network ACL asks for neither flags nor ports of the sender: what answers come to is all that tells them. */
function permitHighPorts(device: Device, filter: number, before: number, services: readonly Service[]): Proposal {
  const protocols = ([6, 17] as const).filter((number) => services.some(({ protocol }) => protocol === number));
  const matches = familiesServed(device.filters[filter]!).flatMap((family) =>
    protocols.map(
      (number): Match => ({
        family,
        protocol: { anyOf: [{ first: number, last: number }] },
        destinationPort: { anyOf: [HIGH] },
      }),
    ),
  );
  const what = protocols.map((number) => (number === 6 ? 'tcp' : 'udp'));
  return proposal(
    `Permit ${what.join(' and ')} from any address to ports 1024-65535, before the denial (security groups still decide)`,
    `在拒绝之前放行来自任意地址、发往 1024-65535 端口的 ${what.join('、')}(仍由安全组决定)`,
    { kind: 'insert-rules', filter, before, action: 'permit', matches },
  );
}

const ESTABLISHED: NonNullable<Match['tcpFlags']> = {
  anyOf: [
    { mask: 16, value: 16 },
    { mask: 4, value: 4 },
  ],
};

const proposal = (en: string, zh: string, change: Change): Proposal => ({
  title: { en, 'zh-cn': zh },
  safety: 'unsafe',
  change,
});
