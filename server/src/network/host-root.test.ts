import { expect, test } from 'vitest';
import { hostRoot } from './host-root.ts';

test.each([
  ['web1/netplan.yaml', 'web1'],
  ['web1/etc/netplan/50-cloud-init.yaml', 'web1'],
  ['web1/etc/nginx/conf.d/site.conf', 'web1'],
  ['web1/etc/sysctl.conf', 'web1'],
  ['etc/nftables.conf', ''],
  ['netplan.yaml', ''],
  ['file:///site/web1/etc/iptables/rules.v4', 'file:///site/web1'],
  ['sites\\web1\\etc\\netplan\\a.yaml', 'sites\\web1'],
  // A folder that is only called so.
  ['/etc/networks/site1/r1.cfg', '/etc/networks/site1'],
  ['/srv/etc/site1/r1.cfg', '/srv/etc/site1'],
])('%s', (path, root) => {
  expect(hostRoot(path)).toBe(root);
});
