import { expect, test } from 'vitest';
import { aboutInCloud } from '../../../../server/src/twin/cloud-problems.ts';
import { CLOUD_FILES } from '../../../../test/support/cloud-files.ts';
import { twinOfFiles } from '../../../../test/support/twin-of-files.ts';
import { problemCounts } from './problem-counts.ts';

const lines = (first: number, last = first) => ({
  start: { line: first, character: 0 },
  end: { line: last, character: 1 },
});

test('a device has the problems of its document, one of a cloud those of the lines that are about it', () => {
  const devices = twinOfFiles({
    ...CLOUD_FILES,
    'net/r1.cfg': 'hostname r1\n!\ninterface Gi0/0\n ip address 192.0.2.1 255.255.255.0\n',
  }).members.map((member) => ({
    name: member.path,
    id: member.path,
    uri: member.path.replace(/#.*/, ''),
    range: lines(0),
    about: aboutInCloud(member).map(({ path, range }) => ({ uri: path, range })),
  }));
  const problems: Record<string, ReturnType<typeof lines>[]> = {
    'net/r1.cfg': [lines(0), lines(2)],
    // In the group that the machine has, on the machine itself, and on nothing that is a device.
    'net/vms.tf': [lines(2, 7), lines(9), lines(40)],
    // At the name of the network.
    'net/vpc.tf': [lines(3)],
  };
  expect(problemCounts(devices, (uri) => problems[uri] ?? [])).toEqual({
    'net/r1.cfg': 2,
    'net/vms.tf#machine aws_instance.db': 2,
    'net/vms.tf#router aws_vpc.main': 1,
  });
});
