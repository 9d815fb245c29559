import { formatAddress, formatPrefix, holds, networkOf } from '../../../../../grammars/model/address.ts';
import type { NextHop, StaticRoute } from '../../../../../grammars/model/routing.ts';
import { nameOf } from '../../../network/network.ts';
import type { Report, Surroundings } from '../../../review/rule.ts';

/** Wider subnets have hosts on them that are in no workspace. */
const SMALL = { ipv4: 28, ipv6: 124 } as const;

/** What the other devices on the link say of a next hop: none of them has it, or the one that has it is shut down there. */
export function* nobodyHas(
  { network, self }: Surroundings,
  { vrf }: StaticRoute,
  hop: NextHop & { readonly address: NonNullable<NextHop['address']> },
): Generator<Report> {
  const { family, address } = hop.address;
  const text = formatAddress(family, address);
  for (const one of self.device.interfaces) {
    if (one.shutdown || one.loopback || one.pointToPoint || one.vrf !== vrf) continue;
    const subnet = one.addresses.find((own) => own.family === family && holds(own, address));
    if (!subnet) continue;
    const beside = network.near(
      self.path,
      network.onSubnet(subnet).filter(({ member }) => member.path !== self.path && member.device.hostname),
    );
    const owners = beside.filter((owner) => owner.address.address === address);
    const [owner] = owners;
    if (owner && owners.every((other) => other.interface.shutdown)) {
      const name = nameOf(owner.member);
      yield {
        severity: 'warning',
        span: hop.span,
        text: {
          en: `The next hop ${text} is ${owner.interface.name.value} of ${name}, which is shut down there: packets go nowhere. Bring that interface up, or take the route out.`,
          'zh-cn': `下一跳 ${text} 是 ${name} 的 ${owner.interface.name.value},而该接口在那里已被关闭:数据包无法转发。请启用该接口,或删除此路由。`,
        },
        related: [
          {
            span: owner.interface.name.span,
            text: { en: 'Shut down', 'zh-cn': '已关闭的接口' },
            elsewhere: { path: owner.member.path, range: owner.member.index.rangeOf(owner.interface.name.span) },
          },
        ],
      };
      return;
    }
    if (owner || subnet.length < SMALL[family] || network.owners(family, address).length > 0) return;
    const [other] = beside.filter((there) => !there.interface.shutdown);
    const virtual = [...network.members].some(({ device }) =>
      device.fhrp.some(({ addresses }) => addresses.some(({ value }) => value === address)),
    );
    if (!other || virtual || other.interface.dynamic) return;
    const name = nameOf(other.member);
    const prefix = formatPrefix({ ...subnet, address: networkOf(subnet) });
    yield {
      severity: 'info',
      span: hop.span,
      text: {
        en: `No configuration here has the next hop ${text}: on ${prefix} stands ${name}, with ${formatAddress(family, other.address.address)}. Check the address, unless the device that has it is not in this workspace.`,
        'zh-cn': `此处没有任何配置拥有下一跳 ${text}:${prefix} 上的 ${name} 地址为 ${formatAddress(family, other.address.address)}。请核对该地址,除非拥有它的设备不在此工作区中。`,
      },
      related: [
        {
          span: other.address.span,
          text: { en: 'The device on the link', 'zh-cn': '该链路上的设备' },
          elsewhere: { path: other.member.path, range: other.member.index.rangeOf(other.address.span) },
        },
      ],
    };
    return;
  }
}
