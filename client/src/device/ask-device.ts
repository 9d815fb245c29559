import { setTimeout as pause } from 'node:timers/promises';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Permit } from '../probes/permit.ts';
import { plainText } from '../probes/plain-text.ts';
import type { Credentials } from '../probes/probe.ts';
import type { ProgramLimits, ProgramResult } from '../probes/process.ts';
import type { Address, Target } from '../probes/target.ts';
import { commandText, isThisMachine, runCommands } from '../probes/this-machine.ts';
import type { DevicePlatform } from '../protocol.ts';
import { type HostKey, readKnownHosts } from './known-hosts.ts';
import { PLATFORMS, type PlatformAccess, type ShowCommand, shellLine } from './platform.ts';
import { overSsh, type SshEnd } from './ssh-session.ts';

export type DeviceEnd =
  | SshEnd
  /** The probe was not told what kind of device it is, or has no command for that kind. */
  | 'no-platform'
  | 'no-command'
  | 'no-user'
  /** Of probes that have it send packets to an address: none is named, or the user's list does not allow it. */
  | 'no-address'
  | 'not-allowed'
  /** The program runs and finds nobody behind it. */
  | 'no-daemon'
  /** Of programs on this machine. */
  | 'missing'
  | 'denied';

export interface DeviceAnswer {
  readonly end: DeviceEnd;
  /** What each command brought, in order. */
  readonly outputs: readonly string[];
  readonly hostKey?: HostKey;
  /** The first line with which the device said no to a command. */
  readonly refusal?: string;
  /** The first line of an answer that nothing was read in, without secrets. */
  readonly unread?: string;
}

/** What a probe asks of each kind of device; absent: it has nothing to ask there. */
export type Commands = (platform: DevicePlatform, target: Target) => readonly ShowCommand[] | undefined;

/** Milliseconds for all that is asked of a device. */
const DEADLINE_MS = 30_000;
const MOST_BYTES = 4 * 1024 * 1024;

/** Asks the device of a permit that was used: here where its own programs are, else over SSH as the given user. Never rejects. */
export async function askDevice(
  { target, addresses }: Pick<Permit, 'target' | 'addresses'>,
  commands: Commands,
  signal: AbortSignal,
  credentials: Credentials | undefined,
  deadlineMs?: number,
): Promise<DeviceAnswer> {
  const limits: ProgramLimits = { deadlineMs: deadlineMs ?? DEADLINE_MS, maxBytes: MOST_BYTES };
  const { platform } = target;
  if (platform === undefined) return { end: 'no-platform', outputs: [] };
  const asked = commands(platform, target);
  if (!asked) return { end: 'no-command', outputs: [] };
  const access = PLATFORMS[platform];
  if (!credentials && isHere(access, addresses)) {
    return answer(await askHere(asked.map(access.argv), signal, deadlineMs));
  }
  if (!credentials) return { end: 'no-user', outputs: [] };
  const shell = access.asked === 'shell';
  const lines = shell
    ? [...access.before, ...asked.map((command) => command.join(' '))]
    : asked.map((command) => shellLine(access.argv(command)));
  const trust = { knownHosts: readKnownHosts(), ...agentOf(process.env) };
  let last: DeviceAnswer = { end: 'unreachable', outputs: [] };
  for (const address of addresses) {
    const errand = { host: target.host, address, port: target.port ?? 22, asked: access.asked, lines };
    last = await overSsh(errand, credentials, trust, limits, signal);
    // Another address of the same host is another way to it.
    if (last.end !== 'unreachable' && last.end !== 'refused') break;
  }
  const { outputs, ...rest } = last;
  return answer({ ...rest, outputs: shell ? outputs.slice(access.before.length) : outputs });
}

/** Waits between two questions. @returns whether the time passed; false: cancelled. */
export const waitBetween = (ms: number, signal: AbortSignal): Promise<boolean> =>
  pause(ms, true, { signal }).catch(() => false);

/**
 * What the user is asked to agree to: every line that will be said to the device.
 * @param again milliseconds after which all of it is said once more
 */
export function devicePlan(
  commands: Commands,
  target: Target,
  addresses: readonly Address[],
  again?: number,
): readonly Bilingual[] {
  const { platform } = target;
  const asked = platform && commands(platform, target);
  if (!asked) return [{ en: 'nothing: the kind of device is not known', 'zh-cn': '无:设备类型未知' }];
  const access = PLATFORMS[platform];
  const { asked: way, before, argv } = access;
  const lines =
    way === 'shell' ? [...before, ...asked.map((command) => command.join(' '))] : asked.map(argv).map(commandText);
  const said = lines.join('; ');
  const twice =
    again === undefined
      ? { en: '', zh: '' }
      : { en: `; the same again after ${again / 1000} s`, zh: `;${again / 1000} 秒后重复一次` };
  // The next address is another way to the device, where the first is none.
  const to = addresses.map(({ text }) => text).join(' / ') || target.host;
  const port = target.port ?? 22;
  if (isHere(access, addresses)) {
    return [
      {
        en: `nothing over the network; read here: ${said}${twice.en} (with a user: over SSH, port ${port})`,
        'zh-cn': `不发送网络报文;在本机读取:${said}${twice.zh}(给出用户时:经 SSH,端口 ${port})`,
      },
    ];
  }
  return [
    {
      en: `an SSH session as your user to ${to}, port ${port}; it reads, and changes nothing: ${said}${twice.en}`,
      'zh-cn': `以您的用户身份与 ${to} 端口 ${port} 建立一次 SSH 会话;只读取,不做更改:${said}${twice.zh}`,
    },
  ];
}

const isHere = ({ asked, appliance }: PlatformAccess, addresses: readonly Address[]): boolean =>
  asked === 'program' && !appliance && isThisMachine({ addresses });

const agentOf = (env: NodeJS.ProcessEnv): { readonly agent?: string } => {
  const agent = env.SSH_AUTH_SOCK ?? (process.platform === 'win32' ? '\\\\.\\pipe\\openssh-ssh-agent' : undefined);
  return agent ? { agent } : {};
};

async function askHere(
  commands: readonly (readonly [string, ...string[]])[],
  signal: AbortSignal,
  deadlineMs: number | undefined,
): Promise<DeviceAnswer> {
  const outputs: string[] = [];
  const seen: ProgramResult['end'][] = [];
  for (const command of commands) {
    const { output, ends } = await runCommands([command], signal, deadlineMs);
    const [end] = ends;
    outputs.push(output);
    if (end === 'deadline' || end === 'cancelled' || end === 'flood') return { end, outputs };
    // One of two programs is enough: nft or iptables.
    if (end) seen.push(end);
  }
  return { end: seen.includes('exit') ? 'answered' : seen.includes('denied') ? 'denied' : 'missing', outputs };
}

/** How command lines say that they do not take a command, or not from this user. */
const REFUSED =
  /^ *(?:(?:ERROR: )?% ?(?:Invalid|Incomplete|Ambiguous|Unknown|Unrecognized|Authorization failed|Command authorization|Permission denied).*|error: (?:syntax|unknown|permission).*|syntax error.*|[Uu]nknown (?:command|action).*|Invalid syntax.*|[Cc]ommand (?:fail|parse error).*|Error: ?(?:Unrecognized|Wrong|Too many|Incomplete).*|bad command name.*|expected end of command.*|not enough permissions.*|.*Operation not permitted.*|.*[Pp]ermission denied.*|.*: command not found)\r?$/m;

const NO_DAEMON = /failed to connect to any daemons|Unable to connect to server/;

function answer({ outputs, ...rest }: DeviceAnswer): DeviceAnswer {
  if (outputs.some((output) => NO_DAEMON.test(output))) return { ...rest, outputs, end: 'no-daemon' };
  const refusal = outputs.map((output) => REFUSED.exec(output)?.[0]).find((line) => line !== undefined);
  return { ...rest, outputs, ...(refusal !== undefined && { refusal: plainText(refusal, 120) }) };
}
