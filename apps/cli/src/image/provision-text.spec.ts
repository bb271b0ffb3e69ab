import { describe, expect, it } from '@jest/globals';
import { hostNameOf, provisionText } from './provision-text.ts';

const card = {
  url: 'https://cloud.example.org',
  claim: 'eyp_claim-of-this-card',
  role: 'worker',
  hostName: 'summit-1',
  caFile: null,
};

describe('provision.txt of one of many cards', () => {
  it('has what is its own once, and what all share', () => {
    const shared =
      'WIFI_NAME=Alp\r\nPROVISION_TOKEN=somebody-elses\r\n# a note\r\nCA_FILE=own.pem\r\n';
    expect(provisionText(shared, card)).toBe(
      'PROVISION_URL=https://cloud.example.org\nPROVISION_TOKEN=eyp_claim-of-this-card\nROLE=worker\n' +
        'HOST_NAME=summit-1\n\nWIFI_NAME=Alp\n# a note\nCA_FILE=own.pem\n',
    );
    expect(provisionText('', { ...card, caFile: 'authority.pem' })).toMatch(
      /\nCA_FILE=authority.pem\n$/,
    );
  });

  it.each([
    ['Säntis 1', 'santis-1'],
    ['--', 'eyrie'],
    ['Über/Alp_02', 'uber-alp-02'],
  ])('calls the machine of %s %s', (device, host) => {
    expect(hostNameOf(device)).toBe(host);
  });
});
