import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StandIn } from '../../testing/stand-in.ts';
import { findCameras } from './find-cameras.ts';

// As the program prints it, with two of the modes.
const printed = `Available cameras
-----------------
0 : imx477 [4056x3040 12-bit RGGB] (/base/soc/i2c0mux/i2c@1/imx477@1a)
    Modes: 'SRGGB10_CSI2P' : 1332x990 [120.05 fps - (696, 528)/2664x1980 crop]
           'SRGGB12_CSI2P' : 4056x3040 [10.00 fps - (0, 0)/4056x3040 crop]

1 : imx708_wide [4608x2592] (/base/soc/i2c0mux/i2c@0/imx708@1a)
    Modes: 'SRGGB10_CSI2P' : 4608x2592 [14.35 fps - (0, 0)/4608x2592 crop]
`;

describe('finding cameras', () => {
  let standIn: StandIn;
  let system: string;
  beforeEach(async () => {
    standIn = await StandIn.rpicam();
    system = join(standIn.folder, 'video4linux');
  });
  afterEach(() => standIn.remove());

  const device = async (name: string, title: string, index = '0'): Promise<void> => {
    await mkdir(join(system, name), { recursive: true });
    await writeFile(join(system, name, 'name'), `${title}\n`);
    await writeFile(join(system, name, 'index'), `${index}\n`);
  };
  const find = () => findCameras({ rpicamStill: standIn.command }, system);

  it('lists those on the connectors, and those on USB', async () => {
    await standIn.set('cameras', printed);
    await device('video10', 'bcm2835-codec-decode');
    await device('video9', 'HD Pro Webcam C920');
    await device('video1', 'HD Pro Webcam C920', '1');
    await device('video0', 'unicam-image');
    expect(await find()).toEqual({
      cameras: [
        { driver: 'rpicam', camera: 0, name: 'imx477', width: 4056, height: 3040 },
        { driver: 'rpicam', camera: 1, name: 'imx708_wide', width: 4608, height: 2592 },
        { driver: 'v4l2', device: '/dev/video9', name: 'HD Pro Webcam C920' },
      ],
      notes: [],
    });
  });

  it('finds none where there is none', async () => {
    await standIn.fault('no-cameras');
    expect(await find()).toEqual({ cameras: [], notes: [] });
  });

  it('says what it could not look at, and lists the others', async () => {
    await device('video0', 'Webcam');
    const { cameras, notes } = await findCameras(
      { rpicamStill: join(standIn.folder, 'absent') },
      system,
    );
    expect(cameras).toEqual([{ driver: 'v4l2', device: '/dev/video0', name: 'Webcam' }]);
    expect(notes).toEqual([expect.stringContaining('install rpicam-apps')]);
  });
});
