/** Playbook keywords of the reference: what a task, block or play has beside its module. */
const TASK =
  'action args any_errors_fatal async become become_exe become_flags become_method become_user changed_when check_mode collections ' +
  'connection debugger delay delegate_facts delegate_to diff environment failed_when ignore_errors ignore_unreachable listen local_action ' +
  'loop loop_control module_defaults name no_log notify poll port register remote_user retries run_once sudo sudo_user tags throttle ' +
  'timeout until vars when block rescue always static';
const PLAY =
  'hosts tasks pre_tasks post_tasks handlers roles gather_facts gather_subset gather_timeout serial strategy order max_fail_percentage ' +
  'vars_files vars_prompt fact_path force_handlers import_playbook user';

const TASK_WORDS: ReadonlySet<string> = new Set(TASK.split(' '));
const PLAY_WORDS: ReadonlySet<string> = new Set(PLAY.split(' '));

export const isTaskKeyword = (key: string): boolean => TASK_WORDS.has(key) || key.startsWith('with_');

export const isPlayKeyword = (key: string): boolean => PLAY_WORDS.has(key) || TASK_WORDS.has(key);
