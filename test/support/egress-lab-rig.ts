import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parse } from 'yaml';
import { CERTIFICATE_CHAIN } from './certificate-chain.ts';
import { LAB_HOSTS, LAB_LINKS, type LabFiles, RESOLVER, STUN, STUN_SECOND, WEB } from './egress-lab.ts';

/**
 * Runs inside a rig: builds the eight hosts of the lab in namespaces, loads their files into them, and runs `netreview diagnose --live` on the
 * server over those very files.
 */
export interface EgressLabSpec {
  readonly files: LabFiles;
  readonly longest?: number;
}

const root = resolve(import.meta.dirname, '../..');
const lab = `${process.env.D}/lab`;
/** Milliseconds. */
const LONGEST = 20_000;

const sh = (command: string): string =>
  execFileSync('sh', ['-c', `set -e; ${command}`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], cwd: lab });
const inside = (host: string, command: string): string => sh(`ip netns exec ${host} ${command}`);

async function run({ files, longest }: EgressLabSpec): Promise<string> {
  mkdirSync(lab, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(`${lab}/${path}`), { recursive: true });
    writeFileSync(`${lab}/${path}`, text);
  }
  mkdirSync(`${lab}/web/ssl`);
  sh(`(cd web/ssl; ${CERTIFICATE_CHAIN}) >made 2>&1; rm -f web/ssl/*.csr web/ssl/brief* web/ssl/plain*`);
  cable();
  for (const host of LAB_HOSTS) {
    const netplan = files[`${host}/netplan.yaml`];
    if (netplan !== undefined) applyNetplan(host, netplan);
    if (files[`${host}/frr.conf`] !== undefined) startRouting(host);
  }
  inside('firewall', 'iptables-restore <firewall/rules.v4');
  inside('nat', 'nft -f nat/nftables.conf');
  inside('nat', 'sysctl -qp nat/90-gateway.conf');
  serve();
  await until(
    'routes',
    () => /default|0\.0\.0\.0/.test(inside('access', 'ip route')) || !/0\.0\.0\.0\/0/.test(files['access/frr.conf']!),
  );
  await until('routes', () => inside('access', 'ip -br address').includes('10.1.0.2'));
  await until('routes', () => inside('provider', 'ip route').includes('11.9.0.0/16'));
  for (const [host, kind, port] of [
    ['web', 't', 443],
    ['dns', 'u', 53],
    ['stun', 'u', 3478],
  ] as const)
    await until(`${host} to listen`, () => inside(host, `ss -Hl${kind}n`).includes(`:${port} `));
  const resolver = files['server/netplan.yaml']!.match(/addresses: \[([\d.]+)\]/g)!
    .at(-1)!
    .slice(12, -1);
  writeFileSync(`${lab}/resolv.conf`, `nameserver ${resolver}\n`);
  sh('mount --bind resolv.conf /etc/resolv.conf');
  const args = ['diagnose', 'server', `www.example.net@${WEB}`, '.', '--live', '--format', 'json', '--stun', STUN];
  const more = [
    ...[WEB, STUN, RESOLVER].flatMap((allowed) => ['--allow', allowed]),
    ...(longest ? ['--longest', `${longest}`] : []),
  ];
  return new Promise((done) => {
    const child = spawn(
      'ip',
      ['netns', 'exec', 'server', process.execPath, resolve(root, 'client/src/cli/main.ts'), ...args, ...more],
      {
        cwd: lab,
        env: { ...process.env, NODE_EXTRA_CA_CERTS: `${lab}/web/ssl/root.pem` },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let [out, said] = ['', ''];
    child.stdout.on('data', (chunk) => (out += String(chunk)));
    child.stderr.on('data', (chunk) => (said += String(chunk)));
    child.on('close', () => done(out || said));
  });
}

function cable(): void {
  for (const host of LAB_HOSTS) {
    sh(`ip netns add ${host}; ip -n ${host} link set lo up`);
    // As installers set it: hosts that forward nothing are unharmed by it here.
    inside(host, 'sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0');
  }
  for (const [a, aPort, b, bPort] of LAB_LINKS)
    sh(
      `ip link add ${aPort} netns ${a} type veth peer name ${bPort} netns ${b}; ip -n ${a} link set ${aPort} up; ip -n ${b} link set ${bPort} up`,
    );
  sh('ip -n provider link add srv0 type bridge; ip -n provider link set srv0 up');
  for (const host of ['dns', 'web', 'stun'])
    sh(
      `ip link add eth0 netns ${host} type veth peer name ${host}0 netns provider; ip -n provider link set ${host}0 master srv0 up; ip -n ${host} link set eth0 up`,
    );
}

interface Netplan {
  readonly network: {
    readonly ethernets: Readonly<
      Record<
        string,
        {
          readonly addresses?: readonly string[];
          readonly mtu?: number;
          readonly routes?: readonly { readonly to: string; readonly via: string }[];
        }
      >
    >;
  };
}

/** What netplan would have networkd do; both ends of a cable have the MTU of the narrower. */
function applyNetplan(host: string, text: string): void {
  const { ethernets } = (parse(text) as Netplan).network;
  for (const [port, { addresses = [], mtu }] of Object.entries(ethernets)) {
    for (const address of addresses) sh(`ip -n ${host} address add ${address} dev ${port}`);
    if (mtu === undefined) continue;
    const [, , peer, peerPort] = LAB_LINKS.find(([a, aPort]) => a === host && aPort === port)!;
    sh(`ip -n ${host} link set ${port} mtu ${mtu}; ip -n ${peer} link set ${peerPort} mtu ${mtu}`);
  }
  for (const [port, { routes = [] }] of Object.entries(ethernets))
    for (const { to, via } of routes) sh(`ip -n ${host} route add ${to} via ${via} dev ${port}`);
}

function startRouting(host: string): void {
  const folder = `${process.env.D}/${host}-run`;
  sh(`mkdir -p ${folder}; : >${folder}/empty.conf; chown -R frr:frr ${folder}`);
  for (const daemon of ['zebra', 'staticd'])
    inside(
      host,
      `/usr/lib/frr/${daemon} -d --vty_socket ${folder} -z ${folder}/zserv.api -i ${folder}/${daemon}.pid -f ${folder}/empty.conf -A 127.0.0.1 >>made 2>&1`,
    );
  inside(host, `vtysh --vty_socket ${folder} -f ${host}/frr.conf >>made 2>&1`);
}

function serve(): void {
  const start = (host: string, ...args: readonly string[]): void => {
    spawn('ip', ['netns', 'exec', host, ...args], { cwd: `${lab}/${host}`, stdio: 'ignore' });
  };
  const web = `${lab}/web`;
  sh(`chmod 644 web/ssl/*.key; mkdir -p web/tmp`);
  start('web', 'nginx', '-p', web, '-e', `${web}/error.log`, '-c', `${web}/nginx.conf`, '-g', `pid ${web}/nginx.pid;`);
  start(
    'dns',
    ...['dnsmasq', '-d', '-C', '/dev/null', '--no-resolv', '--no-hosts', '--bind-interfaces', '--user=root'],
    ...[`--listen-address=${RESOLVER}`, '--pid-file=', '--local-ttl=300', `--address=/www.example.net/${WEB}`],
  );
  writeFileSync(`${lab}/stun/turn`, '');
  start(
    'stun',
    ...[
      'turnserver',
      '-c',
      `${lab}/stun/turn`,
      '--stun-only',
      '-L',
      STUN,
      '-L',
      STUN_SECOND,
      '--no-cli',
      '--no-tls',
      '--no-dtls',
    ],
    ...['--simple-log', '--log-file', `${lab}/stun/log`, '--pidfile', `${lab}/stun/pid`, '--no-stdout-log'],
  );
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const end = Date.now() + LONGEST;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited for ${what}`);
    await setTimeout(50);
  }
}

const spec = JSON.parse(await new Response(process.stdin as never).text()) as EgressLabSpec;
process.stdout.write(`\n${await run(spec)}`);
// Daemons end with the namespace's first process.
process.exit(0);
