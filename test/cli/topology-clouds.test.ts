import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { netreview } from '../support/cli.ts';
import { CLOUD_FILES } from '../support/cloud-files.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'netreview-topology-'));
  for (const [path, text] of Object.entries(CLOUD_FILES)) {
    mkdirSync(join(cwd, dirname(path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
});
afterAll(() => rmSync(cwd, { recursive: true }));

test('topology lists the devices of a cloud under their files', async () => {
  const { stdout } = await netreview(['topology'], { cwd });
  expect(stdout).toBe(`Devices: 4
  aws_instance.db  net/vms.tf
  aws_internet_gateway.gw  net/vpc.tf
  aws_nat_gateway.nat  net/vpc.tf
  aws_vpc.main  net/vpc.tf
Links: 3
  aws_vpc.main aws_subnet.private - aws_instance.db eth0  10.0.2.0/24
  aws_vpc.main aws_subnet.public - aws_nat_gateway.nat eth0  10.0.1.0/24
  aws_internet_gateway.gw to aws_vpc.main - aws_vpc.main to aws_internet_gateway.gw
BGP sessions: 0
`);
});

test('a trace through a cloud is drawn over its devices and links', async () => {
  const packet = 'tcp 10.0.2.10:40000 > 198.51.100.9:443';
  const { stdout } = await netreview(['trace', packet, '--format', 'dot'], { cwd });
  const drawn = stdout.split('\n').filter((line) => line.includes('penwidth=3'));
  expect(drawn.map((line) => /\[label="([^"]*)"/.exec(line)?.[1] ?? line)).toEqual([
    '1. aws_instance.db',
    '5. (delivered) aws_internet_gateway.gw',
    '3. aws_nat_gateway.nat',
    '2, 4. aws_vpc.main',
    '10.0.2.0/24',
    '10.0.1.0/24',
    '',
  ]);
  expect(drawn.flatMap((line) => /dir=(\w+)/.exec(line)?.[1] ?? [])).toEqual(['back', 'both', 'back']);
});

test('what fails in a cloud is gone', async () => {
  const { stdout } = await netreview(['what-if', '--fail', 'aws_nat_gateway.nat'], { cwd });
  expect(stdout).toContain(
    'aws_vpc.main (aws_subnet.private) 0.0.0.0/0: static via 10.0.1.254 (aws_subnet.public) -> static discarded\n',
  );
});
