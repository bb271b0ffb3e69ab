import { AdminClient } from '../../site/admin-client.ts';
import { check } from '../check.ts';

export const siteGroup = check({
  id: 'site-group',
  looksAt: 'whether the coordinators of the site agree on a leader',
  roles: ['coordinator'],
  answers: 'SK-50: no transfer, event queue',
  troubles: {
    away: {
      verdict: 'fault',
      means: 'The coordinator of this machine does not answer.',
      advice:
        'Look whether its service runs, and whether this user may read its data folder (sudo).',
    },
    'no-quorum': {
      verdict: 'fault',
      means:
        'Most coordinators are away, so that the site decides nothing and sends nothing. Workers keep what they capture.',
      advice:
        'Bring the others back (eyrie site status); where they are lost for good: eyrie site recover',
    },
    leaderless: {
      verdict: 'warning',
      means:
        'Nobody leads at the moment. That passes within seconds, where most coordinators reach each other.',
      advice:
        'Look again; where it stays, look at the network between them: eyrie site status --watch',
    },
    apart: {
      verdict: 'warning',
      means: 'This coordinator does not take part.',
      advice:
        'eyrie site status says more; a coordinator that was taken out comes back by eyrie site rejoin.',
    },
  },
  look: async (machine) => {
    const folder = machine.data.coordinator;
    if (folder === undefined) return { notApplicable: 'its data folder is not known: --data' };
    const status = await new AdminClient(folder).status().catch((error: unknown) => error);
    if (typeof status !== 'object' || status === null || !('hasQuorum' in status)) {
      return { trouble: 'away', saw: `no coordinator answers in ${folder}` };
    }
    const { hasQuorum, votersReachable, voters, reason, leaderNodeId } = status as Awaited<
      ReturnType<AdminClient['status']>
    >;
    const saw = `${votersReachable} of ${voters} coordinators`;
    if (reason !== null) return { trouble: 'apart', saw: reason };
    if (!hasQuorum) return { trouble: 'no-quorum', saw };
    return leaderNodeId === null
      ? { trouble: 'leaderless', saw }
      : { ok: `${saw}, led by ${leaderNodeId}` };
  },
});
