import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { freePort } from '@lzstock/kit/local/free-port';
import { describeWithBrowser } from '@lzstock/kit/testing/needs';
import type { Browser, Page } from 'playwright-core';
import { type Complaints, openBrowser, watchPage } from './browser.ts';
import { eventually } from './graph.ts';
import { type Started, startAsProcess } from './started.ts';

await describeWithBrowser('a person in the web app', (chromium) => {
  let dataDir: string;
  let product: Started;
  let browser: Browser;
  let page: Page;
  let complaints: Complaints;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lzstock-web-'));
    product = await startAsProcess({ script: 'start', env: { PORT: String(await freePort()), DATA_DIR: dataDir } });
    await eventually('the built web app', async () => (await fetch(`${product.origin}/`)).ok, 120_000);
    browser = await openBrowser(chromium);
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(20_000);
    complaints = watchPage(page, product.origin);
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await product?.end();
    await rm(dataDir, { recursive: true, force: true });
  });

  const header = () => page.locator('header').filter({ has: page.getByRole('heading', { level: 1, name: /NVIDIA/i }) });
  const priceIn = async (text: string | null): Promise<string> => text?.match(/\d[\d,]*\.\d+/)?.[0] ?? '';
  const price = async () => priceIn(await header().textContent());

  it('types "nvi", picks NVIDIA, and sees its name and a simulated price that moves', async () => {
    await page.goto(`${product.origin}/`);
    await page.keyboard.press('/');
    await page.keyboard.type('nvi');
    await page.getByRole('option', { name: /NVDA/ }).click();
    await page.waitForURL(/\/i\/NVDA$/);
    await header().waitFor();
    expect(await header().textContent()).toMatch(/simulated/i);
    const first = await eventually('a price', price);
    await eventually('another price', async () => {
      const now = await price();
      return now !== '' && now !== first;
    });
  });

  it('gets every script and style above a kilobyte compressed', async () => {
    const text = await (await fetch(`${product.origin}/`)).text();
    const files = [...text.matchAll(/"(\/assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path!);
    expect(files.length).toBeGreaterThan(1);
    for (const path of files) {
      const answer = await fetch(product.origin + path, { headers: { 'accept-encoding': 'br' } });
      const { byteLength } = await answer.arrayBuffer();
      expect([path, answer.headers.get('content-encoding')]).toEqual([path, byteLength < 1_024 ? null : 'br']);
    }
  });

  it('sees candles and their table twin', async () => {
    await page.locator('canvas').first().waitFor();
    const painted = await page.locator('canvas').first().boundingBox();
    expect(painted?.width).toBeGreaterThan(300);
    await page.getByRole('button', { name: /table/i }).click();
    const candles = page.getByRole('table').filter({ has: page.getByRole('columnheader', { name: 'Close' }) });
    await eventually('rows of candles', async () => (await candles.getByRole('row').count()) > 20);
    await page.getByRole('button', { name: /chart/i }).first().click();
  });

  it('sees the last trades as they come, none missing', async () => {
    const tape = page.getByRole('table', { name: /last trades of NVDA/i });
    await eventually('five trades', async () => (await tape.getByRole('row').count()) > 5);
    const newest = await tape.getByRole('row').nth(1).textContent();
    expect(newest).toMatch(/^\d\d:\d\d:\d\d[\d,]+\.\d\d, (up|down|unchanged)\d/);
    await eventually('a newer one', async () => (await tape.getByRole('row').nth(1).textContent()) !== newest);
    expect(await tape.textContent()).not.toContain('missing');
  });

  it('adds it to the watchlist with a key and finds it there live, also after a reload', async () => {
    await page.keyboard.press('a');
    await page.goto(`${product.origin}/watchlist`);
    const row = () => page.getByRole('row').filter({ hasText: 'NVDA' });
    await row().waitFor();
    await eventually('a price in the row', async () => priceIn(await row().textContent()));
    await page.reload();
    await eventually('the row after a reload', async () => priceIn(await row().textContent()));
  });

  it('is told that a symbol does not exist, and can go on', async () => {
    await page.goto(`${product.origin}/i/NOSUCHONE`);
    await page
      .getByText(/NOSUCHONE/)
      .first()
      .waitFor();
    await page.getByRole('combobox').first().fill('apple');
    await page.getByRole('option', { name: /AAPL/ }).waitFor();
  });

  it('sees the connection come back by itself, with the last values kept meanwhile', async () => {
    await page.goto(`${product.origin}/i/NVDA`);
    const pill = page.getByRole('status').filter({ hasText: /^(Live|Reconnecting|Offline|Connecting)/ });
    await pill.filter({ hasText: 'Live' }).waitFor();
    await eventually('a price', price);
    const port = new URL(product.origin).port;
    await product.end();
    await pill.filter({ hasText: /Reconnecting|Offline/ }).waitFor();
    expect(await price()).not.toBe('');
    product = await startAsProcess({ script: 'start', env: { PORT: port, DATA_DIR: dataDir } });
    await pill.filter({ hasText: 'Live' }).waitFor({ timeout: 60_000 });
    const back = await price();
    await eventually('a newer price', async () => (await price()) !== back);
  }, 180_000);

  it('can use it on a phone without scrolling sideways', async () => {
    const phone = await browser.newPage({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await phone.goto(`${product.origin}/i/NVDA`);
    await phone.getByRole('heading', { level: 1, name: /NVIDIA/i }).waitFor();
    const { width, scroll } = await phone.evaluate(() => ({
      width: innerWidth,
      scroll: document.documentElement.scrollWidth,
    }));
    expect(scroll).toBeLessThanOrEqual(width);
    await phone.close();
  });

  it('as a developer runs a query over two subgraphs and a federated subscription in GraphiQL', async () => {
    const explorer = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const found = watchPage(explorer, product.origin);
    await explorer.goto(`${product.origin}/graphiql`);
    const run = async (operation: string) => {
      await explorer.getByRole('button', { name: /execute query/i }).click();
      await explorer.getByRole('menuitem', { name: operation }).click();
    };
    const answer = () => explorer.locator('.graphiql-response').textContent();
    await run('TwoSubgraphs');
    await eventually('the joined answer', async () => /0001045810[\s\S]*simulated/.test((await answer()) ?? ''));
    await run('LiveQuotes');
    await eventually('a live answer', async () => /quotes[\s\S]*NVIDIA/.test((await answer()) ?? ''));
    expect(found.list).toEqual([]);
    await explorer.close();
  });

  it('never meets an error of the page, a request elsewhere or a refusal of its security policy', () => {
    const away = /ERR_CONNECTION_REFUSED|WebSocket connection/;
    expect(complaints.list.filter((complaint) => !away.test(complaint))).toEqual([]);
  });
});
