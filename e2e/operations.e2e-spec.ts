import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { LocalFleet } from './local-fleet.ts';

/** What the dashboard changes, tries and follows, in a browser and against a fleet of real processes. */
describe('work with devices in the dashboard', () => {
  let fleet: LocalFleet;
  let browser: Browser | undefined;
  let page: Page;
  let cookie: string;

  const ask = async <Body>(path: string, init: RequestInit = {}): Promise<Body> => {
    const headers = new Headers(init.headers);
    headers.set('cookie', cookie);
    headers.set('origin', fleet.url);
    headers.set('content-type', 'application/json');
    const answer = await fetch(`${fleet.url}${path}`, { ...init, headers });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Body;
  };

  beforeAll(async () => {
    fleet = await LocalFleet.create();
    await fleet.up();
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const login = await fleet.logIn();
    const { email, password } = login;
    cookie = login.cookie;
    await page.goto(fleet.url);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { name: 'Cameras' }).waitFor();
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await fleet.remove();
  });

  it('shows what somebody else changed meanwhile, and saves over it once a person says so', async () => {
    type Site = { id: string; name: string; notes: string };
    const site = (await ask<{ items: Site[] }>('/v1/sites')).items[0] as Site;
    await page.goto(`${fleet.url}/sites/${site.id}`);
    await page.getByRole('button', { name: 'Edit site' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Mine');
    await ask(`/v1/sites/${site.id}`, {
      method: 'PATCH',
      headers: { 'if-match': '*' },
      body: JSON.stringify({ name: 'Theirs', notes: 'The ladder is broken.' }),
    });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const notice = page.getByRole('alert').filter({ hasText: 'Somebody else has changed it' });
    await notice.waitFor();
    expect(await notice.textContent()).toMatch(/“Theirs”.*you want “Mine”.*ladder is broken/);
    expect((await ask<Site>(`/v1/sites/${site.id}`)).name).toBe('Theirs');

    await page.getByRole('button', { name: 'Save mine over it' }).click();
    await page.getByRole('heading', { name: 'Mine', level: 1 }).waitFor();
    // What the form left alone is as the other one set it.
    expect(await ask<Site>(`/v1/sites/${site.id}`)).toMatchObject({
      name: 'Mine',
      notes: 'The ladder is broken.',
    });
  });

  it('tries a command for many devices first, and follows it to what became of each', async () => {
    await page.goto(`${fleet.url}/devices`);
    await page.getByRole('checkbox', { name: /^Choose all/ }).check();
    await page.getByRole('combobox', { name: 'What to do with them' }).selectOption('self_test');
    await page.getByRole('button', { name: 'Try it first' }).click();
    const begin = page.getByRole('button', { name: /^Self-test: \d+ device/ });
    await begin.waitFor();
    const tried = await ask<{ items: unknown[] }>('/v1/operations');
    expect(tried.items).toEqual([]);

    await begin.click();
    await page.getByRole('heading', { name: 'Command to devices' }).waitFor();
    await page.getByRole('heading', { name: 'What became of each' }).waitFor({ timeout: 30_000 });
    expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('100');
    const { items } = await ask<{ items: { result: { succeeded: number } }[] }>('/v1/operations');
    expect(items[0]?.result.succeeded).toBe(await page.getByText('Command given').count());

    await page.getByRole('link', { name: 'Operations', exact: true }).first().click();
    await page.getByRole('link', { name: /Command to devices/ }).waitFor();
  });

  it('asks for the count before it revokes, and changes nothing without', async () => {
    await page.goto(`${fleet.url}/devices?q=worker-2`);
    await page.getByRole('checkbox', { name: 'Choose worker-2' }).check();
    await page.getByRole('combobox', { name: 'What to do with them' }).selectOption('revoke');
    await page.getByRole('button', { name: 'Try it first' }).click();
    const revoke = page.getByRole('button', { name: 'Revoke: 1 device' });
    await revoke.waitFor();
    expect(await revoke.isDisabled()).toBe(true);
    await page.getByLabel(/how many they are/).fill('1');
    await revoke.click();
    await page.getByRole('heading', { name: 'What became of each' }).waitFor({ timeout: 30_000 });
    const { items } = await ask<{ items: { name: string; access: string }[] }>('/v1/devices');
    expect(items.find(({ name }) => name === 'worker-2')?.access).toBe('revoked');
    expect(items.filter(({ access }) => access === 'revoked')).toHaveLength(1);
  });
});
