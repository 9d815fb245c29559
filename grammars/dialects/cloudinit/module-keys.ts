/** Top-level keys of cloud-init's published cloud-config schema (22.4 to 25.x), base configuration included. */
const KEYS = `
allow_public_ssh_keys ansible apk_repos apt apt_pipelining apt_reboot_if_required apt_update apt_upgrade authkey_hash autoinstall
bootcmd byobu_by_default ca-certs ca_certs chef chpasswd cloud_config_modules cloud_final_modules cloud_init_modules
create_hostname_file device_aliases disable_ec2_metadata disable_root disable_root_opts disk_setup drivers fan final_message fqdn
fs_setup groups growpart grub-dpkg grub_dpkg hostname keyboard landscape launch-index locale locale_configfile lxd
manage_etc_hosts manage_resolv_conf mcollective merge_how merge_type migrate mount_default_fields mounts no_ssh_fingerprints ntp
output package_reboot_if_required package_update package_upgrade packages password phone_home power_state
prefer_fqdn_over_hostname preserve_hostname manual_cache_clean puppet random_seed reporting resize_rootfs resolv_conf rh_subscription rpi rsyslog
runcmd salt_minion snap spacewalk ssh ssh_authorized_keys ssh_deletekeys ssh_fp_console_blacklist ssh_genkeytypes ssh_import_id
ssh_key_console_blacklist ssh_keys ssh_publish_hostkeys ssh_pwauth ssh_quiet_keygen swap system_info timezone ubuntu_advantage
ubuntu_pro updates user users vendor_data vendor_data2 version wireguard write_files yum_repo_dir yum_repos zypper
datasource datasource_list def_log_file log_cfgs syslog_fix_perms unverified_modules mount_default_fields disable_fqdn

apt_sources apt_mirror apt_proxy apt_http_proxy apt_https_proxy apt_ftp_proxy apt_preserve_sources_list
apt_custom_sources_list apt_mirror_search debconf_selections add_apt_repo_match
`;

export const MODULE_KEYS: ReadonlySet<string> = new Set(KEYS.trim().split(/\s+/));

/** Keys that hardly any other YAML has at its top. */
export const DISTINCTIVE_KEYS: ReadonlySet<string> = new Set([
  'bootcmd',
  'runcmd',
  'write_files',
  'cloud_init_modules',
  'cloud_config_modules',
  'cloud_final_modules',
  'datasource_list',
  'system_info',
  'package_update',
  'package_upgrade',
  'package_reboot_if_required',
  'ssh_pwauth',
  'chpasswd',
  'ssh_authorized_keys',
  'manage_etc_hosts',
  'preserve_hostname',
  'final_message',
  'power_state',
]);

/** Keys of the distribution's own files: with one of them, a `network:` key is read. */
export const BASE_KEYS: ReadonlySet<string> = new Set([
  'cloud_init_modules',
  'cloud_config_modules',
  'cloud_final_modules',
  'datasource',
  'datasource_list',
  'system_info',
  'def_log_file',
  'log_cfgs',
]);
