import { describe, expect, it } from '@jest/globals';
import { parseStaticNodes } from './parse-static-nodes.ts';

describe('the list of coordinators that an operator wrote', () => {
  it('takes names, IPv4 and bracketed IPv6 addresses', () => {
    expect(parseStaticNodes('pi-one:7400:8883:8443@1, [fe80::2]:7400:8883:8443@2,')).toEqual([
      { host: 'pi-one', nodeId: '1', ports: { raft: 7400, mqtt: 8883, relay: 8443 } },
      { host: 'fe80::2', nodeId: '2', ports: { raft: 7400, mqtt: 8883, relay: 8443 } },
    ]);
    expect(parseStaticNodes('')).toEqual([]);
  });

  it('refuses what lacks a port or a node, and ports that do not exist', () => {
    for (const list of [
      'pi-one',
      'pi-one:7400:8883@1',
      'pi:7400:8883:8443',
      'pi:70000:8883:8443@1',
    ]) {
      expect(() => parseStaticNodes(list)).toThrow('host:raftPort:mqttPort:relayPort@nodeId');
    }
  });
});
