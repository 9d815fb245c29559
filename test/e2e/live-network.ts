import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { EditorServer } from '../../scripts/code-server.ts';
import { openWindow } from '../support/editor.ts';
import { openFile, runCommand, screenshot, workbenchReady } from '../support/editor-fixture.ts';
import { startEditorInRig } from '../support/editor-in-rig.ts';
import {
  actionOffered,
  answer,
  cursorTo,
  dialog,
  expand,
  findingsShown,
  maximisePanel,
  pick,
  problemRow,
  reloadWindow,
  resultRow,
  saveAs,
} from '../support/editor-steps.ts';
import { rigAbsent } from '../support/rig.ts';

import { type StandingRig, standingRig } from '../support/standing-rig.ts';
import { TRY_MS, tried } from '../support/tried.ts';
import type { EditorRun } from './editor-run.ts';

const TEST_MS = 180_000;
const BGPD = '/usr/lib/frr/bgpd';
const SSHD = '/usr/sbin/sshd';

const ABSENT = rigAbsent({
  ...{
    nft: 'nftables',
    turnserver: 'coturn',
    vtysh: 'frr',
    [BGPD]: 'frr',
    stayrtr: 'stayrtr',
    [SSHD]: 'openssh-server',
  },
  ...{ 'redis-server': 'redis-server', 'redis-cli': 'redis-tools', snmpd: 'snmpd' },
});

/** sshd changes to a user of its own before anybody has logged in. */
const MANY_ABSENT = rigAbsent({}, 'many');

/** The finding itself: a verdict of a probe names the rule as well. */
const FINDING = 'STUN and TURN requests (udp/3478) cannot leave';

/** Loaded into the gateway as it is: it lets clients browse and forgets calls. */
const GATEWAY = `table inet gateway {
    chain forward {
        type filter hook forward priority filter; policy drop;
        ct state established,related accept
        iifname "lan0" oifname "wan0" tcp dport { 80, 443 } accept
        iifname "lan0" oifname "wan0" udp dport 53 accept
    }
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        oifname "wan0" masquerade
    }
}
`;

/** Loaded into FRR beside the editor; its neighbour is the gateway. */
const ROUTER = `frr version 10.1
frr defaults traditional
hostname edge1
!
router bgp 65001
 bgp router-id 10.77.1.2
 no bgp ebgp-requires-policy
 neighbor 10.77.1.1 remote-as 65002
 neighbor 10.77.1.1 timers connect 1
exit
!
`;

const VALIDATING = `hostname edge2
!
interface GigabitEthernet0/0
 ip address 192.0.2.1 255.255.255.0
!
router bgp 64500
 bgp rpki server tcp 127.0.0.1 port 3323 refresh 600
 network 203.0.113.0
 neighbor 192.0.2.2 remote-as 64501
!
end
`;

const SENTINEL = `port 26379
bind 127.0.0.1
sentinel monitor cache 127.0.0.1 6379 2
sentinel down-after-milliseconds cache 5000
`;

const AGENT = `hostname edge3
!
ip access-list extended TO-AGENT
 permit udp any host 127.0.0.1 eq 161
 deny ip any any
!
end
`;

const FILES = {
  'gateway.nft': GATEWAY,
  'router.conf': ROUTER,
  'validating.cfg': VALIDATING,
  'sentinel.conf': SENTINEL,
  'agent.cfg': AGENT,
} as const;

/** A client (with the editor), the gateway that filters and translates, and a STUN server behind it. */
const NETWORK = `
for n in cli gw pub; do ip netns add $n; ip -n $n link set lo up; done
ip link add eth0 netns cli type veth peer name lan0 netns gw
ip link add wan0 netns gw type veth peer name eth0 netns pub
ip -n cli address add 10.77.1.2/24 dev eth0; ip -n cli link set eth0 up; ip -n cli route add default via 10.77.1.1
ip -n gw address add 10.77.1.1/24 dev lan0; ip -n gw link set lan0 up
ip -n gw address add 10.77.2.1/24 dev wan0; ip -n gw link set wan0 up
ip -n pub address add 10.77.2.10/24 dev eth0; ip -n pub link set eth0 up; ip -n pub route add default via 10.77.2.1
ip netns exec gw sysctl -qw net.ipv4.ip_forward=1
: >$D/turn.conf
ip netns exec pub turnserver -c $D/turn.conf --stun-only -L 10.77.2.10 --no-cli --no-tls --no-dtls \\
  --simple-log --log-file $D/turn.log --pidfile $D/turn.pid --no-stdout-log >/dev/null 2>&1 &
i=0; until ip netns exec pub ss -Hlun | grep -q '10.77.2.10:3478 '; do i=$((i+1)); [ $i -lt 200 ] || exit 9; sleep 0.05; done
`;

/** Everything that the other probes ask, on the client itself but the BGP neighbour. */
const daemons = (folder: string, home: string): string => `
mount -t tmpfs none /var/tmp
mkdir -p /run/frr /run/gw
cat >$D/gw.conf <<'E'
router bgp 65002
 bgp router-id 10.77.1.1
 no bgp ebgp-requires-policy
 no bgp network import-check
 neighbor 10.77.1.2 remote-as 65001
 neighbor 10.77.1.2 timers connect 1
 address-family ipv4 unicast
  network 10.20.0.0/24
 exit-address-family
E
ip netns exec gw ${BGPD} -u root -g root -P 0 -n -S -Z -d -f $D/gw.conf -i $D/gw.pid --vty_socket /run/gw >/dev/null 2>&1
ip netns exec cli ${BGPD} -u root -g root -P 0 -n -S -Z -d -f ${folder}/router.conf -i $D/cli.pid --vty_socket /run/frr >/dev/null 2>&1
i=0; until ip netns exec cli vtysh -c 'show bgp summary json' 2>/dev/null | grep -q '"pfxRcd":1'; do i=$((i+1)); [ $i -lt 300 ] || exit 9; sleep 0.1; done
cat >$D/vrps.json <<'E'
{ "metadata": { "buildtime": "2026-01-01T00:00:00Z" }, "roas": [{ "prefix": "203.0.113.0/24", "maxLength": 24, "asn": 64499, "ta": "test" }] }
E
ip netns exec cli stayrtr -bind 127.0.0.1:3323 -cache $D/vrps.json -checktime=false -metrics.addr 127.0.0.1:9847 >$D/rtr.log 2>&1 &
mkdir -p $D/redis $D/replica $D/snmp
ip netns exec cli redis-server --port 6379 --bind 127.0.0.1 --dir $D/redis --save '' >$D/redis.log 2>&1 &
ip netns exec cli redis-server --port 6380 --bind 127.0.0.1 --dir $D/replica --save '' --replicaof 127.0.0.1 6379 >$D/replica.log 2>&1 &
printf 'agentaddress udp:127.0.0.1:161\\nrocommunity public 127.0.0.1\\n' >$D/snmpd.conf
SNMP_PERSISTENT_DIR=$D/snmp ip netns exec cli snmpd -f -Lf $D/snmp.log -C -c $D/snmpd.conf >/dev/null 2>&1 &
i=0; until ip netns exec cli redis-cli info replication 2>/dev/null | grep -q 'state=online'; do i=$((i+1)); [ $i -lt 300 ] || exit 9; sleep 0.1; done
mkdir -p /run/sshd ${home}/.ssh $D/ssh
for key in host user; do ssh-keygen -q -t ed25519 -N '' -f $D/ssh/$key; done
echo "[127.0.0.1]:2222 $(cut -d' ' -f1,2 $D/ssh/host.pub)" >${home}/.ssh/known_hosts
cp $D/ssh/user.pub $D/ssh/keys
printf '%s\\n' 'Port 2222' 'ListenAddress 127.0.0.1' "HostKey $D/ssh/host" "AuthorizedKeysFile $D/ssh/keys" "PidFile $D/ssh/pid" \\
  'StrictModes no' 'UsePAM no' 'PasswordAuthentication no' 'PermitRootLogin prohibit-password' >$D/ssh/config
ip netns exec cli ${SSHD} -D -E $D/ssh/log -f $D/ssh/config &
ssh-agent -D -a ${home}/agent >/dev/null 2>&1 &
i=0; until SSH_AUTH_SOCK=${home}/agent ssh-add -q $D/ssh/user 2>/dev/null; do i=$((i+1)); [ $i -lt 200 ] || exit 9; sleep 0.05; done
for listened in 'tln 127.0.0.1:2222' 'tln 127.0.0.1:3323' 'uln 127.0.0.1:161'; do
  i=0; until ip netns exec cli ss -H -\${listened% *} | grep -q "\${listened#* } "; do i=$((i+1)); [ $i -lt 200 ] || exit 9; sleep 0.05; done
done
`;

/** Probes through a network of the test's own: the editor's extension host sits in it. */
export function liveNetwork(run: EditorRun): void {
  describe.skipIf(ABSENT !== '')(`in a network of its own${ABSENT}`, () => {
    let folder: string;
    let home: string;
    let rig: StandingRig;
    let editor: EditorServer;
    let page: Page;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'netreview-live-'));
      home = mkdtempSync(join(tmpdir(), 'netreview-home-'));
      for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
      rig = await standingRig(NETWORK + daemons(folder, home), MANY_ABSENT === '' ? 'many' : 'one');
      const options = { workspaceTrust: false, extensions: [run.vsix()], settings: { 'files.autoSave': 'off' } };
      editor = await startEditorInRig(run.entry(), options, rig, 'cli', {
        HOME: home,
        SSH_AUTH_SOCK: join(home, 'agent'),
      });
      ({ page } = await openWindow(run.browser(), { authority: editor.authority, folder }));
      await workbenchReady(page);
    }, TEST_MS);

    afterEach(async ({ task }) => {
      if (page && task.result?.state === 'fail') await screenshot(page, `failed ${task.name}`.replace(/\W+/g, '-'));
    });

    afterAll(async () => {
      await page?.context().close();
      await editor?.stop();
      await rig?.stop();
      for (const own of [folder, home]) rmSync(own, { recursive: true, force: true });
    });

    /** Of the file in the editor, 1-based. */
    const lineOf = (file: keyof typeof FILES, start: string): number =>
      readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .findIndex((line) => line.trim().startsWith(start)) + 1;

    const loadGateway = (): Promise<string> =>
      rig.run(`ip netns exec gw nft flush ruleset; ip netns exec gw nft -f '${join(folder, 'gateway.nft')}'`);

    /** *Probe This...* on a line of a file, up to the question whether to send. */
    async function probeLine(file: keyof typeof FILES, start: string, probe?: string): Promise<void> {
      await openFile(page, file);
      await runCommand(page, 'View: Close Other Editors in Group');
      await page.locator('[id="status.languageStatus"]').first().waitFor();
      await cursorTo(page, lineOf(file, start));
      await runCommand(page, 'Netreview: Probe This...');
      // The only probe there is needs no choice.
      if (probe !== undefined) await pick(page, probe);
    }

    async function send(expected: string): Promise<void> {
      const consent = dialog(page);
      await consent.waitFor();
      expect(await consent.textContent()).toContain(expected);
      await consent.getByText('Send', { exact: true }).click();
    }

    test('from a finding to the wire and back: blocked, mended, loaded, open', { timeout: TEST_MS }, async () => {
      await loadGateway();
      await openFile(page, 'gateway.nft');
      await findingsShown(page);
      await runCommand(page, 'Problems: Focus on Problems View');
      await problemRow(page, FINDING).waitFor();
      const line = lineOf('gateway.nft', 'type filter hook forward');
      await cursorTo(page, line);
      await runCommand(page, 'Netreview: Probe This...');
      await pick(page, 'STUN binding request');
      await answer(page, '10.77.2.10');
      await send('UDP datagrams of 28 bytes');
      await resultRow(page, '10.77.2.10:3478 gives no STUN answer').waitFor();
      await resultRow(page, 'This confirms stun/port-3478-blocked').waitFor();
      await runCommand(page, 'Problems: Focus on Problems View');
      const blocked = problemRow(page, 'probe/stun/udp-blocked');
      await blocked.waitFor();
      expect(await blocked.textContent()).toContain(`[Ln ${line},`);
      await problemRow(page, FINDING).filter({ hasText: 'A probe confirmed it from here' }).waitFor();
      await screenshot(page, 'live-blocked');

      await cursorTo(page, line);
      await (await actionOffered(page, /Permit udp .*3478/)).click();
      await problemRow(page, FINDING).waitFor({ state: 'detached' });
      await page.keyboard.press('Control+S');
      const saved = (): string => readFileSync(join(folder, 'gateway.nft'), 'utf8');
      await expect.poll(saved, { timeout: 30_000 }).toContain('udp dport 3478 accept');
      await loadGateway();

      await runCommand(page, 'Netreview: Focus on Probe Results View');
      await resultRow(page, '10.77.2.10:3478 gives no STUN answer').click();
      await again(page, '10.77.2.10:3478 answers in');
      await runCommand(page, 'Problems: Focus on Problems View');
      const open = problemRow(page, 'probe/stun/nat');
      await open.waitFor();
      // The finding that asked is gone, so nothing is said of it.
      expect(await open.textContent()).not.toContain('not reproduced');
      expect(await blocked.count()).toBe(0);
      expect(await problemRow(page, FINDING).count()).toBe(0);
      await screenshot(page, 'live-open');
    });

    /** *Probe Again* until the cool-down between two runs is over. */
    async function again(page: Page, expected: string): Promise<void> {
      await expect
        .poll(
          async () => {
            await runCommand(page, 'Netreview: Probe Again');
            await dialog(page).getByText('Send', { exact: true }).click();
            await dialog(page).waitFor({ state: 'detached' });
            const refused = page.locator('.notification-toast', { hasText: 'was asked just now' });
            const row = resultRow(page, expected);
            await refused.or(row).first().waitFor();
            if ((await row.count()) > 0) return true;
            await runCommand(page, 'Notifications: Clear All Notifications');
            await refused.first().waitFor({ state: 'detached' });
            return false;
          },
          { timeout: 60_000, interval: 1_000 },
        )
        .toBe(true);
    }

    test('FRR is asked for the session of a line, and the verdict stands on it', { timeout: TEST_MS }, async () => {
      await probeLine('router.conf', 'neighbor 10.77.1.1 remote-as', 'BGP sessions');
      await answer(page, '10.77.1.1@127.0.0.1');
      await send('show bgp vrf all neighbors');
      await answer(page, '');
      await onItsLine(
        'router.conf',
        'neighbor 10.77.1.1 remote-as',
        'probe/bgp/established',
        'The BGP session with 10.77.1.1 stands',
      );
    });

    test.skipIf(MANY_ABSENT !== '')(
      `and over SSH, where its host key is known, with a key of the agent${MANY_ABSENT}`,
      {
        timeout: TEST_MS,
      },
      async () => {
        await probeLine('router.conf', 'neighbor 10.77.1.1 remote-as', 'BGP sessions');
        await answer(page, '10.77.1.1@127.0.0.1:2222');
        await send('show bgp vrf all neighbors');
        await answer(page, userInfo().username);
        await pick(page, 'A key of the SSH agent');
        await resultRow(page, '10.77.1.1@127.0.0.1:2222').waitFor({ timeout: 60_000 });
        await onItsLine(
          'router.conf',
          'neighbor 10.77.1.1 remote-as',
          'probe/bgp/established',
          'The BGP session with 10.77.1.1 stands',
        );
        expect(await rig.run('cat $D/ssh/log')).toMatch(/Accepted publickey for \w+ from 127\.0\.0\.1/);
        await screenshot(page, 'live-bgp-over-ssh');
      },
    );

    test('an RPKI cache is asked for the prefix of a line', { timeout: TEST_MS }, async () => {
      await probeLine('validating.cfg', 'network 203.0.113.0', 'RPKI origin validation');
      await send('Reset Query of 8 bytes');
      await onItsLine('validating.cfg', 'network 203.0.113.0', 'probe/rpki/invalid-asn', 'from AS64500 is Invalid');
    });

    test('a Redis master is asked from the line of its sentinel', { timeout: TEST_MS }, async () => {
      await probeLine('sentinel.conf', 'sentinel monitor');
      await send('these commands, which only read');
      await answer(page, '');
      await onItsLine('sentinel.conf', 'sentinel monitor', 'probe/redis/ok', 'works, as a master');
    });

    test('an SNMP agent that answers to everybody is told on the line that lets it be asked', {
      timeout: TEST_MS,
    }, async () => {
      await probeLine('agent.cfg', 'permit udp any host 127.0.0.1', 'SNMP: interfaces');
      await pick(page, 'At most 1 min');
      await send('one with the community "public"');
      await pick(page, 'As nobody');
      await onItsLine(
        'agent.cfg',
        'permit udp any host 127.0.0.1',
        'probe/snmp/default-community',
        'answers to the community',
      );
      await screenshot(page, 'live-probes');
    });

    test('results tell how they came about, are exported, and are there after a reload', {
      timeout: TEST_MS,
    }, async () => {
      await runCommand(page, 'Netreview: Focus on Probe Results View');
      await maximisePanel(page, true);
      await expand(page, resultRow(page, '10.77.2.10:3478 answers in'));
      // The last row that appears: then none moves any more.
      await resultRow(page, 'gateway.nft:3').waitFor();
      await tried(page, async () => {
        await expand(page, resultRow(page, 'Came back'));
        await resultRow(page, 'addresses 1').waitFor({ timeout: TRY_MS });
      });
      await screenshot(page, 'probe-results-tree');
      await page.locator('.part.panel .monaco-list-row', { hasText: 'STUN binding request' }).first().hover();
      await page.locator('.monaco-hover', { hasText: 'lowest' }).first().waitFor();
      await screenshot(page, 'probe-results-sparkline');
      await maximisePanel(page, false);

      await runCommand(page, 'Netreview: Show Probe Result');
      const report = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
      await report.getByText('UDP datagrams of 28 bytes').first().waitFor();
      await report.getByText('RFC 8489').first().waitFor();
      await screenshot(page, 'probe-result-page');

      const file = join(folder, 'exported.json');
      await runCommand(page, 'Netreview: Export Probe Results...');
      await pick(page, 'JSON');
      await saveAs(page, 'probe-results.json', file);
      const { results } = JSON.parse(readFileSync(file, 'utf8')) as { readonly results: readonly unknown[] };
      expect(results).toContainEqual(
        expect.objectContaining({
          probe: 'stun',
          target: '10.77.2.10:3478',
          threshold: 'an answer to one of 4 requests within 6 s',
          source: 'RFC 8489 6.2.1',
          line: `gateway.nft:${lineOf('gateway.nft', 'type filter hook forward')}`,
          rule: 'stun/port-3478-blocked',
        }),
      );

      await reloadWindow(page);
      // The view that was open comes back with what was kept; over the editors, where the workbench still holds its panel for maximised.
      await resultRow(page, 'The SNMP agent 127.0.0.1:161 answers').waitFor({ timeout: 60_000 });
      await runCommand(page, 'Netreview: Clear Probe Results');
      await dialog(page).getByText('Clear', { exact: true }).click();
      await page.getByText('A probe asks the live network').first().waitFor();
    });

    /** @param said by the verdict: once its row stands in the results, no view comes to the front any more. */
    async function onItsLine(file: keyof typeof FILES, start: string, code: string, said: string): Promise<void> {
      await resultRow(page, said).waitFor({ timeout: 60_000 });
      await runCommand(page, 'Problems: Focus on Problems View');
      const row = problemRow(page, code);
      await row.waitFor();
      expect(await row.textContent()).toContain(`[Ln ${lineOf(file, start)},`);
    }
  });
}
