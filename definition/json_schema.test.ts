import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { renderJsonSchema } from './json_schema.ts';
import { readTestdata, testdata } from './testing.ts';

const schema = JSON.parse(renderJsonSchema()) as object;
// Addresses are the loader's to judge: what is an URI differs from editor to editor.
const isValid = new Ajv2020({ validateFormats: false }).compile(schema);

/** Whether an editor accepts a file, which it reads without its environment; null where it is no YAML. */
function editorAccepts(name: string): boolean | null {
  try {
    return isValid(parse(readTestdata(name), { merge: true, logLevel: 'error' }));
  } catch {
    return null;
  }
}

test('the file in the repository is the one that the schema gives', () => {
  const file = new URL('monitoring.schema.json', import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(renderJsonSchema());
});

test('an editor accepts every file that is right', () => {
  expect(testdata('.ok.yml').filter((name) => editorAccepts(`${name}.ok.yml`) !== true)).toEqual([]);
});

test('an editor accepts the definition of the repository', () => {
  const definition = readFileSync(new URL('../monitoring.yml', import.meta.url), 'utf8');
  expect(isValid(parse(definition))).toBe(true);
});

// Mistakes that no JSON Schema can express.
const LOADER_ONLY = {
  'in what is in CloudWatch alone, and what AWS runs': [
    'alert_aws_datapoints',
    'alert_aws_only_in_prometheus',
    'alert_aws_periods',
    'alert_aws_with_a_test',
    'alert_aws_without_a_resource',
    'alert_aws_without_cloudwatch',
    'alert_on_a_window_of_cloudwatch_alone',
    'alert_only_in_cloudwatch_without_cloudwatch',
    'alert_promql_only_in_cloudwatch',
    'cloudwatch_archive_expires_before_glacier',
    'cloudwatch_archive_missing',
    'cloudwatch_archive_of_nothing',
    'cloudwatch_heartbeat_too_often',
    'cloudwatch_heartbeats_of_one_name',
    'cloudwatch_log_group_of_no_logs_source',
    'cloudwatch_log_groups_of_one_name',
    'cloudwatch_secret_itself',
    'cloudwatch_logs_field_with_a_wildcard',
    'cloudwatch_logs_fields_of_two_durations',
    'cloudwatch_logs_query_twice',
    'cloudwatch_logs_retention_of_no_choice',
    'cloudwatch_query_of_an_unlisted_group',
    'cloudwatch_region_of_another_mirror',
  ],
  'in what CloudWatch takes': [
    'mirror_dimension_fixed_too',
    'mirror_dimension_not_a_name',
    'mirror_dimension_twice',
    'mirror_dimensions_refused_by_cloudwatch',
    'mirror_dimensions_too_many',
    'mirror_name_not_a_name',
    'mirror_namespace_not_ascii',
    'mirror_namespace_of_amazon',
    'mirror_one_metric_of_two_entries',
    'mirror_resolution_finer_than_the_interval',
  ],
  'in what is mirrored': [
    'mirror_count_above',
    'mirror_count_above_without_a_name',
    'mirror_metric_of_an_alarm',
    'mirror_select_empty',
    'mirror_select_missing',
    'mirror_dimension_that_the_metric_does_not_have',
    'mirror_idle_of_a_histogram',
    'mirror_matcher_on_a_label_that_the_metric_does_not_have',
    'mirror_metric_of_a_source_that_is_not_there',
    'mirror_metric_of_no_name_that_is_served',
    'mirror_metric_unknown',
    'mirror_part_of_a_histogram',
    'mirror_statistic_of_a_counter',
    'mirror_summary',
    'scrape_mirrored_series_that_prometheus_scrapes',
  ],
  'in what a quantity or an address means': [
    'alert_dashboard_not_an_address',
    'alert_for_out_of_range',
    'alert_keep_firing_for_out_of_range',
    'alert_runbook_not_an_address',
    'alert_runbook_of_another_protocol',
    'alert_threshold_above_100_percent',
    'container_interval_too_long',
    'container_interval_too_short',
    'exporter_listen_port_too_high',
    'exporter_expire_after_too_short',
    'exporter_scrape_interval_out_of_range',
    'exporter_scrape_interval_too_long',
    'mirror_interval_not_allowed',
    'mirror_interval_too_long',
    'mute_time_zone_half_in_lower_case',
    'sns_topic_fifo',
    'notify_repeat_interval_out_of_range',
    'objective_runbook_not_an_address',
    'objective_target_of_everything',
    'scrape_interval_too_long_for_prometheus',
    'scrape_target_not_an_address',
    'scrape_target_twice',
    'scrape_target_with_a_password',
    'scrape_timeout_longer_than_the_interval',
    'secret_webhook_in_the_file',
  ],
  'in the metrics that a source declares': [
    'events_metric_twice',
    'logs_errors_field_with_a_wildcard',
    'logs_errors_pattern_of_no_grammar',
    'logs_field_not_a_field',
    'logs_file_level_of_an_access_log',
    'logs_files_missing',
    'logs_golden_signals_missing',
    'logs_level_not_a_field',
    'logs_metric_counter_without_total',
    'logs_metric_label_of_no_field',
    'logs_metric_label_taken',
    'logs_metric_pattern_of_no_grammar',
    'logs_metric_value_missing',
    'logs_metric_value_of_another_pattern',
    'logs_multiline_start_no_pattern',
    'logs_preset_metric_name_taken',
    'logs_preset_of_another_format',
    'logs_store_of_compressed_files',
    'logs_store_without_files',
    'logs_unwrap_no_field',
  ],
  'in who is let in': [
    'exporter_access_basic_keeps_prometheus_out',
    'exporter_access_basic_without_users',
    'exporter_http_config_basic_auth_without_users',
    'exporter_http_config_certificate_without_key',
    'exporter_http_config_key_without_certificate',
    'exporter_http_config_tls_without_tls',
    'exporter_tls_client_auth_keeps_prometheus_out',
    'exporter_tls_client_auth_without_authority',
    'exporter_tls_client_authority_without_use',
  ],
  'in whom alerts reach': [
    'email_username_without_a_password',
    'maintenance_day_that_does_not_exist',
    'maintenance_ends_before_it_begins',
    'maintenance_moment_not_understood',
    'maintenance_of_an_unknown_service',
    'maintenance_of_years',
    'mute_day_unknown',
    'mute_hours_empty',
    'mute_nowhere',
    'mute_time_empty',
    'mute_time_zone_in_lower_case',
    'mute_time_zone_unknown',
    'pagerduty_url_not_an_address',
    'route_behind_a_wider_one',
    'route_email_without_a_mail_server',
    'route_mute_unknown',
    'route_of_an_unknown_service',
    'route_slack_webhook_and_bot_token',
    'route_slack_webhook_without_a_channel',
    'route_slack_without_a_usual_one',
    'route_that_changes_nothing',
    'route_webhook_unknown',
    'route_without_a_condition',
    'secret_in_a_webhook_address',
    'secret_msteams_address_in_the_file',
    'secret_pagerduty_key_in_the_file',
    'secret_slack_bot_token_in_the_file',
    'secret_webhook_url_in_the_file',
    'two_mutes_of_one_name',
    'two_webhooks_of_one_name',
    'webhook_url_not_an_address',
  ],
  'between parts of the definition': [
    'events_alert_on_an_undeclared_metric',
    'events_metric_declared_otherwise',
    'events_metric_of_goldwatch',
    'logs_stdin_twice',
    'alert_for_shorter_than_two_evaluations',
    'alert_name_reserved',
    'alert_on_an_unknown_service',
    'alert_window_too_short',
    'alert_window_too_short_for_the_scrape_interval',
    'alert_window_too_short_for_the_interval_of_a_source',
    'metric_key_of_another_type',
    'metric_keys_that_exclude_each_other',
    'metric_label_unknown',
    'metric_limit_beyond_the_highest_bucket',
    'metric_limit_of_another_unit',
    'metric_of_a_source_that_is_not_there',
    'metric_unknown',
    'metric_window_too_short',
    'objective_counter_a_gauge',
    'objective_duplicate_name',
    'objective_latency_of_no_source',
    'objective_name_of_an_alert_taken',
    'objective_names_of_the_same_alerts',
    'objective_of_a_service_without_requests',
    'objective_of_one_of_several_scraped_services',
    'objective_on_an_unknown_service',
    'objective_window_too_short_for_the_interval_of_a_source',
    'objective_window_too_short_for_scraped_counters',
    'objective_window_too_short_for_the_scrape_interval',
    'objective_without_a_source',
    'preset_twice',
    'preset_without_its_source',
    'scrape_expose_what_prometheus_scrapes',
    'scrape_golden_signals_of_a_service_that_has_some',
    'scrape_latency_in_two_units',
    'scrape_two_ways_to_authenticate',
    'two_alerts_of_one_name',
    'two_sources_of_one_name',
    'two_sources_of_one_type',
  ],
  'in PromQL': [
    'mirror_series_an_expression',
    'mirror_series_ends_too_early',
    'mirror_series_selects_everything',
    'mirror_series_with_a_lookahead',
    'objective_counter_a_rate',
    'objective_counter_misspelt',
    'objective_counter_not_promql',
    'objective_counter_with_a_window',
    'objective_counter_without_a_name',
    'objective_window_recorded_for_none',
    'promql_ends_too_early',
    'promql_range_too_short',
    'promql_range_too_short_for_the_interval_of_a_source',
    'promql_series_of_a_source_that_is_not_there',
    'promql_series_of_a_window_that_nobody_records',
    'promql_syntax',
    'promql_syntax_in_a_block',
    'promql_syntax_in_a_folded_block',
    'promql_unknown_series',
    'scrape_series_that_goldwatch_alone_has',
    'scrape_series_that_only_the_mirror_has',
  ],
  'in the environment': [
    'env_missing',
    'env_missing_in_an_override',
    'env_missing_in_promql',
    'env_reference_not_understood',
    'env_value_is_never_shown',
    'env_value_of_the_wrong_type',
    'mirror_series_from_the_environment',
    'mirror_series_from_the_environment_not_a_selector',
  ],
  'in YAML beyond its value': ['yaml_unknown_tag'],
};

test('an editor refuses every file that is wrong, but for those that only the loader can judge', () => {
  const accepted = testdata('.bad.yml').filter((name) => editorAccepts(`${name}.bad.yml`) === true);
  expect(accepted).toEqual(Object.values(LOADER_ONLY).flat().sort());
});
