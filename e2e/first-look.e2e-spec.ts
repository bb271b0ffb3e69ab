import { mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { eventually, LocalFleet, processIsAlive, type FleetView } from './local-fleet.ts';

describe("a newcomer's first look", () => {
  let fleet: LocalFleet;
  let browser: Browser | undefined;
  let page: Page;

  beforeAll(async () => {
    fleet = await LocalFleet.create();
    await fleet.up();
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await fleet.remove();
  });

  it('begins with one line that says where to look and how to log in', () => {
    expect(fleet.output).toMatch(
      new RegExp(`Eyrie is ready: ${fleet.url}  \\(log in as \\S+@\\S+ with \\S+\\)`),
    );
  });

  it('has every process with its role, term, leader and last frame in the status', async () => {
    let status: FleetView = await fleet.printedStatus();
    const coordinators = () => status.processes.filter((one) => one.kind === 'coordinator');
    await eventually(
      'both workers have captured, and all coordinators name one leader',
      async () => {
        status = await fleet.status();
        const captured = status.processes.filter((one) => one.last_frame !== null).length;
        return captured === 2 && coordinators().every((one) => one.leader === status.leader);
      },
      60_000,
    );
    expect(status.processes.map((process) => process.name)).toEqual([
      'postgres',
      'cloud',
      'coordinator-1',
      'coordinator-2',
      'coordinator-3',
      'worker-1',
      'worker-2',
    ]);
    expect(status.processes.every((process) => process.state === 'running')).toBe(true);
    expect(status.leader).not.toBeNull();
    expect(coordinators().filter((one) => one.role === 'leader')).toHaveLength(1);
    expect(new Set(coordinators().map((one) => one.term)).size).toBe(1);
  });

  it('refuses a wrong password in a sentence, and lets the right one in', async () => {
    await page.goto(fleet.url);
    const { email, password } = await fleet.logIn();
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(/password/i);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { name: 'Cameras' }).waitFor();
  });

  it('shows frames of two workers that change by themselves', async () => {
    for (const name of ['Camera of worker-1', 'Camera of worker-2']) {
      const picture = page.getByAltText(`Newest frame of ${name}`);
      await picture.waitFor({ timeout: 30_000 });
      const first = await picture.getAttribute('src');
      expect(
        await picture.evaluate(
          (image) => (image as unknown as { naturalWidth: number }).naturalWidth,
        ),
      ).toBeGreaterThan(100);
      await eventually(
        `another frame of ${name} arrives`,
        async () => (await picture.getAttribute('src')) !== first,
        60_000,
      );
    }
    expect(await page.getByRole('status').textContent()).toMatch(/^Live/);
  });

  it('plays a timelapse', async () => {
    await page.goto(`${fleet.url}/timelapses`);
    const tile = page.locator('a[href^="/timelapses/tl_"]').first();
    await tile.waitFor({ timeout: 120_000 });
    await tile.click();
    const video = page.locator('video');
    await video.waitFor({ timeout: 30_000 });
    const state = () =>
      video.evaluate((element) => {
        const { currentTime, duration, error } = element as unknown as {
          currentTime: number;
          duration: number;
          error: { message: string } | null;
        };
        return { currentTime, duration, error: error?.message ?? null };
      });
    const runs = async () => {
      const now = await state();
      if (now.currentTime > 0.2) return true;
      throw new Error(JSON.stringify(now));
    };
    // A browser without a graphics card shares the processor with the whole fleet.
    await eventually('the video runs', runs, 90_000);
    expect(await state()).toMatchObject({ error: null });
    expect((await state()).duration).toBeGreaterThan(0.5);
    await keepPicture(page, 'timelapse');
  }, 300_000);

  it('ends every process with Ctrl-C, and goes on from the same data at the second start', async () => {
    const before = await fleet.printedStatus();
    const pids = before.processes.flatMap((process) => process.pid ?? []);
    const [known] = await fleet.sql<{ frames: string }>('select count(*) as frames from frame');
    await fleet.interrupt();
    expect(pids.filter(processIsAlive)).toEqual([]);
    expect((await fleet.eyrie('fleet', 'status')).stderr).toContain('eyrie fleet up');

    await fleet.up();
    await eventually(
      'frames of the second start join those of the first',
      async () => {
        const [now] = await fleet.sql<{ frames: string }>('select count(*) as frames from frame');
        return Number(now?.frames) > Number(known?.frames);
      },
      60_000,
    );
    const [counts] = await fleet.sql<{ sites: string; devices: string; cameras: string }>(
      `select (select count(*) from site) as sites, (select count(*) from device) as devices,
              (select count(*) from camera) as cameras`,
    );
    expect(counts).toEqual({ sites: '1', devices: '5', cameras: '2' });
  }, 240_000);
});

/** For people who want to see what the test saw: EYRIE_E2E_PICTURES names a folder. */
async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env['EYRIE_E2E_PICTURES'];
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png` });
}
