import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SnapshotServer, StandIn } from '@eyrie/camera/testing';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { eventually, LocalFleet, smallFleet } from './local-fleet.ts';

const password = 'canary-of-the-camera';
/** As rpicam-still prints it. */
const onConnector = `Available cameras
-----------------
0 : imx477 [640x480 12-bit RGGB] (/base/soc/i2c0mux/i2c@1/imx477@1a)
`;
/** A machine with more to do than this takes its time. */
const patienceMs = 60_000;

interface CameraView {
  id: string;
  name: string;
  driver: string;
  password_set: boolean;
}

/**
 * Everything that a person does with a camera, in a browser and on the command line, at a running fleet. The
 * camera in the network is a real one as far as HTTP goes; the one on the connector is a program that
 * behaves like rpicam-still.
 */
describe('a person with a camera', () => {
  let fleet: LocalFleet;
  let browser: Browser | undefined;
  let page: Page;
  let server: SnapshotServer;
  let pi: StandIn;

  beforeAll(async () => {
    const authentication = { authentication: 'SHA-256', user: 'eyrie', password } as const;
    server = await SnapshotServer.start({ width: 640, height: 360, ...authentication });
    pi = await StandIn.rpicam();
    await pi.set('cameras', onConnector);
    const { workers, ...definition } = smallFleet({ coordinators: 1, workers: 1 });
    const environment = {
      EYRIE_CAMERA_NETWORKS: '127.0.0.0/8',
      EYRIE_RPICAM_STILL: pi.command,
    };
    const own = workers.map((worker) => ({ ...worker, cameras: [], environment }));
    fleet = await LocalFleet.create({ ...definition, workers: own });
    [browser] = await Promise.all([launchBrowser(), fleet.up()]);
    page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    page.setDefaultTimeout(patienceMs);
    const login = await fleet.logIn();
    await page.goto(fleet.url);
    await page.getByLabel('E-mail').fill(login.email);
    await page.getByLabel('Password').fill(login.password);
    await page.getByRole('button', { name: 'Log in' }).click();
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await fleet.remove();
    await server.stop();
    await pi.remove();
  });

  const ask = async <Body>(where: string): Promise<Body> => {
    const { cookie } = await fleet.logIn();
    const response = await fetch(`${fleet.url}${where}`, { headers: { cookie } });
    if (!response.ok) throw new Error(`${where}: ${response.status}`);
    return (await response.json()) as Body;
  };
  const cameraNamed = async (name: string): Promise<CameraView> => {
    const { items } = await ask<{ items: CameraView[] }>('/v1/cameras');
    const found = items.find((one) => one.name === name);
    if (!found) throw new Error(`${name} is not among ${items.map((one) => one.name).join()}`);
    return found;
  };
  const press = (name: string) => page.getByRole('button', { name }).click();
  const add = async (name: string): Promise<void> => {
    await page.getByLabel('Name of the camera').fill(name);
    await press('Add the camera and take a picture');
  };
  /** The picture stands on the screen, and the worker has found nothing wrong with it. */
  const shotIsShown = async (name: string): Promise<void> => {
    const picture = page.getByAltText(`The frame that was asked for of ${name}`);
    await picture.waitFor();
    await page.getByText('The picture is whole').waitFor();
    await page.getByRole('status').getByText('Shown.').waitFor({ state: 'attached' });
  };
  const openForm = async (): Promise<void> => {
    await page.getByRole('link', { name: 'Add a camera' }).click();
    await page.getByRole('heading', { name: 'Add a camera' }).waitFor();
  };

  it('adds the one that was found on the connector, and sees its picture', async () => {
    // Nothing has a picture yet: the form is a step of the first page.
    await press('Find what is plugged into worker-1');
    await press('Take it: imx477, connector 0');
    expect(await page.getByLabel('Width (px)').inputValue()).toBe('640');
    await add('On the connector');
    await shotIsShown('On the connector');
    expect(await cameraNamed('On the connector')).toMatchObject({ driver: 'rpicam' });
  }, 120_000);

  it('is told of one that is used already, and by whom', async () => {
    await page.goto(`${fleet.url}/cameras/new`);
    await press('Find what is plugged into worker-1');
    const found = page.getByRole('list', { name: 'Cameras that were found' });
    await found.getByRole('link', { name: 'On the connector' }).waitFor();
    expect(await found.getByRole('button').count()).toBe(0);
  }, 120_000);

  it('adds one in the network, whose password nobody sees again', async () => {
    await page.getByLabel('In the network, by snapshots').check();
    await page.getByLabel('Address').fill('http://eyrie:secret@127.0.0.1/');
    await page.getByText('must not have a user or password in it').waitFor();
    await page.getByLabel('Address').fill(server.url);
    await page.getByLabel('User').fill('eyrie');
    await page.getByLabel('Password').fill(password);
    await add('In the network');
    await shotIsShown('In the network');
    expect(await cameraNamed('In the network')).toMatchObject({ password_set: true });
    await press('Change connection');
    await page.getByText('One is set and stays.').waitFor();
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
    expect(await page.content()).not.toContain(password);
    await press('Leave it');
  }, 120_000);

  it('takes a frame when asked, and sees each step of its way', async () => {
    await press('Close');
    await press('Capture now');
    await shotIsShown('In the network');
    const steps = page.getByRole('list', { name: 'The way of the frame' });
    expect(await steps.getByLabel('done:').count()).toBe(4);
    await press('Close');
  }, 120_000);

  it('focuses by a curve, and ends it when that is enough', async () => {
    await press('Focus');
    await press('Start the focus helper');
    await page.getByRole('img', { name: /Sharpness of \d+ looks/ }).waitFor();
    await page.getByAltText('The middle of what In the network sees').waitFor();
    await press('Stop');
    await page.getByText(/The sharpest of \d+ looks had/).waitFor();
  }, 120_000);

  /** As a browser tells a page whose tab somebody leaves, or comes back to. */
  const turnTo = (state: 'hidden' | 'visible') =>
    page.evaluate(`Object.defineProperty(document, 'visibilityState', {
        value: '${state}', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'))`);

  it('looks through it, and stops the pictures when nobody sees them', async () => {
    await press('Live view');
    await press('Start the live view');
    const picture = page.getByAltText('Live view of In the network', { exact: true });
    await picture.waitFor();
    const first = await picture.getAttribute('src');
    await eventually(
      'another picture comes',
      async () => (await picture.getAttribute('src')) !== first,
      patienceMs,
    );
    await turnTo('hidden');
    await page.getByText('Stopped. The last picture is').waitFor();
    await turnTo('visible');
    // Quicker than the cloud answers: this one is ended as well.
    await press('Go on');
    await page.getByRole('link', { name: 'Fleet' }).first().click();
    const ended = () =>
      fleet.sql<{ state: string }>(`select state from command where type = 'end_view'`);
    await eventually(
      'the worker was told that nobody looks any more',
      // The first one ended the focus helper.
      async () => (await ended()).filter(({ state }) => state === 'succeeded').length === 3,
      patienceMs,
    );
  }, 120_000);

  it('adds a simulated one only when that is what he chose', async () => {
    await openForm();
    await page.getByLabel('Simulated').check();
    await page.getByLabel('Width (px)').fill('320');
    await page.getByLabel('Height (px)').fill('180');
    await add('Painted');
    await shotIsShown('Painted');
    expect(await cameraNamed('Painted')).toMatchObject({ driver: 'simulated-sky' });
  }, 120_000);

  it('does the same from a terminal', async () => {
    const out = (name: string) => path.join(fleet.home, name);
    const isJpeg = async (file: string) => (await readFile(file)).readUInt16BE(0) === 0xffd8;
    const [captured, focused] = await Promise.all([
      fleet.eyrie('camera', 'capture', 'In the network', '--out', out('frame.jpg')),
      fleet.eyrie('camera', 'focus', 'Painted', '--seconds', '5', '--json'),
    ]);
    expect(captured).toMatchObject({ code: 0, stdout: `${out('frame.jpg')}\n` });
    expect(await isJpeg(out('frame.jpg'))).toBe(true);
    expect(focused.code).toBe(0);
    const { curve, best } = JSON.parse(focused.stdout) as {
      curve: { sharpness: number }[];
      best: { sharpness: number };
    };
    expect(best.sharpness).toBe(Math.max(...curve.map(({ sharpness }) => sharpness)));
    const [viewed, unknown] = await Promise.all([
      fleet.eyrie(
        ...['camera', 'live', 'In the network', '--seconds', '6'],
        ...['--out', out('live.jpg'), '--json'],
      ),
      fleet.eyrie('camera', 'capture', 'Nowhere'),
    ]);
    expect(viewed.code).toBe(0);
    expect(JSON.parse(viewed.stdout)).toMatchObject({ file: out('live.jpg') });
    expect(await isJpeg(out('live.jpg'))).toBe(true);
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toContain('eyrie camera list');
  }, 120_000);
});
