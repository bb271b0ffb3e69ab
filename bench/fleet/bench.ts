import type { Bench } from '../harness/bench.ts';
import { measureChange } from './configuration-change.ts';
import { fleetFigures } from './figures.ts';
import { Fleet } from './fleet.ts';
import { measureHerd } from './herd.ts';
import { measureSteady, measureSustained } from './steady.ts';

/** Sites at the end of each growth; a tenth of them are of the one large organisation. */
const stages = [1_000, 4_000, 10_000] as const;

const ofSustained = ['sustained', 'read-p95', 'memory'];

export const fleetBench: Bench = {
  name: 'fleet',
  sentence: '100,000 devices of 10,000 sites on one cloud-api and one Postgres.',
  figures: fleetFigures,
  notes: [
    'One cloud-api, one Postgres with its sync on, and the simulator, all on this machine; TLS would end at the gateway and is left out.',
    'Each site has ten devices, five with a camera, and sends a batch each 30 s: health of each device, three frames of each camera; every receipt is checked. 2,000 connections at most are shared by all.',
    'Of 1,000 organisations one has a tenth of all sites. Limits are out of the way; no frame’s picture is sent.',
    'read-p95: the list of the api bench (50 devices of a site that are online), in the large organisation, 50 times a second.',
    'memory: pages that processes of Postgres share are counted once; looked at each second of the ten minutes.',
    'herd: after the ten minutes every site has ten more minutes of records, and comes back within a minute, in batches of 500. The prediction is what is due by then over what the same machine took in a second from sites that had as much to send and no other limit, measured right before.',
    'config-p99: one change for the large organisation, whose sites ask each 2 s as coordinators do, under the load of all sites; until the site has it.',
    'growth: processor of cloud-api and Postgres over a minute of the same load and nothing else; the fleet grows in the same database.',
  ],
  run: async (context, findings) => {
    const { quick, wants } = context;
    const fleet = await Fleet.start(context);
    const costs: number[] = [];
    for (const sites of wants('growth') ? stages : stages.slice(-1)) {
      await fleet.growTo(quick ? sites / 50 : sites);
      if (wants('growth')) costs.push(await measureSteady(context, fleet, quick ? 5 : 60));
    }
    const [tenth, fourTenths, whole] = costs;
    if (tenth !== undefined && fourTenths !== undefined && whole !== undefined) {
      findings.record('growth', 'theirs', tenth);
      findings.record('growth', 'ours', whole);
      findings.record('growth/at four tenths', 'theirs', tenth);
      findings.record('growth/at four tenths', 'ours', fourTenths);
    }
    if (ofSustained.some((id) => wants(id))) {
      await measureSustained(context, findings, fleet, quick ? 30 : 600);
    }
    if (wants('config-p99')) await measureChange(context, findings, fleet);
    if (wants('herd')) await measureHerd(context, findings, fleet);
    await fleet.end();
  },
};
