const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Of the file (Prometheus: Configuration). */
export const SECTIONS = words(
  'global runtime rule_files scrape_config_files scrape_configs alerting remote_write remote_read storage tracing otlp',
);

/** Of a job; what discovers targets is told by its name's end. */
export const JOB = words(
  'job_name scrape_interval scrape_timeout scrape_protocols fallback_scrape_protocol scrape_native_histograms always_scrape_classic_histograms ' +
    'scrape_classic_histograms convert_classic_histograms_to_nhcb metrics_path honor_labels honor_timestamps track_timestamps_staleness scheme ' +
    'params enable_compression enable_http2 basic_auth authorization oauth2 follow_redirects tls_config bearer_token bearer_token_file proxy_url ' +
    'no_proxy proxy_from_environment proxy_connect_header http_headers static_configs relabel_configs metric_relabel_configs body_size_limit ' +
    'sample_limit label_limit label_name_length_limit label_value_length_limit target_limit keep_dropped_targets metric_name_validation_scheme ' +
    'metric_name_escaping_scheme native_histogram_bucket_limit native_histogram_min_bucket_factor scrape_failure_log_file extra_scrape_metrics',
);
export const DISCOVERY = /_sd_configs$/;
