import { ThemeColor, ThemeIcon } from 'vscode';
import type { VerdictLevel } from '../probes/probe.ts';

export function verdictIcon(level: VerdictLevel): ThemeIcon {
  switch (level) {
    case 'ok':
      return new ThemeIcon('pass', new ThemeColor('testing.iconPassed'));
    case 'info':
      return new ThemeIcon('info', new ThemeColor('notificationsInfoIcon.foreground'));
    case 'warning':
      return new ThemeIcon('warning', new ThemeColor('notificationsWarningIcon.foreground'));
    case 'error':
      return new ThemeIcon('error', new ThemeColor('notificationsErrorIcon.foreground'));
    case 'unknown':
      return new ThemeIcon('question');
  }
}
