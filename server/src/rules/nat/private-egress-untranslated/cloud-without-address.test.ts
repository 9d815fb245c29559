import { expect, test } from 'vitest';
import { networkOf } from '../../../network/network.ts';
import { review } from '../../../review/engine.ts';
import { prepare } from '../../../review/prepare.ts';
import { DEFAULT_SETTINGS } from '../../../review/settings.ts';

const NETWORK = `resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_internet_gateway" "gw" {
  vpc_id = aws_vpc.main.id
}
resource "aws_subnet" "workers" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.2.0/24"
}
resource "aws_route_table_association" "workers" {
  subnet_id      = aws_subnet.workers.id
  route_table_id = aws_route_table.out.id
}
`;
const ROUTES = `resource "aws_route_table" "out" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.gw.id
  }
}
`;
const MACHINES = `resource "aws_instance" "worker" {
  subnet_id = aws_subnet.workers.id
}
`;

/** `path:line` of what is reported in each file. */
async function reported(files: Readonly<Record<string, string>>): Promise<string[]> {
  const all = Object.entries(files).map(([path, text]) => ({ path, prepared: prepare({ path, text })! }));
  const members = all.map(({ path, prepared }) => ({ path, device: prepared.device, index: prepared.index }));
  const network = networkOf(members);
  const found = await Promise.all(
    all.map(async ({ path, prepared }) => {
      const self = members.find((member) => member.path === path)!;
      const { findings } = await review(prepared, DEFAULT_SETTINGS, { surroundingsOf: () => ({ network, self }) });
      return findings.flatMap(({ rule, span }) =>
        rule === 'nat/private-egress-untranslated' ? [`${path}:${prepared.index.positionAt(span.start).line + 1}`] : [],
      );
    }),
  );
  return found.flat();
}

test('a subnet is judged by all files of its module, and reported in its own', async () => {
  const files = { 'a/network.tf': NETWORK, 'a/routes.tf': ROUTES, 'a/machines.tf': MACHINES };
  expect(await reported(files)).toEqual(['a/network.tf:7']);
  // Alone, each file leaves open what the others say.
  expect(await reported({ 'a/network.tf': NETWORK, 'b/routes.tf': ROUTES, 'c/machines.tf': MACHINES })).toEqual([]);
});

test('a public address, a balancer or a way by another gateway is no fault', async () => {
  const files = { 'a/network.tf': NETWORK, 'a/routes.tf': ROUTES, 'a/machines.tf': MACHINES };
  const address = 'resource "aws_eip" "one" {\n  instance = aws_instance.worker.id\n}\n';
  expect(await reported({ ...files, 'a/address.tf': address })).toEqual([]);
  const balancer = 'resource "aws_lb" "web" {\n  subnets = [aws_subnet.workers.id]\n}\n';
  expect(await reported({ ...files, 'a/balancer.tf': balancer })).toEqual([]);
  expect(
    await reported({
      ...files,
      'a/routes.tf': ROUTES.replace(
        'gateway_id = aws_internet_gateway.gw.id',
        'nat_gateway_id = aws_nat_gateway.one.id',
      ),
    }),
  ).toEqual([]);
});
