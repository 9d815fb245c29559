import type { Device } from '../../../../../grammars/model/device.ts';
import { defineRule } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'routing/default-route-missing',
    severity: 'warning',
    needs: ['routes', 'nat-rules', 'interfaces'],
    title: {
      en: 'Device translates addresses and has no default route',
      'zh-cn': '设备做地址转换却没有默认路由',
    },
    sources: ['RFC 1812 section 5.2.4'],
    options: {},
  },
  *check({ device }) {
    const anchor = device.nat?.anchor;
    if (!device.nat?.translates || !anchor || !isWhole(device) || learnsRoutes(device)) return;
    const defaults = device.routes.filter(
      ({ destination }) => destination.family === 'ipv4' && destination.length === 0,
    );
    if (defaults.length > 0 || halves(device)) return;
    yield {
      span: anchor.span,
      text: {
        en: 'This device translates addresses for the Internet, and no route leads there: there is neither a default route nor anything that could bring one. Add one towards the provider.',
        'zh-cn':
          '该设备为访问互联网做地址转换,却没有通往互联网的路由:既没有默认路由,也没有任何能带来默认路由的来源。请添加一条指向上游的默认路由。',
      },
    };
  },
});

/** A part of a configuration has its routes elsewhere. */
const isWhole = ({ fragment, hostname, interfaces, routes }: Device): boolean =>
  !fragment && hostname !== undefined && interfaces.some(({ addresses }) => addresses.length > 0) && routes.length > 0;

/** A routing protocol, DHCP, PPP or a borrowed address may bring a default route. */
const learnsRoutes = ({ dynamicRouting, interfaces }: Device): boolean =>
  dynamicRouting ||
  interfaces.some(
    ({ dynamic, dynamicFamilies, pointToPoint }) => dynamic || pointToPoint || (dynamicFamilies?.length ?? 0) > 0,
  );

/** `0.0.0.0/1` and `128.0.0.0/1` do as well; so may other short ones. */
const halves = ({ routes }: Device): boolean => routes.some(({ destination }) => destination.length <= 4);
