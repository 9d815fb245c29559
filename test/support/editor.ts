import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

export const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** A browser for the editor's page; Debian's Chromium, kept from looking anything up. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-features=LocalNetworkAccessChecks',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

export interface WindowOptions {
  /** `127.0.0.1:PORT` */
  readonly authority: string;
  /** Absolute path of the folder to open. */
  readonly folder: string;
  /** Runs suites in the extension host; absent: a window for hands, with what the server has installed. */
  readonly suites?: {
    /** Absolute path of the extension under development. */
    readonly extension: string;
    /** Absolute path of the bundle whose `run()` is called. */
    readonly tests: string;
  };
  readonly locale?: string;
}

export interface EditorWindow {
  readonly page: Page;
  /** Lines the suite wrote. */
  readonly log: readonly string[];
  /** Resolves with the suite's exit code; only with `suites`. */
  readonly exit: Promise<number>;
}

/** Opens the editor's page, and, with `suites`, runs them in its extension host with the extension loaded from its folder. */
export async function openWindow(browser: Browser, options: WindowOptions): Promise<EditorWindow> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    ...(options.locale ? { locale: options.locale } : {}),
  });
  const page = await context.newPage();
  const log: string[] = [];
  let ended: (code: number) => void = () => {};
  const exit = new Promise<number>((resolve) => {
    ended = resolve;
  });
  const query = new URLSearchParams({ folder: options.folder });
  if (options.suites) {
    await reportSuites(page, options.authority, log, ended);
    const remote = (path: string): string => `vscode-remote://${options.authority}${path}`;
    const payload = [
      ['extensionDevelopmentPath', remote(options.suites.extension)],
      ['extensionTestsPath', remote(options.suites.tests)],
    ];
    query.set('payload', JSON.stringify(payload));
  }
  await page.goto(`http://${options.authority}/?${query}`);
  return { page, log, exit };
}

/** Not for windows that are driven by hand: with its test driver, the workbench shows no notifications. */
async function reportSuites(
  page: Page,
  authority: string,
  log: string[],
  ended: (code: number) => void,
): Promise<void> {
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) =>
    log.push(`${type} ${args.map(String).join(' ')}`),
  );
  await page.exposeFunction('codeAutomationExit', (code: number) => ended(code));
  await page.route(
    (url) => url.host === authority && url.pathname === '/',
    async (route) => {
      const response = await route.fetch();
      const html = await response.text();
      await route.fulfill({ response, body: withSmokeTestDriver(html) });
    },
  );
}

/** Makes the workbench report the suite's lines and exit code to the page's own functions. */
function withSmokeTestDriver(html: string): string {
  return html.replace(
    /(id="vscode-workbench-web-configuration" data-settings=")([^"]*)"/,
    (_, head: string, settings: string) => {
      const decoded = settings
        .replaceAll('&quot;', '"')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&#39;', "'")
        .replaceAll('&amp;', '&');
      const json = JSON.parse(decoded) as { developmentOptions?: Record<string, unknown> };
      json.developmentOptions = { ...json.developmentOptions, enableSmokeTestDriver: true };
      return `${head}${JSON.stringify(json).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"`;
    },
  );
}
