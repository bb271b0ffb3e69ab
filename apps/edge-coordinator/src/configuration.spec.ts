import { describe, expect, it } from '@jest/globals';
import { loadConfiguration } from '@eyrie/platform';
import { configurationSchema } from './configuration.ts';

const load = (environment: Record<string, string>) =>
  loadConfiguration(configurationSchema, { EYRIE_DATA: '/var/lib/eyrie', ...environment });

describe('the configuration', () => {
  it('needs a data folder and nothing else', () => {
    expect(load({})).toMatchObject({
      EYRIE_RAFT_PORT: 7400,
      EYRIE_MQTT_PORT: 8883,
      EYRIE_RELAY_PORT: 8443,
      EYRIE_STATIC_COORDINATORS: [],
    });
    expect(() => loadConfiguration(configurationSchema, {})).toThrow('EYRIE_DATA');
  });

  it('reads the static list, with host names and addresses of both kinds', () => {
    const list = '10.0.0.5:7400:8883:8443@1, pi-2.local:1:2:3@2,[fe80::1]:7400:8883:8443@3';
    expect(load({ EYRIE_STATIC_COORDINATORS: list }).EYRIE_STATIC_COORDINATORS).toEqual([
      { host: '10.0.0.5', ports: { raft: 7400, mqtt: 8883, relay: 8443 }, nodeId: '1' },
      { host: 'pi-2.local', ports: { raft: 1, mqtt: 2, relay: 3 }, nodeId: '2' },
      { host: 'fe80::1', ports: { raft: 7400, mqtt: 8883, relay: 8443 }, nodeId: '3' },
    ]);
  });

  it.each(['10.0.0.5', '10.0.0.5:7400@1', 'host:1:2:3', 'a:1:2:3@x'])(
    'says how the static list is written when it is given %s',
    (list) => {
      expect(() => load({ EYRIE_STATIC_COORDINATORS: list })).toThrow(
        'EYRIE_STATIC_COORDINATORS: must be host:raftPort',
      );
    },
  );
});
