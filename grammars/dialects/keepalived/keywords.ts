const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Blocks at the top of a file. */
export const TOP = words(
  `global_defs vrrp_instance vrrp_script vrrp_sync_group virtual_server virtual_server_group static_ipaddress static_routes static_rules
  static_track_group track_group track_file vrrp_track_file vrrp_track_process track_process bfd_instance garp_group linkbeat_interfaces
  interface_up_down_delays include includer includem includew includeb includea net_namespace net_namespace_ipvs namespace_with_ipsets instance
  use_pid_dir linkbeat_use_polling child_wait_time process_names notify_fifo reload_file`,
);

/** What the model reads. */
export const MODELLED = words(
  `vrrp_instance vrrp_script virtual_server state interface virtual_router_id priority advert_int virtual_ipaddress nopreempt track_script
  track_interface unicast_peer authentication auth_type weight version vrrp_version delay_loop retry delay_before_retry real_server
  sorry_server lb_algo lvs_sched TCP_CHECK HTTP_GET SSL_GET SMTP_CHECK DNS_CHECK MISC_CHECK UDP_CHECK PING_CHECK BFD_CHECK FILE_CHECK include`,
);

/** Blocks whose lines are values: addresses, names, routes. */
export const TABLES = words(
  `virtual_ipaddress virtual_ipaddress_excluded unicast_peer track_script track_interface track_file track_process track_bfd virtual_routes
  virtual_rules static_ipaddress static_routes static_rules group interfaces notification_email virtual_server_group interface_up_down_delays
  linkbeat_interfaces process_names`,
);

/** Other words of Keepalived 2.0 to 2.3, in any block. */
export const RECOGNISED = words(`
  global_defs vrrp_sync_group static_track_group track_group vrrp_track_file vrrp_track_process bfd_instance garp_group net_namespace
  net_namespace_ipvs namespace_with_ipsets instance use_pid_dir linkbeat_use_polling child_wait_time reload_file tmp_config_directory
  config_save_dir process_name vrrp_process_name checker_process_name bfd_process_name startup_script startup_script_timeout shutdown_script
  shutdown_script_timeout notification_email_from smtp_server smtp_helo_name smtp_connect_timeout smtp_alert smtp_alert_vrrp
  smtp_alert_checker checker_log_all_failures no_email_faults router_id lvs_id vrrp_mcast_group4 vrrp_mcast_group6 default_interface
  lvs_sync_daemon lvs_timeouts lvs_flush lvs_flush_on_stop vrrp_garp_master_delay vrrp_garp_master_repeat vrrp_garp_lower_prio_delay
  vrrp_down_timer_adverts vrrp_garp_lower_prio_repeat vrrp_garp_master_refresh vrrp_garp_master_refresh_repeat vrrp_garp_interval
  vrrp_gna_interval vrrp_min_garp vrrp_garp_extra_if vrrp_lower_prio_no_advert vrrp_higher_prio_send_advert nftables nftables_priority
  nftables_counters nftables_ifindex nftables_ipvs nftables_ipvs_priority nftables_ipvs_start_fwmark vrrp_iptables vrrp_ipsets
  disable_local_igmp vrrp_check_unicast_src vrrp_skip_check_adv_addr vrrp_strict vrrp_notify_priority_changes max_auto_priority
  min_auto_priority_delay vrrp_priority checker_priority bfd_priority vrrp_no_swap checker_no_swap bfd_no_swap vrrp_cpu_affinity
  checker_cpu_affinity bfd_cpu_affinity vrrp_rt_priority checker_rt_priority bfd_rt_priority vrrp_rlimit_rttime checker_rlimit_rttime
  bfd_rlimit_rttime snmp_socket enable_snmp_keepalived enable_snmp_vrrp enable_snmp_checker enable_snmp_rfc enable_snmp_rfcv2 enable_snmp_rfcv3
  enable_traps enable_dbus dbus_service_name dbus_no_interface_name script_user enable_script_security notify_fifo notify_fifo_script
  vrrp_notify_fifo vrrp_notify_fifo_script lvs_notify_fifo lvs_notify_fifo_script fifo_write_vrrp_states_on_reload dynamic_interfaces
  vrrp_netlink_cmd_rcv_bufs vrrp_netlink_cmd_rcv_bufs_force vrrp_netlink_monitor_rcv_bufs vrrp_netlink_monitor_rcv_bufs_force
  lvs_netlink_cmd_rcv_bufs lvs_netlink_cmd_rcv_bufs_force lvs_netlink_monitor_rcv_bufs lvs_netlink_monitor_rcv_bufs_force
  process_monitor_rcv_bufs process_monitor_rcv_bufs_force vrrp_rx_bufs_policy vrrp_rx_bufs_multiplier rs_init_notifies no_checker_emails
  umask vrrp_startup_delay log_unknown_vrids vmac_prefix vmac_addr_prefix random_seed reload_check_config include_check reload_time_file
  reload_repeat data_use_instance use_symlink_paths vrrp_owner_ignore_adverts iproute_usr_dir iproute_etc_dir config_copy_directory
  file init_file process param_match quorum quorum_max fork_delay terminate_delay delay full_command neighbor_ip source_ip min_rx min_tx
  idle_tx multiplier passive ttl hoplimit max_hops vrrp checker script interval timeout rise fall user init_fail group track_file
  track_process track_bfd notify_master notify_backup notify_fault notify_stop notify_deleted notify notify_priority_changes global_tracking
  sync_group_tracking_weight garp_interval gna_interval interfaces vrf use_vmac use_vmac_addr vmac_xmit_base use_ipvlan native_ipv6
  dont_track_primary mcast_src_ip unicast_src_ip mcast_dst_ip track_src_ip check_unicast_src unicast_fault_no_peer unicast_ttl
  old_unicast_checksum garp_master_delay garp_master_repeat garp_lower_prio_delay garp_lower_prio_repeat garp_master_refresh
  garp_master_refresh_repeat garp_extra_if down_timer_adverts lower_prio_no_advert higher_prio_send_advert auth_pass
  virtual_ipaddress_excluded promote_secondaries virtual_routes virtual_rules accept no_accept preempt preempt_delay
  skip_check_adv_addr strict_mode debug notify_master_rx_lower_pri kernel_rx_buf_size linkbeat_interfaces lvs_sync_daemon_interface
  interface_up_down_delays static_ipaddress static_routes static_rules notification_email process_names virtual_server_group
  ip_family fwmark ops lvs_method lb_kind persistence_engine persistence_timeout persistence_granularity protocol ha_suspend virtualhost
  snmp_name alpha omega hysteresis quorum_up quorum_down sorry_server_inhibit sorry_server_lvs_method connect_timeout warmup
  inhibit_on_failure notify_up notify_down uthreshold lthreshold connect_ip connect_port bindto bind_if bind_port log_all_failures
  http_protocol fast_recovery url path digest status_code regex regex_no_match regex_options regex_stack regex_min_offset regex_max_offset
  enable_sni tls_compliant helo_name type name misc_path misc_timeout misc_dynamic payload require_reply min_reply_length
  max_reply_length dynamic password ca certificate key username nb_get_retry nb_sock_retry host includer includem includew includeb includea
  sh-port sh-fallback mh-port mh-fallback flag-1 flag-2 flag-3 use_snmp_checker snmp_service hashed quorum-up
`);
