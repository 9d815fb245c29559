/** Whole families of the CLI that say nothing of addresses, filters, routes and timers. */
const FAMILIES =
  'alertemail antivirus application authentication automation aws azure casb certificate cifs diameter-filter dlp dnsfilter dpdk emailfilter endpoint-control ethernet-oam extender extender-controller extension-controller file-filter ftp-proxy gcp hardware icap ips log media mgmt-data monitoring nsxt report rule sctp-filter spamfilter ssh-filter switch-controller telemetry-controller test user videofilter virtual-patch voip waf wanopt web-proxy webfilter wireless-controller ztna';

export const OTHERS = `
${FAMILIES.split(' ')
  .map((family) => `config ${family} *`)
  .join('\n')}
config vpn certificate *
config vpn ipsec *
config vpn ssl *
config vpn l2tp *
config vpn pptp *
config vpn ike *
config vpn kmip-server *
config vpn qkd *
config vpn status *
config vpn ocvpn *
`;
