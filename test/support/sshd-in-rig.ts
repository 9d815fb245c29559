import { rigAbsent } from './rig.ts';

/** Why no sshd can be started in a rig; its user is root, and it changes to one of its own. */
export const sshdInRigAbsent = (programs: Readonly<Record<string, string>>): string =>
  rigAbsent(
    {
      sshd: 'openssh-server',
      'ssh-keygen': 'openssh-client',
      'ssh-agent': 'openssh-client',
      'ssh-add': 'openssh-client',
      ...programs,
    },
    'many',
  );

/** Of `probeInRig`: signs in by a key of the agent. */
export const SSH_USER = ['root', ''] as const;

/** Starts OpenSSH on port 22 of the namespace; the probe's known_hosts has its key, and an agent the user's. For `users: 'many'`. */
export const SSHD_IN_RIG = sshdWith('');

/**
 * The same as a device with a command line of its own: whoever logs in gets a command that prompts and answers, whatever was asked for.
 * @param answers by command; it takes no others
 */
export const deviceInRig = (prompt: string, answers: Readonly<Record<string, string>>): string => `
cat >$D/device <<'END-OF-DEVICE'
#!/bin/sh
answer() {
  case "$1" in
${Object.entries(answers).map(answerTo).join('\n')}
    *) echo "% Invalid input detected at '^' marker." ;;
  esac
}
if [ -n "$SSH_ORIGINAL_COMMAND" ]; then answer "$SSH_ORIGINAL_COMMAND"; exit; fi
printf '%s' '${prompt}'
while read -r line; do answer "$line"; printf '%s' '${prompt}'; done
END-OF-DEVICE
chmod 755 $D $D/device
${sshdWith('ForceCommand $D/device')}`;

const answerTo = ([command, text]: readonly [string, string]): string =>
  `    '${command}') cat <<'END-OF-ANSWER'\n${text.replace(/\n?$/, '\n')}END-OF-ANSWER\n      ;;`;

function sshdWith(line: string): string {
  return `
mkdir -p /run/sshd $D/home/.ssh
for key in host user; do ssh-keygen -q -t ed25519 -N '' -C $key -f $D/ssh-$key; done
cat >$D/sshd.conf <<END
ListenAddress 127.0.0.1
HostKey $D/ssh-host
AuthorizedKeysFile $D/ssh-user.pub
PidFile $D/sshd.pid
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
${line}
END
$(command -v sshd) -f $D/sshd.conf -E $D/sshd.log
until_tcp 22
export HOME=$D/home SSH_AUTH_SOCK=$D/agent
printf '127.0.0.1 %s\\n' "$(cut -d' ' -f1,2 $D/ssh-host.pub)" >$HOME/.ssh/known_hosts
ssh-agent -a $SSH_AUTH_SOCK >/dev/null
ssh-add -q $D/ssh-user
`;
}
