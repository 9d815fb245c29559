import { expect, test } from 'vitest';
import { twinOfFiles as files } from '../../../test/support/twin-of-files.ts';
import { nameOf } from '../network/network.ts';

const netplan = (last: number): string =>
  `network:\n  version: 2\n  ethernets:\n    eth0:\n      addresses: [192.0.2.${last}/24]\n`;
const RULES = 'table inet filter {\n  chain input {\n    type filter hook input priority 0; policy drop;\n  }\n}\n';
const names = (paths: readonly string[]): string[] =>
  files(Object.fromEntries(paths.map((path, at) => [path, path.endsWith('.conf') ? RULES : netplan(at + 1)])))
    .members.map(nameOf)
    .sort();

test('a host without a name is called by its folder', () => {
  expect(names(['site/firewall/netplan.yaml', 'site/firewall/nftables.conf'])).toEqual(['firewall']);
  expect(names(['site/web/etc/netplan/50-web.yaml', 'site/db/etc/netplan/50-db.yaml'])).toEqual(['db', 'web']);
  expect(names(['site/db-1/ports.yaml', 'site/db-1/nftables.conf'])).toEqual(['db-1']);
});
test('two folders of one name are told apart by those around them', () => {
  expect(names(['a/web/netplan.yaml', 'b/web/netplan.yaml'])).toEqual(['a/web', 'b/web']);
});
test('files are called as they are where their folder is no host', () => {
  expect(names(['configs/r1.yaml', 'configs/r2.yaml'])).toEqual(['configs/r1.yaml', 'configs/r2.yaml']);
  expect(names(['configs/netplan.yaml'])).toEqual(['configs/netplan.yaml']);
  expect(names(['site/web/etc/netplan/1.yaml', 'site/web/etc/netplan/2.yaml'])).toEqual([
    'netplan/1.yaml',
    'netplan/2.yaml',
  ]);
});
