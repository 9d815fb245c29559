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
export const SSHD_IN_RIG = `
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
END
$(command -v sshd) -f $D/sshd.conf -E $D/sshd.log
until_tcp 22
export HOME=$D/home SSH_AUTH_SOCK=$D/agent
printf '127.0.0.1 %s\\n' "$(cut -d' ' -f1,2 $D/ssh-host.pub)" >$HOME/.ssh/known_hosts
ssh-agent -a $SSH_AUTH_SOCK >/dev/null
ssh-add -q $D/ssh-user
`;
