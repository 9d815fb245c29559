import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { attemptConnect } from '../../client/src/probes/connect.ts';

const SSHD = '/usr/sbin/sshd';
const PROGRAMS: Readonly<Record<string, string>> = {
  [SSHD]: 'openssh-server',
  'ssh-keygen': 'openssh-client',
  'ssh-agent': 'openssh-client',
  'ssh-add': 'openssh-client',
};

/** Why no sshd can be started here; empty when it can. */
export const SSHD_ABSENT = whyAbsent();

export interface Sshd {
  readonly port: number;
  readonly username: string;
  /** `ssh-ed25519 AAAA...`: as known_hosts has it. */
  readonly hostKey: string;
  /** Text of the private key that it lets in. */
  readonly userKey: string;
  /** Socket of an agent that holds that key. */
  readonly agent: string;
  stop(): void;
}

/** An OpenSSH server on loopback with keys of its own, for the user who runs the test. @throws Error with what it said. */
export async function startSshd(): Promise<Sshd> {
  const port = await freePort();
  const { folder, path } = prepare(port);
  const server = spawn(SSHD, ['-D', '-e', '-f', path('config')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  server.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const agent = spawn('ssh-agent', ['-D', '-a', path('agent')], { stdio: 'ignore' });
  const stop = (): void => {
    server.kill();
    agent.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  const ready = async (): Promise<boolean> =>
    existsSync(path('agent')) &&
    (await attemptConnect({ family: 'ipv4', text: '127.0.0.1' }, port, AbortSignal.timeout(5_000))).end === 'open';
  for (let tries = 0; !(await ready()); tries += 1) {
    if (tries > 100 || server.exitCode !== null) {
      stop();
      throw new Error(`sshd did not start: ${said}`);
    }
    await pause(50);
  }
  spawnSync('ssh-add', ['-q', path('user')], { env: { ...process.env, SSH_AUTH_SOCK: path('agent') } });
  return {
    port,
    username: userInfo().username,
    hostKey: readFileSync(path('host.pub'), 'utf8').split(' ').slice(0, 2).join(' '),
    userKey: readFileSync(path('user'), 'utf8'),
    agent: path('agent'),
    stop,
  };
}

/** Keys and a configuration in a folder of their own. @throws Error with what stood in the way */
function prepare(port: number): { readonly folder: string; readonly path: (name: string) => string } {
  const folder = mkdtempSync(join(tmpdir(), 'netreview-sshd-'));
  const path = (name: string): string => join(folder, name);
  for (const name of ['host', 'user']) {
    const { status, stderr } = spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', path(name)]);
    if (status !== 0) throw new Error(String(stderr));
  }
  writeFileSync(path('keys'), readFileSync(path('user.pub')));
  writeFileSync(
    path('config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${path('host')}`,
      `AuthorizedKeysFile ${path('keys')}`,
      `PidFile ${path('pid')}`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'PermitRootLogin prohibit-password',
      '',
    ].join('\n'),
  );
  // Where it is not started by the system, nobody has made this for it.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  return { folder, path };
}

/** Asks sshd itself whether it would start: it may be there and lack a folder, a user or a right. */
function whyAbsent(): string {
  for (const [program, debianPackage] of Object.entries(PROGRAMS)) {
    if (spawnSync('sh', ['-c', 'command -v "$0"', program]).status !== 0)
      return ` (skipped: no ${program}; Debian package ${debianPackage})`;
  }
  let folder: string | undefined;
  try {
    const prepared = prepare(22);
    folder = prepared.folder;
    const { status, stderr, error } = spawnSync(SSHD, ['-t', '-f', prepared.path('config')], { encoding: 'utf8' });
    return status === 0 ? '' : ` (skipped: sshd cannot start here: ${firstLine(error?.message ?? stderr)})`;
  } catch (problem) {
    return ` (skipped: sshd cannot start here: ${firstLine(String(problem))})`;
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0]!.trim();
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
