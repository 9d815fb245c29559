import type { Verdict, VerdictLevel } from '../probes/probe.ts';
import { verdict } from '../probes/verdict.ts';
import type { DeviceAnswer, DeviceEnd } from './ask-device.ts';

/** The verdict where nothing could be read: why, and what to do about it. */
export function notAnswered({ end, hostKey, refusal, unread }: Omit<DeviceAnswer, 'outputs'>): Verdict {
  if (hostKey && (end === 'host-key-unknown' || end === 'host-key-changed' || end === 'host-key-revoked')) {
    const { level, en, zh } = HOST_KEY[end];
    return verdict(
      level,
      end,
      `${en[0]} It shows ${hostKey.type} ${hostKey.fingerprint}. ${en[1]}`,
      `${zh[0]}它出示的是 ${hostKey.type} ${hostKey.fingerprint}。${zh[1]}`,
    );
  }
  if (refusal !== undefined) {
    return verdict(
      'unknown',
      'command-refused',
      `The device did not take the command: "${refusal}". Its software has it under another name, or the user may not use it.`,
      `设备未接受该命令:“${refusal}”。其软件使用其他名称,或该用户无权使用。`,
    );
  }
  const [en, zh] = WORDS[end];
  if (end === 'answered' && unread) {
    return verdict('unknown', 'not-read', `${en} It begins with "${unread}".`, `${zh}应答以“${unread}”开头。`);
  }
  return verdict('unknown', end === 'answered' ? 'not-read' : end, en, zh);
}

type HostKeyEnd = 'host-key-unknown' | 'host-key-changed' | 'host-key-revoked';

/** Before and after the key. */
const HOST_KEY: Readonly<
  Record<
    HostKeyEnd,
    { readonly level: VerdictLevel; readonly en: readonly [string, string]; readonly zh: readonly [string, string] }
  >
> = {
  'host-key-unknown': {
    level: 'unknown',
    en: [
      "The host's key is not in known_hosts, so nobody was logged in.",
      'Compare it with the one the device shows on its console, log in once with ssh to accept it, and ask again.',
    ],
    zh: [
      '该主机的密钥不在 known_hosts 中,因此未登录。',
      '请与设备控制台显示的密钥核对,用 ssh 登录一次以接受它,然后重试。',
    ],
  },
  'host-key-changed': {
    level: 'error',
    en: [
      'The host shows another key than known_hosts has for it, so nobody was logged in: somebody else may be answering.',
      'If the device got a new key, compare it on its console and take the old one out with ssh-keygen -R.',
    ],
    zh: [
      '主机出示的密钥与 known_hosts 中的不同,因此未登录:应答者可能另有其人。',
      '如果设备确实更换了密钥,请在其控制台核对,并用 ssh-keygen -R 删除旧密钥。',
    ],
  },
  'host-key-revoked': {
    level: 'error',
    en: [
      'The host shows a key that known_hosts marks as revoked, so nobody was logged in.',
      'Give the device a new key.',
    ],
    zh: ['主机出示的密钥在 known_hosts 中被标记为已吊销,因此未登录。', '请为设备更换密钥。'],
  },
};

const WORDS: Readonly<Record<DeviceEnd, readonly [en: string, zh: string]>> = {
  answered: ['The device answered with nothing that this probe can read.', '设备的应答中没有此探测能读取的内容。'],
  cancelled: ['The probe was cancelled.', '探测已取消。'],
  deadline: ['The device did not answer in time.', '设备未在规定时间内应答。'],
  flood: ['The device said more than 4 MiB; the probe left.', '设备的输出超过 4 MiB,探测已终止。'],
  refused: ['Nothing listens for SSH at this address and port.', '该地址和端口上没有 SSH 服务。'],
  unreachable: ['The device could not be reached over SSH.', '无法通过 SSH 到达设备。'],
  'not-ssh': ['What answers at this port does not speak SSH.', '该端口上的服务不是 SSH。'],
  'no-common-algorithm': [
    'The device offers only algorithms that are no longer safe; update it, or judge its saved output.',
    '设备只提供已不安全的算法;请升级设备,或判断其已保存的输出。',
  ],
  'host-key-unknown': ["The host's key is not known.", '主机密钥未知。'],
  'host-key-changed': ["The host's key is another one.", '主机密钥已变化。'],
  'host-key-revoked': ["The host's key is revoked.", '主机密钥已吊销。'],
  'no-agent': [
    'No password was given and no SSH agent could be asked for keys. Start the agent and add a key, or give a password.',
    '未给出密码,也没有可用的 SSH 代理。请启动代理并添加密钥,或给出密码。',
  ],
  'bad-key': [
    'The private key could not be read: another format, or a wrong passphrase.',
    '无法读取私钥:格式不同,或口令错误。',
  ],
  'login-failed': ['The device does not let this user in.', '设备拒绝该用户登录。'],
  'no-prompt': ['The device showed no prompt.', '设备没有显示提示符。'],
  closed: ['The device closed the session before it had answered.', '设备在应答之前关闭了会话。'],
  'no-platform': [
    'The probe does not know what kind of device this is: name its platform.',
    '探测不知道设备的类型:请指定其平台。',
  ],
  'no-command': ['This probe has nothing to ask of this kind of device.', '此探测对该类设备没有可用的命令。'],
  'no-user': [
    'To log in to the device a user is needed; judge saved output to do without.',
    '登录设备需要用户名;否则请判断其已保存的输出。',
  ],
  'no-address': ['There is no address to send to: name it before the @.', '没有要发送到的地址:请在 @ 之前给出。'],
  'not-allowed': [
    'The device was not asked: the address before the @ is not among the targets that are allowed on this machine.',
    '未询问设备:@ 之前的地址不在本机允许的目标之内。',
  ],
  'no-daemon': [
    'The routing daemon does not run there, or this user may not talk to it.',
    '路由守护进程未在该处运行,或该用户无权与其通信。',
  ],
  missing: ["The device's own program is not installed on this machine.", '本机未安装该设备的程序。'],
  denied: ['The program may not be run here.', '此处不允许运行该程序。'],
};
