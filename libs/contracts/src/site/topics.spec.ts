import { describe, expect, it } from '@jest/globals';
import { formatTopic, parseTopic, topicKinds } from './topics.ts';

const siteId = 'site_01h455vb4pex5vsknk084sn02q';
const deviceId = 'dev_01h455vb4pex5vsknk084sn02q';

describe('topics', () => {
  it('come back from their text, every kind of them', () => {
    for (const kind of topicKinds) {
      expect(parseTopic(formatTopic({ siteId, deviceId, kind }))).toEqual({
        siteId,
        deviceId,
        kind,
      });
    }
  });

  it('are not ours when they have wildcards, other levels, or kinds that nobody defined', () => {
    for (const topic of [
      '#',
      `eyrie/v1/${siteId}/+/frame`,
      `eyrie/v1/${siteId}/${deviceId}`,
      `eyrie/v1/${siteId}/${deviceId}/frame/more`,
      `eyrie/v2/${siteId}/${deviceId}/frame`,
      `$SYS/v1/${siteId}/${deviceId}/frame`,
    ]) {
      expect(parseTopic(topic)).toBeNull();
    }
  });
});
