import { check } from '../check.ts';

export const camera = check({
  id: 'camera',
  looksAt: 'cameras that the system finds (rpicam, /dev/video*)',
  roles: ['worker'],
  answers: 'SK-50: camera (detect)',
  troubles: {
    none: {
      verdict: 'fault',
      means:
        'The Pi finds no camera: the ribbon cable sits wrong or is upside down, or the camera is broken.',
      advice:
        'Switch off, and push the cable in anew, contacts to the contacts. A camera of another maker needs its dtoverlay in config.txt.',
    },
    failing: {
      verdict: 'fault',
      means: 'The program that speaks to cameras fails by itself.',
      advice:
        'Install it anew (apt install rpicam-apps), and look whether this user is in the group video.',
    },
  },
  look: async (machine) => {
    const program = machine.environment['EYRIE_RPICAM_STILL'] ?? 'rpicam-still';
    const ran = await machine.run(program, ['--list-cameras']);
    if (ran === null) {
      const video = ['/dev/video0', '/dev/video1', '/dev/video2'].filter((one) => machine.has(one));
      return video.length > 0
        ? { ok: video.join(', ') }
        : {
            notApplicable: 'no rpicam and no /dev/video* here: cameras in the network need neither',
          };
    }
    const said = `${ran.out}\n${ran.error}`;
    // `0 : imx708 [4608x2592 10-bit RGGB] (/base/…)`
    const found = [...said.matchAll(/^\s*\d+ : (\S+) \[/gm)].map(([, name]) => name);
    if (found.length > 0) return { ok: found.join(', ') };
    if (/no cameras available/i.test(said))
      return { trouble: 'none', saw: `${program}: no cameras` };
    const last = ran.error.trim().split('\n').at(-1) ?? '';
    return { trouble: 'failing', saw: `${program} ended with ${ran.code}: ${last}` };
  },
});
