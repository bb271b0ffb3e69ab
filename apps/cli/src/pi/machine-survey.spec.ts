import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { parseSurvey, refusal, surveyScript, type MachineSurvey } from './machine-survey.ts';
import { adviceFor } from './ssh.ts';

const pi: MachineSurvey = {
  architecture: 'arm64',
  system: 'Debian GNU/Linux 13 (trixie)',
  debianVersion: 13,
  model: 'Raspberry Pi 5 Model B Rev 1.0',
  rights: 'sudo',
  freeMib: 20_000,
  installed: '',
  findsCloud: true,
  cameras: 1,
  hasGraphics: true,
};

describe('a machine on which Eyrie is to be installed', () => {
  it('may be any Pi with a 64-bit Debian 12 or later', () => {
    expect(refusal(pi, 'arm64')).toBeNull();
    expect(
      refusal({ ...pi, debianVersion: 12, cameras: 0, hasGraphics: false }, 'arm64'),
    ).toBeNull();
  });

  it.each<[string, Partial<MachineSurvey>, RegExp]>([
    ['of 32 bit', { architecture: 'armhf' }, /armhf.*64-bit Raspberry Pi OS/],
    ['of another kind', { architecture: 'amd64' }, /--architecture amd64/],
    ['that is no Debian', { architecture: '' }, /no dpkg/],
    ['with an old system', { debianVersion: 11, system: 'Raspbian 11' }, /Raspbian 11.*too old/],
    ['where sudo asks', { rights: 'sudo-asks' }, /NOPASSWD/],
    ['without rights', { rights: 'none' }, /no sudo/],
    ['that is full', { freeMib: 12 }, /12 MB left/],
    ['that finds no cloud', { findsCloud: false }, /DNS/],
  ])('is refused in a sentence: one %s', (_, difference, sentence) => {
    expect(refusal({ ...pi, ...difference }, 'arm64')).toMatch(sentence);
  });

  it('is asked by a script that any shell takes', () => {
    const text = execFileSync('sh', ['-s'], { input: surveyScript('localhost'), encoding: 'utf8' });
    const survey = parseSurvey(text);
    expect(survey.findsCloud).toBe(true);
    expect(survey.freeMib).toBeGreaterThan(0);
    expect(() => surveyScript("a'; reboot; '")).toThrow('is no name of a host');
  });
});

describe('what ssh says', () => {
  it.each([
    ['pi@a: Permission denied (publickey).', /ssh-copy-id/],
    ['ssh: Could not resolve hostname a: Name or service not known', /leads nowhere/],
    ['ssh: connect to host a port 22: Connection refused', /raspi-config/],
    ['ssh: connect to host a port 22: Connection timed out', /does not answer/],
    ['Host key verification failed.', /compare it/],
  ])('%s: becomes advice', (error, advice) => {
    expect(adviceFor(error)).toMatch(advice);
  });
});
