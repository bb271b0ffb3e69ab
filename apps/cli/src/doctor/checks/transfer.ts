import { check } from '../check.ts';

const manyRecords = 1_000;

export const transfer = check({
  id: 'transfer',
  looksAt: 'what waits at the sites to be sent, and which sites are silent',
  roles: ['server', 'laptop'],
  answers: 'SK-50: no transfer (net), event queue',
  troubles: {
    silent: {
      verdict: 'fault',
      means: 'A site that was there does not speak to the cloud. It works on and keeps everything.',
      advice: 'Look at power and uplink of the site; run eyrie doctor on its coordinator.',
    },
    behind: {
      verdict: 'warning',
      means: 'A site has much to send: it catches up after an outage, or its link is too thin.',
      advice: 'Look again in an hour. Where it grows: fewer or smaller pictures, or a better link.',
    },
  },
  look: async ({ access }) => {
    if (access === null) return { notApplicable: 'nobody is logged in: eyrie login' };
    const sites = await access.eyrie.sites.list({ page_size: 200 }).toArray();
    const silent = sites.filter(({ presence }) => presence === 'offline');
    if (silent.length > 0)
      return { trouble: 'silent', saw: silent.map(({ name }) => name).join(', ') };
    const behind = sites.filter((site) => site.uplink_backlog_records > manyRecords);
    if (behind.length > 0) {
      const saw = behind
        .map((site) => `${site.name}: ${site.uplink_backlog_records} records`)
        .join(', ');
      return { trouble: 'behind', saw };
    }
    return sites.length === 0
      ? { notApplicable: 'there is no site yet' }
      : { ok: `${sites.length} sites` };
  },
});
