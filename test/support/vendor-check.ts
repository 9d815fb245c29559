import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A vendor's own program that says whether it would take a text. */
export interface VendorCheck {
  /** As its command is called, for test titles. */
  readonly name: string;
  /** Why it cannot be asked here; undefined where it can. */
  readonly missing: string | undefined;
  /** @returns what it objects to; undefined when it takes the text. */
  refuses(text: string): string | undefined;
}

/** `--test` takes a jump to a chain that does not exist, so the text is also restored for real, in a network namespace that ends with it. */
export function iptablesRestore(program: 'iptables-restore' | 'ip6tables-restore'): VendorCheck {
  const alone = process.getuid?.() === 0 ? ['--net'] : ['--map-root-user', '--net'];
  const run = (options: readonly string[], text: string) =>
    spawnSync('unshare', [...alone, program, ...options], { input: text, encoding: 'utf8', timeout: 20_000 });
  const probe = run([], '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n');
  return {
    name: program,
    missing: probe.status === 0 ? undefined : `${program} cannot run in a network namespace here`,
    refuses: (text) => {
      for (const options of [['--test'], []]) {
        const { status, stderr } = run(options, text);
        if (status !== 0) return `${program} ${options.join(' ')}: ${stderr.trim()}`;
      }
      return undefined;
    },
  };
}

/** Checks against the kernel of a network namespace that ends with it; needs no rule to be loaded. */
export function nftCheck(): VendorCheck {
  const alone = process.getuid?.() === 0 ? ['--net'] : ['--map-root-user', '--net'];
  const run = (text: string) =>
    spawnSync('unshare', [...alone, 'nft', '-c', '-f', '-'], { input: text, encoding: 'utf8', timeout: 20_000 });
  return {
    name: 'nft -c',
    missing: run('table inet t { }\n').status === 0 ? undefined : 'nft cannot run in a network namespace here',
    refuses: (text) => {
      const { status, stderr } = run(text);
      return status === 0 ? undefined : stderr.trim();
    },
  };
}

/** Reads the text as the daemons would, without any of them running. */
export function vtyshCheck(): VendorCheck {
  const refuses = (text: string): string | undefined =>
    inFolder((folder) => {
      const path = join(folder, 'frr.conf');
      writeFileSync(path, text);
      const { status, stdout, stderr } = spawnSync('vtysh', ['-C', '-f', path], { encoding: 'utf8', timeout: 20_000 });
      return status === 0 ? undefined : `${stdout}${stderr}`.trim();
    });
  return {
    name: 'vtysh -C',
    missing: refuses('hostname here\n') === undefined ? undefined : 'vtysh is not installed here',
    refuses,
  };
}

/** Reads the file and its filters, and starts nothing. */
export function birdCheck(): VendorCheck {
  const refuses = (text: string): string | undefined =>
    inFolder((folder) => {
      const path = join(folder, 'bird.conf');
      writeFileSync(path, text);
      const { status, stdout, stderr } = spawnSync('bird', ['-p', '-c', path], { encoding: 'utf8', timeout: 20_000 });
      return status === 0 ? undefined : `${stdout}${stderr}`.trim() || 'bird does not run';
    });
  return {
    name: 'bird -p',
    missing:
      refuses('router id 192.0.2.1;\nprotocol device { }\n') === undefined ? undefined : 'bird 2 is not installed here',
    refuses,
  };
}

/** Loads a zone as `named` does; its name is the first origin of the text. */
export function namedCheck(): VendorCheck {
  const refuses = (text: string): string | undefined => {
    const { status, stdout, stderr } = runZoneProgram('named-checkzone', ['-k', 'ignore'], text);
    return status === 0 ? undefined : `${stdout}${stderr}`.trim() || 'named-checkzone does not run';
  };
  return {
    name: 'named-checkzone',
    missing:
      refuses('@ 60 SOA a b 1 2 3 4 5\n@ 60 NS ns.example.org.\n') === undefined
        ? undefined
        : 'bind9-utils is not installed here',
    refuses,
  };
}

/** @returns each record of a zone as `named` reads it: name, TTL, type. */
export const namedRecords = (text: string): string[] =>
  runZoneProgram('named-compilezone', ['-k', 'ignore', '-s', 'full', '-o', '-'], text)
    .stdout.split('\n')
    .flatMap((line) => {
      const [, name, ttl, type] = /^(\S+)\s+(\d+)\s+IN\s+(\S+)/.exec(line) ?? [];
      return name === undefined ? [] : [`${name} ${ttl} ${type}`];
    });

function runZoneProgram(program: string, options: readonly string[], text: string): SpawnSyncReturns<string> {
  return inFolder((folder) => {
    const path = join(folder, 'zone');
    writeFileSync(path, text);
    const origin = /^\$ORIGIN[ \t]+(\S+)/im.exec(text)?.[1] ?? 'zone.example.';
    return spawnSync(program, [...options, origin, path], { encoding: 'utf8', timeout: 20_000 });
  });
}

/** Reads the text among the files that firewalld brings along; nothing is running, and nothing is changed. */
export function firewalldCheck(): VendorCheck {
  const refuses = (text: string): string | undefined =>
    inFolder((folder) => {
      const kind = /<(zone|policy|service|ipset)[\s>]/.exec(text)?.[1] ?? 'zone';
      const own = join(folder, FIREWALLD_FOLDERS[kind]!);
      mkdirSync(own);
      writeFileSync(join(own, 'example.xml'), text);
      // It reads its settings from there, too; without any, its own.
      writeFileSync(join(folder, 'firewalld.conf'), 'DefaultZone=public\n');
      const { status, stdout, stderr } = spawnSync(
        'firewall-offline-cmd',
        [`--system-config=${folder}`, '--check-config'],
        { encoding: 'utf8', timeout: 20_000 },
      );
      return status === 0 ? undefined : `${stdout}${stderr}`.trim() || 'firewall-offline-cmd does not run';
    });
  return {
    name: 'firewall-offline-cmd --check-config',
    missing:
      refuses('<zone>\n  <service name="ssh"/>\n</zone>\n') === undefined
        ? undefined
        : 'firewalld is not installed here',
    refuses,
  };
}

const FIREWALLD_FOLDERS: Readonly<Record<string, string>> = {
  zone: 'zones',
  policy: 'policies',
  service: 'services',
  ipset: 'ipsets',
};

export function netplanGenerate(): VendorCheck {
  return {
    name: 'netplan generate',
    missing: present('netplan', ['help']) ? undefined : 'netplan is not installed here',
    refuses: (text) =>
      inFolder((folder) => {
        mkdirSync(join(folder, 'etc/netplan'), { recursive: true });
        const path = join(folder, 'etc/netplan/60-text.yaml');
        writeFileSync(path, text);
        chmodSync(path, 0o600);
        const { status, stderr } = spawnSync('netplan', ['generate', '--root-dir', folder], {
          encoding: 'utf8',
          timeout: 20_000,
        });
        return status === 0 ? undefined : stderr.trim();
      }),
  };
}

export function cloudInitSchema(): VendorCheck {
  return {
    name: 'cloud-init schema',
    missing: present('cloud-init', ['--version']) ? undefined : 'cloud-init is not installed here',
    refuses: (text) =>
      inFolder((folder) => {
        const path = join(folder, 'user-data');
        writeFileSync(path, text);
        const { status, stdout, stderr } = spawnSync('cloud-init', ['schema', '-c', path], {
          encoding: 'utf8',
          timeout: 20_000,
        });
        return status === 0 ? undefined : `${stdout}${stderr}`.trim();
      }),
  };
}

const present = (program: string, options: readonly string[]): boolean =>
  spawnSync(program, [...options], { timeout: 20_000 }).error === undefined;

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'vendor-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
