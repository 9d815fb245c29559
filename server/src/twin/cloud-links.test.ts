import { expect, test } from 'vitest';
import { CLOUD_FILES } from '../../../test/support/cloud-files.ts';
import { type Member, networkOf } from '../network/network.ts';
import { prepare } from '../review/prepare.ts';
import { lineIn } from './ask-trace.ts';
import { topologyOf } from './topology.ts';

const topology = (texts: Readonly<Record<string, string>>) =>
  topologyOf(
    networkOf(
      Object.entries(texts).map(([path, text]): Member => {
        const { device, index } = prepare({ path, text })!;
        return { path, device, index };
      }),
    ),
  );
const linksOf = ({ links }: ReturnType<typeof topology>): string[] =>
  links
    .map(({ told, subnets, ends }) => {
      const said = ends.map(({ member, interface: { name } }) => {
        const { path, line } = lineIn(member, name.span);
        return `${member.device.hostname?.value} ${path}:${line}`;
      });
      return [told, ...subnets, ...said].join(', ');
    })
    .sort();

test('a cloud is drawn as its routers, gateways and machines, each on its own line', () => {
  const found = topology(CLOUD_FILES);
  expect(found.devices.map(({ name, place: { path, line } }) => `${name} ${path}:${line}`)).toEqual([
    'aws_instance.db net/vms.tf:10',
    'aws_internet_gateway.gw net/vpc.tf:7',
    'aws_nat_gateway.nat net/vpc.tf:18',
    'aws_vpc.main net/vpc.tf:4',
  ]);
  expect(linksOf(found)).toEqual([
    'cloud, 10.0.1.0/24, aws_vpc.main net/vpc.tf:10, aws_nat_gateway.nat net/vpc.tf:18',
    'cloud, 10.0.2.0/24, aws_vpc.main net/vpc.tf:14, aws_instance.db net/vms.tf:10',
    'cloud, aws_internet_gateway.gw net/vpc.tf:7, aws_vpc.main net/vpc.tf:4',
  ]);
});

/** A network with one machine in it; all of them have the same addresses. */
const machineAlone = (name: string): string => `resource "aws_vpc" "${name}" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "${name}" {
  vpc_id     = aws_vpc.${name}.id
  cidr_block = "10.0.2.0/24"
}
resource "aws_instance" "${name}" {
  subnet_id  = aws_subnet.${name}.id
  private_ip = "10.0.2.10"
}
`;

test('networks that use the same addresses are not mixed up', () => {
  expect(linksOf(topology({ 'main.tf': ['a', 'b'].map(machineAlone).join('') }))).toEqual([
    'cloud, 10.0.2.0/24, aws_vpc.a main.tf:4, aws_instance.a main.tf:8',
    'cloud, 10.0.2.0/24, aws_vpc.b main.tf:15, aws_instance.b main.tf:19',
  ]);
});

const host = (address: string): string =>
  `network:\n  version: 2\n  ethernets:\n    ens5:\n      addresses: [${address}]\n`;

test('a host with files of its own stands in the place of the machine', () => {
  const found = topology({ ...CLOUD_FILES, 'hosts/db/etc/netplan/50-db.yaml': host('10.0.2.10/24') });
  expect(found.devices.map(({ place }) => place.path)).toContain('hosts/db/etc/netplan/50-db.yaml');
  expect(found.devices).toHaveLength(4);
  expect(linksOf(found)).toContain(
    'cloud, 10.0.2.0/24, aws_vpc.main net/vpc.tf:14, aws_instance.db hosts/db/etc/netplan/50-db.yaml:4',
  );
});

test('a device that the cloud does not tell of is on the subnet that its address is in, where that is one', () => {
  const router = 'hostname vfw\n!\ninterface GigabitEthernet0/0\n ip address 10.0.2.99 255.255.255.0\n!\nend\n';
  expect(linksOf(topology({ ...CLOUD_FILES, 'net/vfw.cfg': router }))).toContain(
    'cloud, 10.0.2.0/24, aws_vpc.main net/vpc.tf:14, aws_instance.db net/vms.tf:10, vfw net/vfw.cfg:3',
  );
  const twice = { 'main.tf': ['a', 'b'].map(machineAlone).join(''), 'vfw.cfg': router };
  expect(linksOf(topology(twice)).join('\n')).not.toContain('vfw');
});
