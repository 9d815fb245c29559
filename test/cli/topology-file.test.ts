import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { netreview } from '../support/cli.ts';

const EDGE = `hostname edge
!
interface GigabitEthernet0/0
 ip address 198.51.100.2 255.255.255.252
!
router bgp 64496
 neighbor 198.51.100.1 remote-as 64501
`;
const RULE = 'bgp/no-max-prefix';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'netreview-roles-'));
  writeFileSync(join(folder, 'edge.cfg'), EDGE);
  mkdirSync(join(folder, '.netreview'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What is said of the only neighbour, with its severity. */
async function said(topology: string): Promise<string[]> {
  writeFileSync(join(folder, '.netreview/topology.yaml'), topology);
  const { stdout } = await netreview(['check', '--format', 'json', 'edge.cfg'], { cwd: folder });
  const { files } = JSON.parse(stdout) as {
    files: { findings: { rule: string; severity: string; message: { en: string } | string }[] }[];
  };
  return files.flatMap(({ findings }) =>
    findings
      .filter(({ rule }) => rule === RULE)
      .map(({ severity, message }) => `${severity} ${JSON.stringify(message)}`),
  );
}

test('what topology.yaml declares a neighbour to be decides what is asked of its session', async () => {
  expect(await said('')).toEqual([expect.stringMatching(/^warning /)]);
  expect(await said('neighbours:\n  - role: provider\n    as: 64501\n')).toEqual([expect.stringMatching(/^info /)]);
  expect(await said('neighbours:\n  - role: internal\n    device: edge\n')).toEqual([]);
  expect(await said('neighbours:\n  - role: internal\n    device: core\n')).toEqual([
    expect.stringMatching(/^warning /),
  ]);
});

test('a mistake in it is told with its line, and nothing is reviewed', async () => {
  writeFileSync(join(folder, '.netreview/topology.yaml'), 'neighbours:\n  - role: friend\n    as: 64501\n');
  expect(await netreview(['check', 'edge.cfg'], { cwd: folder })).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('.netreview/topology.yaml:2: friend is no role'),
  });
});
