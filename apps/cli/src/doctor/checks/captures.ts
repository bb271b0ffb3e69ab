import { check } from '../check.ts';

const dayMs = 86_400_000;
const namesMax = 4;

export const captures = check({
  id: 'captures',
  looksAt: 'the newest frame of every camera, and the device that it is at',
  roles: ['server', 'laptop'],
  answers: 'SK-50: no captures (service, reach)',
  troubles: {
    none: {
      verdict: 'fault',
      means: 'No camera has taken a picture within a day.',
      advice: 'Run eyrie doctor on a coordinator and on a worker of the site.',
    },
    some: {
      verdict: 'warning',
      means: 'Some cameras have taken no picture within a day.',
      advice: 'Run eyrie doctor on their workers; eyrie camera list --plugged says what they find.',
    },
  },
  look: async (machine) => {
    if (machine.access === null) return { notApplicable: 'nobody is logged in: eyrie login' };
    const { eyrie } = machine.access;
    const cameras = await eyrie.cameras.list({ page_size: 200 }).toArray();
    if (cameras.length === 0) return { notApplicable: 'there is no camera yet' };
    const stale = cameras.filter(({ last_frame: frame }) => {
      return !frame || Date.parse(frame.captured_at) < machine.now() - dayMs;
    });
    if (stale.length === 0) return { ok: `all ${cameras.length} cameras within a day` };
    const devices = await eyrie.devices.list({ page_size: 200 }).toArray();
    const named = stale.slice(0, namesMax).map(({ name, device_id }) => {
      const device = devices.find(({ id }) => id === device_id);
      const how = device?.access === 'granted' ? device.presence : (device?.access ?? 'gone');
      return `${name} (${device?.name ?? device_id}: ${device?.presence_reason ?? how})`;
    });
    const more = stale.length > namesMax ? ` and ${stale.length - namesMax} more` : '';
    const saw = `${named.join(', ')}${more}`;
    return { trouble: stale.length === cameras.length ? 'none' : 'some', saw };
  },
});
