import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CreatedInvitation, idFromUuid, type IssuedPasswordReset } from '@eyrie/contracts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../apps/cloud-api/src/testing/app.ts';
import { expectAnswer } from '../apps/cloud-api/src/testing/expect-answer.ts';
import {
  fillOrganisation,
  type FilledOrganisation,
} from '../apps/cloud-api/src/testing/filled-organisation.ts';
import { freePort } from '../apps/cloud-api/src/testing/free-port.ts';
import { launchBrowser } from './browser.ts';

const dashboardDirectory = path.resolve(import.meta.dirname, '../apps/dashboard/dist');
const word = 'osprey';
/** A formula, two scripts, what turns a text around, and what rings: short, and in small letters as addresses are. */
const payload = '=1+1<img src=x onerror=alert(1)><svg onload=alert(2)>\u202Etxt\u0007';

interface Sight {
  /** Dialogs, violations of the policy and failures of the page. */
  readonly trouble: string[];
}

describe('what somebody writes into names', () => {
  let cloud: TestApp;
  let organisation: FilledOrganisation;
  let browser: Browser | undefined;
  let insider: BrowserContext;
  let stranger: BrowserContext;
  let invitation: string;
  let reset: string;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    const port = await freePort();
    const publicUrl = `http://127.0.0.1:${port}`;
    cloud = await startTestApp({ port, publicUrl, dashboardDirectory });
    organisation = await fillOrganisation(cloud, word);
    await plantByApi();
    await plantEverywhere();
    browser = await launchBrowser();
    insider = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    stranger = await browser.newContext();
    const [name = '', value = ''] = organisation.owner.cookie.split('=');
    await insider.addCookies([{ name, value, url: publicUrl }]);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await cloud.close();
  });

  /** As people and programs write it. */
  async function plantByApi(): Promise<void> {
    const { owner, site, worker } = organisation;
    const post = (address: string, body?: object) =>
      expectAnswer(owner, address, {
        method: 'POST',
        ...(body ? { body } : {}),
      }) as Promise<Record<string, string>>;
    const place = { latitude: 1, longitude: 1, time_zone: 'UTC' };
    const own = await post('/v1/sites', { name: payload, ...place });
    expect(own['name']).toBe(payload);
    await post('/v1/api-keys', { name: payload, role: 'viewer' });
    await expectAnswer(owner, `/v1/devices/${worker.enrolment.deviceId}`, {
      method: 'PATCH',
      headers: { 'if-match': '*' },
      body: { name: payload },
    });
    const token = { site_id: site.id, role: 'worker', device_name: payload };
    await post('/v1/provisioning-tokens', token);
    const invite = async (email: string) => {
      const body = { email, role: 'viewer' };
      const init = { method: 'POST', body };
      const made = (await expectAnswer(owner, '/v1/invitations', init)) as CreatedInvitation;
      return made.link ?? '';
    };
    const guest = await invite('guest@example.org');
    const joined = await fetch(`${cloud.url}/v1/invitations/accept`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ token: guest.split('#')[1], name: payload },
        password: 'a password of one’s own',
      }),
    });
    expect(joined.status).toBe(201);
    invitation = await invite('late@example.org');
    const { user } = (await joined.json()) as { user: { id: string } };
    const issued = await post(`/v1/people/${user.id}/password-reset`);
    reset = (issued as unknown as IssuedPasswordReset).link ?? '';
  }

  /** In place of a word that every text of the organisation has, whoever wrote it. */
  async function plantEverywhere(): Promise<void> {
    const columns = await cloud.database.query<{ tbl: string; col: string; type: string }>(
      `SELECT c.relname AS tbl, a.attname AS col, format_type(a.atttypid, NULL) AS type
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
         AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
         AND format_type(a.atttypid, NULL) IN ('text', 'jsonb') ORDER BY 1, 2`,
    );
    let planted = 0;
    for (const { tbl, col, type } of columns) {
      const inside = type === 'jsonb' ? JSON.stringify(payload).slice(1, -1) : payload;
      const rows = await cloud.database.query(
        `UPDATE ${tbl} SET ${col} = replace(${col}::text, $1, $2)::${type}
         WHERE ${col}::text LIKE '%' || $1 || '%' RETURNING 1`,
        [word, inside],
      );
      planted += rows.length > 0 ? 1 : 0;
    }
    expect(planted).toBeGreaterThan(20);
    ids['organisation'] = idFromUuid('organisation', organisation.organisationId);
  }

  /** Opens a page and waits until it has asked for what it shows. */
  async function look(context: BrowserContext, url: string): Promise<{ page: Page } & Sight> {
    const trouble: string[] = [];
    const page = await context.newPage();
    page.on('dialog', (dialog) => {
      trouble.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('pageerror', (error) => trouble.push(`failure: ${error.message}`));
    page.on('console', (message) => {
      if (/Content.Security.Policy|Refused to/i.test(message.text())) trouble.push(message.text());
    });
    await page.exposeFunction('tellViolation', (what: string) => trouble.push(what));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const tell = (globalThis as unknown as { tellViolation: (what: string) => void })
          .tellViolation;
        tell(`${event.violatedDirective}: ${event.blockedURI} in ${event.sourceFile}`);
      });
    });
    await page.goto(url);
    await page.locator('h1, h2').first().waitFor();
    await page.waitForLoadState('load');
    // The stream stays open, so there is no moment without a request: until nothing changes any more.
    let before = '';
    for (let turn = 0; turn < 20; turn += 1) {
      await page.waitForTimeout(300);
      const now = await page.locator('body').innerText();
      const isLoading = (await page.locator('.animate-pulse').count()) > 0;
      if (now === before && !isLoading) break;
      before = now;
    }
    return { page, trouble };
  }

  /** Elements that no page of ours has, and a name would make. */
  const elementsOfData = (page: Page) =>
    page
      .locator('img[src="x"], script:not([src]), [onerror], [onload], a[href^="javascript:" i]')
      .evaluateAll((found) => found.map((element) => element.outerHTML.slice(0, 120)));

  const shows = (text: string) => text.includes('<img src=x onerror=alert(1)>');
  const pages: [string, () => string, boolean][] = [
    ['the fleet', () => '/', true],
    ['the sites', () => '/sites', true],
    ['a site', () => `/sites/${organisation.site.id}`, true],
    ['the devices', () => '/devices', true],
    ['a device', () => `/devices/${organisation.worker.enrolment.deviceId}`, true],
    ['a camera', () => `/cameras/${organisation.cameraId}`, true],
    ['the configuration', () => `/configuration/${ids['organisation']}`, false],
    ['a site’s configuration', () => `/configuration/${organisation.site.id}`, true],
    ['the timelapses', () => '/timelapses', true],
    ['a timelapse', () => `/timelapses/${organisation.timelapseId}`, true],
    ['the operations', () => '/operations', false],
    ['an operation', () => `/operations/${organisation.operationId}`, false],
    ['the account', () => '/account', true],
    ['the people', () => '/people', true],
    ['the API keys', () => '/api-keys', true],
    ['the login provider', () => '/login-provider', false],
    ['the audit log', () => '/audit', true],
    ['the data', () => '/data', false],
    ['the analytics', () => '/analytics', false],
  ];

  it.each(pages)(
    'does nothing but be read on %s',
    async (_name, where, isShown) => {
      const { page, trouble } = await look(insider, `${cloud.configuration.publicUrl}${where()}`);
      expect(trouble).toEqual([]);
      expect(await elementsOfData(page)).toEqual([]);
      const fields = await page
        .locator('input, textarea')
        .evaluateAll((found) => found.map((field) => (field as HTMLInputElement).value));
      const text = [await page.locator('body').innerText(), ...fields].join('\n');
      expect([isShown, shows(text) || !isShown]).toEqual([isShown, true]);
      await page.close();
    },
    60_000,
  );

  it.each<[string, () => string, boolean]>([
    // It names the login provider of the only organisation.
    ['the log-in', () => '/login', true],
    ['a forgotten password', () => '/forgotten-password', false],
    ['an invitation', () => new URL(invitation).pathname + new URL(invitation).hash, true],
    ['a new password', () => new URL(reset).pathname + new URL(reset).hash, false],
  ])(
    'does nothing before anybody is logged in, at %s',
    async (name, where, isShown) => {
      const { page, trouble } = await look(stranger, `${cloud.configuration.publicUrl}${where()}`);
      expect(trouble).toEqual([]);
      expect(await elementsOfData(page)).toEqual([]);
      const text = await page.locator('body').innerText();
      expect([name, shows(text)]).toEqual([name, isShown]);
      const folder = process.env['EYRIE_SCREENSHOTS'];
      if (folder !== undefined) {
        await mkdir(folder, { recursive: true });
        await page.screenshot({ path: path.join(folder, `${name.replaceAll(' ', '-')}.png`) });
      }
      await page.close();
    },
    120_000,
  );

  it('would be seen if it did: a script, a dialog and an element are noticed', async () => {
    const { page, trouble } = await look(stranger, `${cloud.configuration.publicUrl}/login`);
    await page.evaluate(() => {
      const place = document.createElement('div');
      place.innerHTML = '<img src=x onerror=alert(1)>';
      document.body.append(place);
    });
    await page.waitForTimeout(500);
    expect(trouble.join('\n')).toMatch(/script-src/);
    expect(await elementsOfData(page)).toHaveLength(1);
    await page.close();
  });
});
