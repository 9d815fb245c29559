/** Profiles that packages bring along, with their ports: ufw's own, and those of OpenSSH, nginx, Apache, Postfix, Dovecot, Samba, CUPS. */
const PROFILES: ReadonlyMap<string, string> = new Map([
  ['openssh', '22/tcp'],
  ['ssh', '22/tcp'],
  ['nginx http', '80/tcp'],
  ['nginx https', '443/tcp'],
  ['nginx full', '80,443/tcp'],
  ['apache', '80/tcp'],
  ['apache secure', '443/tcp'],
  ['apache full', '80,443/tcp'],
  ['www', '80/tcp'],
  ['www secure', '443/tcp'],
  ['www full', '80,443/tcp'],
  ['postfix', '25/tcp'],
  ['postfix smtps', '465/tcp'],
  ['postfix submission', '587/tcp'],
  ['dovecot imap', '143/tcp'],
  ['dovecot secure imap', '993/tcp'],
  ['dovecot pop3', '110/tcp'],
  ['dovecot secure pop3', '995/tcp'],
  ['samba', '137,138/udp|139,445/tcp'],
  ['cups', '631'],
]);

/** `80,443/tcp`; several parts with `|` between. Names are told apart whatever their case. */
export const profilePorts = (name: string): string | undefined => PROFILES.get(name.toLowerCase());
