/** Chains of programs that keep their own rules: they define chains that may be empty or unused, and write them again. */
const GENERATORS =
  /^(?:DOCKER|KUBE-|cali[-0-9]|CNI-|CILIUM_|OLD_CILIUM_|FLANNEL|WEAVE|ISTIO_|NETAVARK|LIBVIRT_|ufw6?-|f2b-|fail2ban|sshguard|ts-|MINIUPNPD|crowdsec|CROWDSEC|neutron-|nova-|lxd_|incus|nm-sh-|podman|zone_|nixos-|Cid|imunify|LOCALINPUT$|LOCALOUTPUT$|ALLOWIN$|ALLOWOUT$|DENYIN$|DENYOUT$)|(?:^|_)(?:direct|ZONES|ZONES_SOURCE)$|^(?:IN|FWDI|FWDO|FWD|PRE|POST|FW)_\w+_(?:pre|log|deny|allow|post)$|_rule$/;

/** The program's own chains that hold what a person told it to put there, in that order. */
const FOR_PEOPLE = /^(?:DOCKER-USER|ufw6?-user-(?:input|output|forward))$/;

export const isGenerated = (chain: string): boolean => GENERATORS.test(chain);

/** Neither the rules nor their order are anyone's but the program's. */
export const isProgramsOwn = (chain: string): boolean => isGenerated(chain) && !FOR_PEOPLE.test(chain);
