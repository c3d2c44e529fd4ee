import { type Browser, chromium, type Page } from 'playwright-core';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const openBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, headless: true, args: flags });

/** What a page must never do: errors on the console, requests elsewhere, refusals by its own content security policy. */
export interface Complaints {
  readonly list: readonly string[];
}

export function watchPage(page: Page, origin: string): Complaints {
  const list: string[] = [];
  page.on('pageerror', (error) => list.push(`thrown: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') list.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== origin) list.push(`request to ${url.origin}`);
  });
  return { list };
}
