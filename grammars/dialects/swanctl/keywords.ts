const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** What the model reads. */
export const MODELLED = words(
  'connections secrets version aggressive proposals esp_proposals ah_proposals rekey_time auth secret children include',
);

/** Other settings of swanctl.conf (strongSwan 5.2 to 6.0). */
export const RECOGNISED = words(`
  pools authorities local remote round local_addrs remote_addrs local_port remote_port vips pull dscp encap mobike dpd_delay dpd_timeout
  fragmentation childless send_certreq send_cert ppk_id ppk_required keyingtries unique reauth_time over_time rand_time ocsp if_id_in
  if_id_out mediation mediated_by mediation_peer certs cert cert_policy pubkeys id eap_id aaa_id xauth_id ca_id groups cacerts cacert
  revocation sha256_96 local_ts remote_ts life_time rekey_bytes life_bytes rekey_packets life_packets updown hostaccess mode policies
  policies_fwd_out dpd_action ipcomp inactivity reqid priority interface mark_in mark_in_sa mark_out set_mark_in set_mark_out tfc_padding
  replay_window hw_offload copy_df copy_ecn copy_dscp start_action close_action label label_mode per_cpu_sas manual_prio
  addrs dns nbns dhcp netmask server subnet split_include split_exclude file handle slot module pin crl_uris ocsp_uris cert_uri_base
  trap_ts auth_pass
`);

/** Names that the file gives: connections, children, rounds of authentication, secrets. */
export const NAMERS = words('connections children secrets pools authorities');
